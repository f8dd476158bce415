"""Two customers who turn out to be one, and the way back.

A merge moves rows and no event: events name identities by their ids, and an identity keeps its id whoever has it, so that
contacts stay grouped as they were and no figure of any ticket changes. What moved is written down, and an undo moves exactly
that back. What came since is divided by one rule: **it belongs to whom it came from.**

- A message goes back with the identity that it came by; without an identity of its own, with its ticket.
- A ticket that began since goes back if its first message came by an identity that goes back.
- The name and the organisation of who stays stay; where they have none they take those of who goes, and give them back.
- Facts go with their ticket. Identities that were noted since stay with the customer who stayed: nobody knows whose they are.
- A ticket in which both wrote since goes where it was, and is named before and after, to be split by hand.

Merges that follow each other are undone last first. Merging customers merges no tickets. Both end the links of all tickets
that the two have.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Model, Q, QuerySet
from django.utils.translation import gettext as _

from tickets.actions.links import end_links
from tickets.actions.record import Invalid, permit
from tickets.events.contact import Contacted, Thanked
from tickets.models import (
    Customer,
    CustomerMerge,
    Event,
    Identity,
    KnownFact,
    Message,
    NotTheSame,
    SearchDue,
    Ticket,
    User,
)
from tickets.models.message import Direction
from tickets.rules.lifecycle import Forbidden


@dataclass(frozen=True)
class Moving:
    """The rows that a merge or its undo moves, by id. `mixed`: tickets of one in which the other has written."""

    identities: list[int] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    facts: list[int] = field(default_factory=list)
    mixed: list[int] = field(default_factory=list)

    def rows(self) -> dict[str, list[int]]:
        """What a merge's record keeps."""
        return {"identities": self.identities, "tickets": self.tickets, "messages": self.messages, "facts": self.facts}


def merge_customers(customer: Customer | int, *, into: Customer | int, by: User, at: datetime) -> CustomerMerge:
    """This customer is that one, who goes on with everything that both had.

    Errors: Invalid for themselves or nobody, Forbidden for one who was merged away.
    """
    permit(by, "merge-customers")
    with transaction.atomic():
        gone, survivor = _pair(_pk(customer), _pk(into))
        moving = what_moves(gone.pk, survivor.pk)
        _move(moving, survivor.pk)
        end_links(Ticket.objects.filter(customer=survivor))
        _to_be_read_anew(gone, survivor)
        taken = {"name": not survivor.name and bool(gone.name)}
        taken |= {"organisation": survivor.organisation_id is None and gone.organisation_id is not None}
        if takes := [field for field, wanted in taken.items() if wanted]:
            Customer.objects.filter(pk=survivor.pk).update(**{field: getattr(gone, field) for field in takes})
        Customer.objects.filter(pk=gone.pk).update(merged_into=survivor)
        place = {"last_message": _last(Message), "last_ticket": _last(Ticket)}
        return CustomerMerge.objects.create(
            survivor=survivor, gone=gone, by=by, at=at, moved={**moving.rows(), **place, **taken}
        )


def unmerge_customers(customer: Customer | int, *, by: User, at: datetime) -> CustomerMerge:
    """They were two after all: everything goes back to where it was, and what came since to whom it came from.

    `customer` is the one who went. Errors: Forbidden if they were not merged, or if who stayed went on into another.
    """
    permit(by, "merge-customers")
    with transaction.atomic():
        merge = merge_of(_pk(customer))
        _locked({merge.gone_id, merge.survivor_id})
        merge = merge_of(merge.gone_id)  # as it is now that nobody else can undo it
        moving = what_goes_back(merge)
        end_links(Ticket.objects.filter(customer=merge.survivor_id))
        _to_be_read_anew(merge.gone, merge.survivor)
        _move(moving, merge.gone_id)
        if merge.moved["name"]:
            Customer.objects.filter(pk=merge.survivor_id, name=merge.gone.name).update(name="")
        if merge.moved.get("organisation"):
            theirs = Customer.objects.filter(pk=merge.survivor_id, organisation=merge.gone.organisation_id)
            theirs.update(organisation=None)
        Customer.objects.filter(pk=merge.gone_id).update(merged_into=None)
        merge.undone_by, merge.undone_at = by, at
        merge.save(update_fields=["undone_by", "undone_at"])
        return merge


def not_the_same(customer: Customer | int, *, other: Customer | int, by: User, at: datetime) -> None:
    """Somebody looked: these are two people, and nobody needs to be asked again. Errors: Invalid."""
    permit(by, "merge-customers")
    first, second = sorted((_pk(customer), _pk(other)))
    if first == second:
        raise Invalid("other", _("Name two customers."))
    NotTheSame.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by, "at": at})


def merge_of(gone: int) -> CustomerMerge:
    """The merge by which a customer went, if it can be undone. Errors: Forbidden."""
    merge = CustomerMerge.objects.filter(gone=gone, undone_at=None).select_related("gone", "survivor").first()
    if merge is None:
        raise Forbidden(_("This customer was not merged."))
    if merge.survivor.merged_into_id:
        raise Forbidden(
            _("%(customer)s was merged into %(survivor)s since. Undo that first.")
            % {"customer": merge.survivor, "survivor": merge.survivor.merged_into}
        )
    return merge


