"""Who might be the same person, and why we think so. Suggested, never acted upon.

A handful of indexed look-ups for any number of customers: nobody is ever compared with everybody. A reason that speaks for
too many speaks for none (a name that a dozen have, a number that a company shares) and is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.db.models.functions import Left, Lower

from tickets.actions.customers.identities import Pair, identities
from tickets.actions.intake.inbound_message import Sender
from tickets.models import Customer, Identity, KnownFact, Message, NotTheSame
from tickets.models.customer import IdentityKind
from tickets.models.fact import Start
from tickets.models.message import Direction
from tickets.rules import identity
from tickets.rules.lifecycle import Channel

MOST_MESSAGES = 2_000  # the latest of all customers that are asked about
READ_FROM_A_TEXT = 2_000  # characters
MOST_ALIKE = 5  # others for one reason; more of them, and it says nothing
TYPED_INTO = (Channel.CHAT, Channel.WEB, Channel.SOCIAL)
# Facts that name one thing or one contract in the world; a model or a version is had by thousands.
NAMES_ONE_THING = (
    *("device id", "device_id", "imei", "serial", "serial number", "serial_number", "customer number"),
    *("customer_number", "contract", "contract number", "contract_number", "account", "account number"),
)
AROUND_AN_ADDRESS = "<>()[]{}\"'“”„‚‘’.,;:!?"


class DuplicateReason(StrEnum):
    """Why two customers may be one, the strongest first."""

    CLAIMED = "claimed"  # wrote with, or wrote down, an address, number or handle of the other
    THING = "thing"  # the same device id, serial or contract number
    SHARED = "shared"  # a number or address that several people use is on both files
    NAMESAKE = "namesake"  # the same name and the same mail domain


@dataclass(frozen=True, order=True)
class Reason:
    """Why, and the value that says so: an address, a number, `imei: 35…`, a name."""

    why: DuplicateReason
    value: str


@dataclass
class Suggestion:
    """Another customer who may be the same person, with all reasons."""

    other: Customer
    reasons: list[Reason] = field(default_factory=list)


Found = Iterable[tuple[int, int, Reason]]  # who, who else, why


def suggestions(customers: Sequence[Customer], *, among: QuerySet[Customer]) -> dict[int, list[Suggestion]]:
    """For each customer (by id) who else of `among` may be the same person; strongest reasons first.

    `among` is what the person who asks may see.
    """
    reasons: dict[tuple[int, int], set[Reason]] = defaultdict(set)
    pks = {customer.pk for customer in customers}
    own = list(Identity.objects.filter(customer__in=pks))
    for find in (_claimed, _thing, _shared, _namesake):
        for one, other, reason in find(customers, own):
            if one != other:
                reasons[one, other].add(reason)
    _without_too_many(reasons)
    _without_those_looked_at(reasons)
    others = among.filter(pk__in={other for _, other in reasons}, merged_into=None).prefetch_related("identities")
    known = {row.pk: row for row in others}
    found: dict[int, list[Suggestion]] = {pk: [] for pk in pks}
    for (one, other), why in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        if other in known:
            found[one].append(Suggestion(known[other], sorted(why, key=_strength)))
    return {pk: sorted(rows, key=lambda row: _strength(row.reasons[0])) for pk, rows in found.items()}


def _strength(reason: Reason) -> tuple[int, str]:
    return list(DuplicateReason).index(reason.why), reason.value


def _without_too_many(reasons: dict[tuple[int, int], set[Reason]]) -> None:
    """Drop what speaks for more than a few others."""
    spoken: dict[tuple[int, Reason], list[int]] = defaultdict(list)
    for (one, other), why in reasons.items():
        for reason in why:
            spoken[one, reason].append(other)
    for (one, reason), others in spoken.items():
        if len(others) > MOST_ALIKE:
            for other in others:
                reasons[one, other].discard(reason)
    for pair in [pair for pair, why in reasons.items() if not why]:
        del reasons[pair]


def _without_those_looked_at(reasons: dict[tuple[int, int], set[Reason]]) -> None:
    """Somebody has said that these are two people."""
    ones = {one for one, _ in reasons}
    looked_at = NotTheSame.objects.filter(Q(first__in=ones) | Q(second__in=ones)).values_list("first", "second")
    for first, second in looked_at:
        reasons.pop((first, second), None)
        reasons.pop((second, first), None)


# The reasons


def _claimed(customers: Sequence[Customer], own: Sequence[Identity]) -> Found:
    """Another's address: as a sender's second one, or typed into a chat or a form."""
    latest = Message.objects.filter(customer__in=customers, direction=Direction.IN, automatic=False).order_by("-id")
    said = latest.values_list("customer", "channel", "sender", Left("text", READ_FROM_A_TEXT))[:MOST_MESSAGES]
    by: dict[Pair, set[int]] = defaultdict(set)
    for customer, channel, sender, text in said:
        for pair in {*_of_sender(sender), *(_in_text(text) if channel in TYPED_INTO else ())}:
            by[pair].add(customer)
    rows = Identity.objects.filter(value__in={value for _, value in by}, shared=False)
    for row in rows:
        for customer in by.get((row.kind, row.value), ()):
            yield customer, row.customer_id, Reason(DuplicateReason.CLAIMED, row.value)


def _of_sender(sender: dict[str, str]) -> Iterator[Pair]:
    """All that a channel said of a sender, a mail's Reply-To included."""
    given = Sender(**{key: sender[key] for key in ("email", "phone", "handle") if isinstance(sender.get(key), str)})
    yield from ((str(kind), value) for kind, value in identities(given))
    answer_to = identity.email(str(sender.get("reply_to", "")))
    if answer_to:
        yield IdentityKind.EMAIL, answer_to


