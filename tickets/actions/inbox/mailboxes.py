"""Mailboxes: who fetches from one, how far it has been read, and what went wrong.

Fetching is claimed by a lease: a worker that dies leaves the mailbox to the next one within seconds. Each mail that is stored moves the
mark at once, so that a kill costs at most a second look at one mail, which its content's hash recognises.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from tickets.actions import leases
from tickets.models import Mailbox
from tickets.rules.retries import poll_again_in


class Lost(Exception):
    """The lease ran out or the mailbox was set up anew: somebody else goes on from here."""


def claim(at: datetime) -> Mailbox | None:
    """Take the mailbox that has waited longest; nobody else gets it until the lease ends."""
    return leases.claim(Mailbox.objects.to_poll(at), at, 1).select_related("account").first()


def begin(mailbox: Mailbox, uid_validity: int) -> None:
    """Go on in a folder where we were, or begin it again if its UIDs have been given anew. Error: Lost."""
    if mailbox.uid_validity != uid_validity:
        mailbox.uid_validity, mailbox.last_uid = uid_validity, 0
        _keep(mailbox, uid_validity=uid_validity, last_uid=0)


def read_to(mailbox: Mailbox, uid: int) -> None:
    """All up to this UID is stored. Error: Lost."""
    mailbox.last_uid = uid
    _keep(mailbox, last_uid=uid)


def polled(mailbox: Mailbox, at: datetime, *, more: bool = False, error: str = "") -> None:
    """It has been fetched; `more` waits there, and the next round begins at once. An `error` beside it is shown."""
    wait = 0 if more else poll_again_in(0)
    leases.mine(mailbox).update(
        polled_at=at, next_poll_at=at + timedelta(seconds=wait), failures=0, error=error, lease_until=None
    )


def failed(mailbox: Mailbox, error: str, at: datetime) -> None:
    """It could not be fetched; tried again later, and later still the more often it fails."""
    wait = poll_again_in(mailbox.failures + 1)
    leases.mine(mailbox).update(
        next_poll_at=at + timedelta(seconds=wait), failures=F("failures") + 1, error=error, lease_until=None
    )


def _keep(mailbox: Mailbox, **values: object) -> None:
    if not leases.mine(mailbox).update(**values):
        raise Lost
