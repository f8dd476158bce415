"""Tokens of a mailbox: one worker at a time asks for a new one, and what it is told is written down in one step.

A provider may give a new refresh token with each access token and forget the old one. Two workers that asked with the same
would lose the mailbox; so the second one waits, and reads what the first was told. Nothing is locked while somebody asks.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tickets.models import Mailbox

ASKING = timedelta(seconds=30)  # longer than a question takes with its answer; then its worker has died


@transaction.atomic
def claim(mailbox: Mailbox, refused: str, *, at: datetime) -> Mailbox | None:
    """The mailbox as it is now, to ask for its token; nobody else may until it is let go. None: somebody else is asking.

    The token that a server refused is thrown away.
    """
    nobody = Q(oauth_asked_until__isnull=True) | Q(oauth_asked_until__lte=at)
    row = Mailbox.objects.select_for_update().filter(nobody, pk=mailbox.pk).first()
    if row is None:
        return None
    _forget(row, refused)
    row.oauth_asks += 1
    row.oauth_asked_until = at + ASKING
    row.save(update_fields=["oauth_access_token", "oauth_expires_at", "oauth_asks", "oauth_asked_until"])
    return row


@transaction.atomic
def drop(mailbox: Mailbox, refused: str) -> None:
    """Throw a token away that a server refuses, unless another one is there by now."""
    row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    _forget(row, refused)
    row.save(update_fields=["oauth_access_token", "oauth_expires_at"])


def keep(row: Mailbox, access_token: str, expires_at: datetime, refresh_token: str) -> None:
    """Write down what was told; a refresh token of "" stays as it is.

    Not if access was set up anew meanwhile: then it is another's.
    """
    refresh_token = refresh_token or row.oauth_refresh_token
    _ours(row).update(oauth_access_token=access_token, oauth_expires_at=expires_at, oauth_refresh_token=refresh_token)


def let_go(row: Mailbox) -> None:
    """Others may ask again."""
    _ours(row).update(oauth_asked_until=None)


def _ours(row: Mailbox) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(pk=row.pk, oauth_asks=row.oauth_asks)


def _forget(row: Mailbox, refused: str) -> None:
    if row.oauth_access_token == refused:
        row.oauth_access_token, row.oauth_expires_at = "", None
