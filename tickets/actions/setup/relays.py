"""Marking an address as a form or a relay, which speaks for others; and noticing one that does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.customers import identities
from tickets.actions.record import Invalid, permit
from tickets.models import Identity, Relay, User
from tickets.models.customer import IdentityKind
from tickets.models.relay import MARKED, MOST_WRITERS, RelayKind
from tickets.rules.identity import email


def kind_of(address: str) -> str:
    """RelayKind.FORM or RELAY for an address, in its one form, that one of us marked so; "" for any other."""
    return Relay.objects.marked().filter(address=address).values_list("kind", flat=True).first() or ""


def notice(address: str, writer: str) -> None:
    """A mail from an address asked to be answered at another. After three different ones it is suggested to mark it.

    Both are claims, and so nothing more than a suggestion comes of them. What is decided is not asked again.
    """
    known = Relay.objects.filter(address=address)
    if known.exclude(kind=RelayKind.SEEN).exists():
        return
    with transaction.atomic():
        Relay.objects.bulk_create([Relay(address=address)], ignore_conflicts=True)
        row = known.select_for_update().get()
        if row.kind != RelayKind.SEEN or writer in row.writers:
            return
        row.writers = [*row.writers, writer]
        row.kind = RelayKind.SUGGESTED if len(row.writers) >= MOST_WRITERS else RelayKind.SEEN
        row.save(update_fields=["writers", "kind"])


@transaction.atomic
def mark(address: str, kind: str, *, by: User, at: datetime) -> Relay:
    """An address is a form, a relay, or neither, also if it was something else before.

    Whoever's file a form or relay was on, it identifies nobody from now on. `kind`: FORM, RELAY or NEITHER. Errors: Invalid
    for what is no address.
    """
    permit(by, "relays")
    known = email(address)
    if known is None:
        raise Invalid("address", _("This is no email address."))
    row, _new = Relay.objects.select_for_update().update_or_create(
        address=known, defaults={"kind": kind, "writers": [], "decided_by": by, "decided_at": at}
    )
    if kind in MARKED:
        for held in Identity.objects.filter(kind=IdentityKind.EMAIL, value=known, shared=False):
            identities.share(held.pk, of=held.customer_id, by=by, at=at)
    return row