def what_moves(gone: int, survivor: int) -> Moving:
    """What a merge would move. A shared address or number that both have stays with each."""
    both = set(Identity.objects.filter(customer=survivor).values_list("kind", "value"))
    identities = Identity.objects.filter(customer=gone).order_by("id").values_list("pk", "kind", "value")
    return Moving(
        identities=[pk for pk, kind, value in identities if (kind, value) not in both],
        tickets=_ids(Ticket.objects.filter(customer=gone)),
        messages=_ids(Message.objects.filter(customer=gone)),
        facts=_ids(KnownFact.objects.filter(customer=gone)),
    )


def what_goes_back(merge: CustomerMerge) -> Moving:
    """What an undo would move: what moved and is still there, and what came since from whom goes back."""
    survivor, moved = merge.survivor_id, merge.moved
    came = _came_since(merge)
    theirs = set(moved["messages"]) | {pk for pk, said in came.items() if said.address in moved["identities"]}
    tickets = _tickets_back(merge, theirs)
    theirs |= {pk for pk, said in came.items() if said.address is None and said.ticket in tickets}
    return Moving(
        identities=_ids(Identity.objects.filter(customer=survivor, pk__in=moved["identities"])),
        tickets=sorted(tickets),
        messages=_ids(Message.objects.filter(customer=survivor, pk__in=theirs)),
        facts=_ids(KnownFact.objects.filter(Q(ticket__in=tickets) | Q(pk__in=moved["facts"]), customer=survivor)),
        mixed=sorted({said.ticket for pk, said in came.items() if (pk in theirs) != (said.ticket in tickets)}),
    )


@dataclass(frozen=True)
class _Said:
    """A message that came since a merge: its ticket, and the identity that it came by."""

    ticket: int
    address: int | None


def _came_since(merge: CustomerMerge) -> dict[int, _Said]:
    """The customer's messages that were written down after a merge."""
    messages = Message.objects.filter(customer=merge.survivor_id, pk__gt=merge.moved["last_message"])
    told = Event.objects.filter(message__in=messages, kind__in=(Contacted.name, Thanked.name))
    addresses = {pk: data.get("address") for pk, data in told.values_list("message", "data")}
    return {pk: _Said(ticket, addresses.get(pk)) for pk, ticket in messages.values_list("pk", "ticket")}


def _tickets_back(merge: CustomerMerge, theirs: Collection[int]) -> set[int]:
    """The tickets that moved, and those since whose first message is among `theirs`."""
    now = Ticket.objects.filter(customer=merge.survivor_id)
    since = now.filter(pk__gt=merge.moved["last_ticket"])
    words = Message.objects.filter(ticket__in=since, direction=Direction.IN).order_by("-occurred_at", "-id")
    first = dict(words.values_list("ticket", "pk"))  # the earliest is the last to be set
    moved = now.filter(pk__in=merge.moved["tickets"])
    return {*_ids(moved), *(ticket for ticket, message in first.items() if message in theirs)}


def _move(moving: Moving, to: int) -> None:
    """The rows change hands. Who looks at one of the tickets by its version is told that it changed."""
    Identity.objects.filter(pk__in=moving.identities).update(customer=to)
    Ticket.objects.filter(pk__in=moving.tickets).update(customer=to, version=F("version") + 1)
    Message.objects.filter(pk__in=moving.messages).update(customer=to)
    KnownFact.objects.filter(pk__in=moving.facts).update(customer=to)


def _to_be_read_anew(*customers: Customer) -> None:
    """Searches find their tickets by names that these have no more, or have only now."""
    SearchDue.objects.bulk_create(SearchDue(customer=customer) for customer in customers)


def _pair(gone: int, survivor: int) -> tuple[Customer, Customer]:
    if gone == survivor:
        raise Invalid("into", _("A customer cannot be merged into themselves."))
    rows = _locked({gone, survivor})
    if len(rows) < 2:
        raise Invalid("into", _("There is no such customer."))
    for row in rows.values():
        if row.merged_into_id:
            raise Forbidden(
                _("%(customer)s was merged into %(survivor)s. Go on there.")
                % {"customer": row, "survivor": row.merged_into}
            )
    return rows[gone], rows[survivor]


def _locked(pks: Collection[int]) -> dict[int, Customer]:
    """Customers with what is theirs, locked in the order in which a contact locks: identities before tickets.

    A contact that runs has taken its identity's lock; what it adds is there when we get it.
    """
    customers = {
        row.pk: row for row in Customer.objects.filter(pk__in=pks).select_for_update(no_key=True).order_by("id")
    }
    for rows in (Identity.objects.filter(customer__in=pks), Ticket.objects.filter(customer__in=pks)):
        list(rows.select_for_update(no_key=True).order_by("id").values_list("pk", flat=True))
    return customers


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("id").values_list("pk", flat=True))


def _last(model: type[Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def _pk(customer: Customer | int) -> int:
    return customer if isinstance(customer, int) else customer.pk
