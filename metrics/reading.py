"""Tickets' stories out of the database, one after the other, as of an instant and known by another. Nothing is written.

A desk of any size passes through in chunks: two statements a chunk (three with the facts' values), and no more in memory than one. Tickets that had been
merged away are told within those they were merged into; one of which nothing was known yet is not told at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from typing import Any

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from metrics.digests import Digest, digest_of
from metrics.digests.holding import edition
from metrics.facts import EVER, Facts, Rows, Told, blocks
from metrics.facts.relation import TICKET, Days, Period, Relation
from metrics.facts.relations import FORM, RELATIONS
from metrics.facts.table import Array, Table, distinct, joined, looked_up
from metrics.measures import Figures, TicketStory, measure
from metrics.models import DigestRound, TicketDigest
from metrics.named import among
from tickets.actions import feed
from tickets.actions.feed import Cursor
from tickets.events.facts import FactsNoted
from tickets.events.joining import SplitFrom
from tickets.events.replay import story_of
from tickets.models import Customer, Event, FlagSighting, KnownFact, StalledFlag, Ticket
from tickets.models.history import (
    MERGING,
    Horizon,
    desk_known_at,
    load_events,
    merges,
    root_of,
    seconds,
    with_roots,
    without_policy_dues,
)
from tickets.rules.desk import Desk
from tickets.rules.story import Event as StoryEvent
from tickets.rules.version import RULES_VERSION

CHUNK = 500  # tickets that are told at a time
MANY = 5000  # rows that are fetched at a time
Row = tuple[int, str, int]  # a ticket's number, key and customer


@dataclass(frozen=True)
class StoryReader:
    """Reads stories as of `as_of`, known at `known_at`, by what `desk` agreed to.

    `own_desk`: the desk is another than the database's (a file's), so promises without a date fall due by its policy.
    `among`: the tickets that may be told, if not all.
    """

    desk: Desk
    as_of: datetime
    known_at: datetime
    own_desk: bool = False
    among: QuerySet[Ticket] | None = None

    @property
    def horizon(self) -> Horizon:
        """What had happened and was known."""
        return Horizon(self.as_of, self.known_at)

    @cached_property
    def merged(self) -> dict[int, int]:
        """Every ticket that had been merged away, with the one that tells its story."""
        into = merges(self.horizon)
        return {ticket: root_of(ticket, into) for ticket in into}

    @cached_property
    def _merged_in(self) -> dict[int, set[int]]:
        found: defaultdict[int, set[int]] = defaultdict(set)
        for ticket, root in self.merged.items():
            found[root].add(ticket)
        return found

    def stories(self, tickets: Iterable[int] | None = None, *, with_facts: bool = False) -> Iterator[TicketStory]:
        """The stories of these tickets, or of all, by their keys (of many that are named, chunk by chunk)."""
        for chunk in self._chunks(tickets):
            yield from self._chunk(chunk, with_facts)

    def _chunks(self, tickets: Iterable[int] | None) -> Iterator[list[Row]]:
        """Their rows, a few at a time, without those that are told within another."""
        among = Ticket.objects.all() if self.among is None else self.among
        keyed = _keyed(among).order_by("shown", "pk")
        rows = keyed.values_list("pk", "shown", "customer_id")
        if tickets is None:
            yield from self._roots(rows.iterator(chunk_size=CHUNK))
            return
        named = iter(sorted(tickets))
        while chunk := list(islice(named, CHUNK)):
            yield from self._roots(rows.filter(pk__in=chunk))

    def facts(
        self,
        names: Collection[str],
        period: Period,
        candidates: Callable[[], set[int] | None],
        later: Collection[str] = (),
    ) -> Facts:
        """The facts of all tickets that can matter to a period: those that are kept where they hold, and else told from events.

        `candidates`: the tickets that can matter, all if it gives None. It is asked only where many have to be told. `later`:
        relations kept by the start, of which days are read when somebody asks for them.
        """
        wanted = {*names, *later}
        kept = {} if self.doubtful is None else blocks.of_period(names, period)
        self._doubt_what_moved()
        source = _Source(self, Told(self._told([RELATIONS[name] for name in wanted], candidates), wanted))
        return Facts({name: source.rows(name, kept.get(name, {})) for name in names}, source.told.words, source, period)

    def _doubt_what_moved(self) -> None:
        """Of what was kept anew while blocks were read, one may be of before and another of after: it is told from events."""
        before = self.doubtful
        if before is not None:
            del self.__dict__["doubtful"]
            now = self.doubtful
            self.__dict__["doubtful"] = None if now is None else np.union1d(before, now)

    def _told(
        self, relations: Iterable[Relation], candidates: Callable[[], set[int] | None]
    ) -> Iterator[tuple[int, Digest]]:
        """The tickets that are not believed, told from events; each with its number, or one of its own."""
        tickets = None if self.doubtful is None else set(self.doubtful.tolist())
        if tickets is None or len(tickets) > CHUNK:
            wanted = candidates()
            tickets = wanted if tickets is None or wanted is None else tickets & wanted
        sections = {section for relation in relations for section in relation.sections}
        for place, ticket in enumerate(self.stories(tickets, with_facts="known" in sections)):
            number = -1 - place if ticket.number is None else ticket.number
            yield number, digest_of(ticket, self.desk, seconds(self.as_of), sections)

    def are_believed(self, tickets: Array) -> Array:
        """Of which of these tickets what is kept is the answer, and may be told."""
        doubtful = tickets if self.doubtful is None else self.doubtful
        found = np.isin(tickets, doubtful, invert=True)
        return found if self._visible is None else found & np.isin(tickets, self._visible)

    @cached_property
    def _visible(self) -> Array | None:
        """The tickets that may be told, if not all."""
        return None if self.among is None else _numbers(self.among)

    @cached_property
    def doubtful(self) -> Array | None:
        """The tickets of which what is kept may not be the answer; None is all.

        Something happened to them that the keeping has not followed yet; or it keeps them as they are at other instants, or by what
        was known later; or they were not merged then.
        """
        here = None if self.own_desk else DigestRound.objects.first()
        if here is None or (here.form, here.edition) != (FORM, edition(self.desk)):
            return None
        as_of, known_at = seconds(self.as_of), seconds(self.known_at)
        other = TicketDigest.objects.filter(
            Q(true_until__lte=as_of) | Q(true_from__gt=as_of) | Q(known_from__gt=known_at)
        )
        moved = with_roots(feed.tickets_after(Cursor(here.transaction, here.event)))
        if moved:
            moved -= set(_told_since(moved))
        beyond = Event.objects.filter(
            Q(occurred_at__gt=self.as_of) | Q(recorded_at__gt=self.known_at), kind__in=MERGING
        )
        moved |= with_roots(beyond.order_by().values_list("ticket_id", flat=True))
        found = [_numbers(other), np.array(sorted(moved), dtype="i8")]
        if not here.complete:
            found.append(_numbers(Ticket.objects.filter(pk__gt=here.ticket)))
        return np.unique(np.concatenate(found))

    def _roots(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        roots = (row for row in rows if row[0] not in self.merged)
        while chunk := list(islice(roots, CHUNK)):
            yield chunk

    def _chunk(self, rows: list[Row], with_facts: bool) -> Iterator[TicketStory]:
        roots = [pk for pk, _, _ in rows]
        homes = {ticket: root for root in roots for ticket in (root, *self._merged_in.get(root, ()))}
        events = load_events(roots, self.horizon, homes)
        facts = _facts(events.values()) if with_facts else {}
        for pk, key, customer in rows:
            if own := events[pk]:
                own = list(without_policy_dues(own)) if self.own_desk else own
                known_as = frozenset({pk, *self._merged_in.get(pk, ())})
                said = {event.id: facts[event.id] for event in own if event.id in facts}
                yield TicketStory(key, pk, story_of(own, self.desk), own, known_as, customer, said)

    def having(
        self, kinds: Collection[str] | None, since: datetime | None = None, to: datetime | None = None
    ) -> set[int]:
        """The tickets whose story has an event of one of these kinds, or of any, in [since, to), and perhaps some more."""
        within = Q() if kinds is None else Q(kind__in=kinds)
        if since is not None:
            within &= Q(occurred_at__gte=since)
        if to is not None:
            within &= Q(occurred_at__lt=to)
        found = self.horizon.events().filter(within | Q(kind=SplitFrom.name))  # a split brings events of another ticket
        tickets = found.order_by().values_list("ticket_id", flat=True).distinct()
        return {self.merged.get(ticket, ticket) for ticket in tickets.iterator()}

    def flagged(self, since: datetime | None) -> set[int]:
        """The tickets with a stalled follow-up that stood, that a live sweep saw or is to see, or that stood after `since`.

        A flag ends by an event, so that one that stood then and does not any more is of a ticket to which something happened.
        """
        seen = FlagSighting.objects.order_by().values_list("anchor__ticket", flat=True).distinct()
        unseen = StalledFlag.objects.filter(detected_at=None, imported=False).values_list("ticket", flat=True)
        found = {self.merged.get(ticket, ticket) for ticket in (*seen.iterator(), *unseen.iterator())}
        moved = set() if since is None else self.having(None, since)
        return self.unresolved() | found | moved

    def unresolved(self) -> set[int]:
        """The tickets that were unresolved, and some more: what is behind a backlog, however many were ever resolved.

        A ticket's row tells how it stands by all that is known. It may have stood otherwise if something of it came, or
        became known, after what is looked at; so may the one into which it was merged meanwhile.
        """
        return self._unresolved

    @cached_property
    def _unresolved(self) -> set[int]:
        found = set(Ticket.objects.unresolved().values_list("pk", flat=True))
        found.update(Ticket.objects.of_other_rules(RULES_VERSION).values_list("pk", flat=True))
        later = Event.objects.order_by().values_list("ticket_id", "ticket__merged_into").distinct()
        for after in (Q(occurred_at__gt=self.as_of), Q(recorded_at__gt=self.known_at)):
            for ticket, into in later.filter(after).iterator():
                found |= {ticket, into or ticket}
        return {self.merged.get(ticket, ticket) for ticket in found}


class _Source:
    """Facts that are kept, where they are believed, and of all other tickets as they were told."""

    def __init__(self, reader: StoryReader, told: Told) -> None:
        self.reader, self.told = reader, told
        self._whose = np.empty(
            (2, 0), "i8"
        )  # tickets and customers, asked once, however many periods an answer looks at

    def rows(self, name: str, kept: Days) -> Rows:
        """The rows of a relation: of what is kept those that are believed, and all others as they were told."""
        believed = {} if self.reader.doubtful is None else kept
        return Rows(RELATIONS[name], self.told.ever(name), believed, self._believe)

    def _believe(self, kept: Table) -> Table:
        believed = self.reader.are_believed(kept.ticket)
        return kept if believed.all() else kept.where(believed)

    def of_days(self, name: str, days: Array) -> Table:
        """The rows of a relation that are kept under these days, and all that were told."""
        return self._kept(name, lambda: blocks.of_days(name, days.tolist()))

    def ever(self, name: str) -> Table:
        """All rows of a relation."""
        return self._kept(name, lambda: blocks.of_period([name], EVER)[name])

    def _kept(self, name: str, read: Callable[[], Days]) -> Table:
        return self.rows(name, {} if self.reader.doubtful is None else read()).within(EVER)

    def keys(self, tickets: Collection[int]) -> Mapping[int, str]:
        """As they are shown."""
        found = dict(self.told.keys(tickets))
        others = np.array([ticket for ticket in tickets if ticket not in found], dtype="i8")
        if len(others):
            found |= dict(_keyed(Ticket.objects.filter(pk__in=among(others))).values_list("pk", "shown"))
        return found

    def customers(self, tickets: Array) -> Array:
        """By the rows of tickets, and for those of a file as they were told."""
        if self.reader.own_desk:
            return self.told.customers(tickets)
        others = distinct(tickets)
        others = others[np.isin(others, self._whose[0], assume_unique=True, invert=True)]
        if len(others):
            found = _columns(Ticket.objects.filter(pk__in=among(others)), "pk", "customer_id")
            both = np.concatenate((self._whose, found), axis=1)
            self._whose = both[:, np.argsort(both[0])]
        return looked_up(tickets, *self._whose)

    def organisations(self, tickets: Array) -> Array:
        """By the files of customers; those of a file of ours belong to none."""
        if self.reader.own_desk:
            return self.told.organisations(tickets)
        customers = self.customers(tickets)
        having = Customer.objects.filter(pk__in=among(distinct(customers))).exclude(organisation=None)
        whose, organisations = _columns(having, "pk", "organisation_id")
        order = np.argsort(whose)
        return looked_up(customers, whose[order], organisations[order])

    def starts(self, tickets: Array) -> dict[int, int]:
        """As they are kept, and as they were told."""
        found: dict[int, Any] = {}
        if self.reader.doubtful is not None:
            believed = tickets[self.reader.are_believed(tickets)]
            kept = TicketDigest.objects.filter(pk__in=among(believed)).exclude(start=None)
            found = dict(kept.values_list("pk", "start"))
        return found | self.told.starts(tickets)

    def of_customers(self, customers: Array) -> Table:
        """Those that are kept and believed, and those that were told."""
        told = self.told.of_customers(customers)
        if self.reader.doubtful is None:
            return told
        kept = TicketDigest.objects.filter(ticket__customer__in=among(customers)).exclude(start=None)
        tickets, whose, starts = _columns(kept, "pk", "ticket__customer", "start")
        found = Table({TICKET: tickets, "customer": whose, "start": starts})
        return joined(found.where(self.reader.are_believed(tickets)), told)


def _columns(rows: QuerySet[Any], *names: str) -> Array:
    """Whole numbers out of the database, a row of the result for each column."""
    read = chain.from_iterable(rows.order_by().values_list(*names).iterator(chunk_size=MANY))
    return np.fromiter(read, dtype="i8").reshape(-1, len(names)).T


def _keyed(tickets: QuerySet[Ticket]) -> QuerySet[Any]:
    return tickets.annotate(shown=Coalesce("source_key", "reference"))


def _numbers(tickets: QuerySet[Any]) -> Array:
    return np.unique(np.fromiter(tickets.order_by().values_list("pk", flat=True).iterator(), dtype="i8"))


def _told_since(tickets: Collection[int]) -> QuerySet[Any]:
    """Those that were told as they stand: a transaction that stays open holds back the feed, and not these."""
    return TicketDigest.objects.filter(pk__in=tickets, version=F("ticket__version")).values_list("pk", flat=True)


def _facts(logs: Iterable[Iterable[StoryEvent]]) -> dict[int, dict[str, str]]:
    """What the facts of these logs say: the value of each key, by the event that noted it."""
    noted = [event.id for own in logs for event in own if event.kind == FactsNoted.name]
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for event, key, value in KnownFact.objects.filter(event__in=noted).order_by().values_list("event", "key", "value"):
        found[event][key] = value
    return found


def measures_of(tickets: Iterable[int], *, as_of: datetime, known_at: datetime) -> list[Figures]:
    """Every figure of these tickets; one that had been merged away, or was not known yet, is not among them."""
    reader = StoryReader(desk_known_at(known_at), as_of, known_at)
    return list(measured(reader, tickets))


def measured(reader: StoryReader, tickets: Iterable[int] | None = None) -> Iterator[Figures]:
    """Every figure of these tickets, or of all, one ticket after the other."""
    as_of = seconds(reader.as_of)
    for ticket in reader.stories(tickets):
        yield measure(ticket, reader.desk, as_of)