def _in_text(text: str) -> Iterator[Pair]:
    """Addresses that somebody typed."""
    for word in text.split():
        if "@" in word and (address := identity.email(word.strip(AROUND_AN_ADDRESS))):
            yield IdentityKind.EMAIL, address


def _thing(customers: Sequence[Customer], own: Sequence[Identity]) -> Found:
    """The same thing or contract in the world."""
    told = KnownFact.objects.filter(key__in=NAMES_ONE_THING)
    mine = list(told.filter(customer__in=customers).values_list("customer", "key", "value").distinct())
    if not mine:
        return
    starts = {value[:100] for _, _, value in mine}
    same = told.alias(start=Start("value")).filter(start__in=starts)
    theirs = same.values_list("customer", "key", "value").distinct()
    yield from _meeting(
        [((key, value), customer) for customer, key, value in mine],
        [((key, value), customer) for customer, key, value in theirs],
        lambda fact: Reason(DuplicateReason.THING, f"{fact[0]}: {fact[1]}"),
    )


def _shared(customers: Sequence[Customer], own: Sequence[Identity]) -> Found:
    """A number or an address that several use is on both files."""
    mine = [((row.kind, row.value), row.customer_id) for row in own if row.shared]
    if not mine:
        return
    rows = Identity.objects.filter(value__in={value for (_, value), _ in mine}, shared=True)
    theirs = [((row.kind, row.value), row.customer_id) for row in rows]
    yield from _meeting(mine, theirs, lambda pair: Reason(DuplicateReason.SHARED, pair[1]))


def _namesake(customers: Sequence[Customer], own: Sequence[Identity]) -> Found:
    """The same name, first and last, at the same mail domain."""
    names = {customer.pk: " ".join(customer.name.lower().split()) for customer in customers}
    full = {pk: name for pk, name in names.items() if " " in name}
    if not full:
        return
    alike = Customer.objects.alias(lower=Lower("name")).filter(lower__in=set(full.values()), merged_into=None)
    named = dict(alike.values_list("pk", Lower("name")))
    rows = Identity.objects.filter(customer__in=named, kind=IdentityKind.EMAIL)
    yield from _meeting(
        [((full[row.customer_id], _domain(row)), row.customer_id) for row in own if _has(row, full)],
        [((named[row.customer_id], _domain(row)), row.customer_id) for row in rows],
        lambda key: Reason(DuplicateReason.NAMESAKE, f"{key[0].title()}, @{key[1]}"),
    )


def _has(row: Identity, names: Collection[int]) -> bool:
    return row.kind == IdentityKind.EMAIL and row.customer_id in names


def _domain(row: Identity) -> str:
    return row.value.rpartition("@")[2]


def _meeting(
    mine: Iterable[tuple[Pair, int]], theirs: Iterable[tuple[Pair, int]], reason: Callable[[Pair], Reason]
) -> Found:
    """Everybody of ours who has something in common with anybody."""
    holders: dict[Pair, set[int]] = defaultdict(set)
    for key, customer in theirs:
        holders[key].add(customer)
    for key, customer in mine:
        for other in holders[key]:
            yield customer, other, reason(key)
