"""Tickets' stories out of the database, one after the other, as of an instant and known by another. Nothing is written.

A desk of any size passes through in chunks: two statements a chunk (three with the facts' values), and no more in memory than one. Tickets that had been
merged away are told within those they were merged into; one of which nothing was known yet is not told at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from metrics.digests import Digest, digest_of, plain
from metrics.digests.holding import FORM, edition
from metrics.measures import Figures, TicketStory, measure
from metrics.models import TicketDigest
from tickets.events.facts import FactsNoted
from tickets.events.joining import SplitFrom
from tickets.events.replay import story_of
from tickets.models import Event, FlagSighting, KnownFact, StalledFlag, Ticket
from tickets.models.history import Horizon, desk_known_at, load_events, merges, root_of, seconds, without_policy_dues
from tickets.rules.desk import Desk
from tickets.rules.story import Event as StoryEvent
from tickets.rules.version import RULES_VERSION

CHUNK = 500  # tickets
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
        keyed = among.annotate(shown=Coalesce("source_key", "reference")).order_by("shown", "pk")
        rows = keyed.values_list("pk", "shown", "customer_id")
        if tickets is None:
            yield from self._roots(rows.iterator(chunk_size=CHUNK))
            return
        named = iter(sorted(tickets))
        while chunk := list(islice(named, CHUNK)):
            yield from self._roots(rows.filter(pk__in=chunk))

    def digests(self, tickets: Iterable[int] | None, sections: Collection[str]) -> Iterator[Digest]:
        """The digests of these tickets, or of all: those put away where they hold, and else told from the events."""
        for chunk in self._chunks(tickets):
            held = {} if self.own_desk else self._held(chunk, sections)
            told = [row for row in chunk if row[0] not in held]
            for ticket in self._chunk(told, "known" in sections) if told else ():
                held[ticket.number] = digest_of(ticket, self.desk, seconds(self.as_of), sections)
            yield from (held[row[0]] for row in chunk if row[0] in held)

    def _held(self, rows: list[Row], sections: Collection[str]) -> dict[int | None, Digest]:
        as_of, known_at = seconds(self.as_of), seconds(self.known_at)
        held = TicketDigest.objects.filter(
            Q(true_until=None) | Q(true_until__gt=as_of),
            ticket__in=[row[0] for row in rows],
            version=F("ticket__version"),
            form=FORM,
            edition=self._edition,
            true_from__lte=as_of,
            known_from__lte=known_at,
        )
        told = dict(held.values_list("pk", "data"))
        return {pk: plain.read(key, pk, customer, told[pk], sections) for pk, key, customer in rows if pk in told}

    @cached_property
    def _edition(self) -> str:
        return edition(self.desk)

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
