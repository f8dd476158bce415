"""Two customers who may be one: who is suggested and why, what a merge would move, and what its undo would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.customers import merging as actions
from tickets.actions.customers.duplicates import DuplicateReason, Reason, Suggestion, suggestions
from tickets.actions.customers.identities import search
from tickets.actions.customers.merging import Moving
from tickets.admin.ticket.header import label
from tickets.admin.ticket.sidebar import IdentityRow, identity_row
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Customer, CustomerMerge, Identity, KnownFact, Promise, Ticket, User

LOOKED_AT = 500  # the newest customers: who is new is who may be a duplicate
MOST_FOUND = 20
WHY = {
    DuplicateReason.CLAIMED: ("contact_page", gettext_lazy("Gave %s, which is on the other's file")),
    DuplicateReason.THING: ("devices", gettext_lazy("Both told us %s")),
    DuplicateReason.SHARED: ("group", gettext_lazy("Both use %s")),
    DuplicateReason.NAMESAKE: ("badge", gettext_lazy("Same name and mail domain: %s")),
}


@dataclass(frozen=True)
class Suggested:
    """Two customers, and each reason as (icon, words)."""

    customer: Customer
    other: Customer
    known_as: str
    reasons: list[tuple[str, str]]


@dataclass(frozen=True)
class CustomerFile:
    """One of the two as they are now, as far as this person may see them. `hidden`: tickets of other teams, a number."""

    customer: Customer
    identities: list[IdentityRow]
    tickets: list[Ticket]
    hidden: int
    promises: list[Promise]


@dataclass(frozen=True)
class FactConflict:
    """A fact that both told us differently. `shown`: the later one, which will be shown first."""

    key: str
    gone: str
    stays: str
    shown: str


@dataclass(frozen=True)
class Preview:
    """What a merge would do, before it is done."""

    gone: CustomerFile
    stays: CustomerFile
    moving: Moving
    both_use: list[IdentityRow]
    conflicts: list[FactConflict]
    open: list[Ticket]


def suggested(customer: Customer, among: QuerySet[Customer]) -> list[Suggested]:
    """Who else a customer may be, with the reasons in words."""
    return [_told(customer, found) for found in suggestions([customer], among=among)[customer.pk]]


def possible_duplicates(among: QuerySet[Customer], before: int | None) -> tuple[list[Suggested], int | None]:
    """Pairs among the newest customers, or among the newest of those before an id; and where to go on."""
    alive = among.filter(merged_into=None).order_by("-id")
    looked_at = list((alive.filter(pk__lt=before) if before else alive)[:LOOKED_AT])
    found = suggestions(looked_at, among=among)
    pairs: dict[frozenset[int], Suggested] = {}
    for customer in looked_at:
        for row in found[customer.pk]:
            pairs.setdefault(frozenset((customer.pk, row.other.pk)), _told(customer, row))
    return list(pairs.values()), looked_at[-1].pk if len(looked_at) == LOOKED_AT else None


def _told(customer: Customer, found: Suggestion) -> Suggested:
    known_as = ", ".join(identity_row(identity).value for identity in found.other.identities.all()[:3])
    return Suggested(customer, found.other, known_as, [_reason(reason) for reason in found.reasons])


def _reason(reason: Reason) -> tuple[str, str]:
    icon, words = WHY[reason.why]
    return icon, words % reason.value


def candidates(customer: Customer, among: QuerySet[Customer], typed: str) -> list[Customer]:
    """Whom a person may mean who looks for the same customer's other file."""
    if not typed.strip():
        return []
    found = search(among.exclude(pk=customer.pk), typed)  # type: ignore[arg-type]
    return list(found.prefetch_related("identities").order_by("name", "id")[:MOST_FOUND])


def preview(gone: Customer, stays: Customer, user: User) -> Preview:
    """What would move, what would stay, and where the two differ."""
    one, other = _file(gone, user), _file(stays, user)
    moving = actions.what_moves(gone.pk, stays.pk)
    return Preview(
        gone=one,
        stays=other,
        moving=moving,
        both_use=[row for row in one.identities if row.pk not in moving.identities],
        conflicts=_conflicts(one, other),
        open=[ticket for ticket in (*other.tickets, *one.tickets) if ticket.is_unresolved],
    )


def _file(customer: Customer, user: User) -> CustomerFile:
    seen = list(tickets(user).filter(customer=customer).order_by("-id"))
    identities = Identity.objects.filter(customer=customer).order_by("-verified", "kind", "id")
    owed = Promise.objects.filter(ticket__in=seen, owed=True).exclude(state="superseded")
    return CustomerFile(
        customer=customer,
        identities=[identity_row(row) for row in identities],
        tickets=seen,
        hidden=Ticket.objects.filter(customer=customer).count() - len(seen),
        promises=list(owed.order_by("due_at")),
    )


def _conflicts(gone: CustomerFile, stays: CustomerFile) -> list[FactConflict]:
    one, other = _latest(gone), _latest(stays)
    return [
        FactConflict(label(key), one[key][1], other[key][1], max(one[key], other[key])[1])
        for key in sorted(one.keys() & other.keys())
        if one[key][1] != other[key][1]
    ]


def _latest(file: CustomerFile) -> dict[str, tuple[datetime, str]]:
    """The latest value of each fact, with when it was noted."""
    facts = KnownFact.objects.filter(ticket__in=file.tickets).order_by("noted_at", "id")
    return {fact.key: (fact.noted_at, fact.value) for fact in facts}


@dataclass(frozen=True)
class Undo:
    """What an undo would do, before it is done."""

    merge: CustomerMerge
    identities: list[IdentityRow]
    staying: list[IdentityRow]
    tickets: list[Ticket]
    hidden: int
    since: list[Ticket]
    mixed: list[Ticket]
    messages: int
    refused: str = ""


def undo(merge: CustomerMerge, user: User) -> Undo:
    """What would go back, and what of that came since; why not, if it cannot be undone now."""
    moving = actions.what_goes_back(merge)
    rows = Identity.objects.filter(customer=merge.survivor_id).order_by("kind", "id")
    seen = list(tickets(user).filter(pk__in={*moving.tickets, *moving.mixed}).order_by("-id"))
    back = [ticket for ticket in seen if ticket.pk in moving.tickets]
    return Undo(
        merge=merge,
        identities=[identity_row(row) for row in rows if row.pk in moving.identities],
        staying=[identity_row(row) for row in rows if row.pk not in moving.identities],
        tickets=[ticket for ticket in back if ticket.pk in merge.moved["tickets"]],
        hidden=len(moving.tickets) - len(back),
        since=[ticket for ticket in back if ticket.pk not in merge.moved["tickets"]],
        mixed=[ticket for ticket in seen if ticket.pk in moving.mixed],
        messages=len(moving.messages),
        refused=_("%s was merged into another since. Undo that first.") % merge.survivor
        if merge.survivor.merged_into_id
        else "",
    )
