"""A desk's past comes in: lines of the history format, replayed through the same rules as live work.

The file is put in order on disk first, so its own order decides nothing and memory stays flat. Then families of tickets
(one ticket, or those that merge into each other) are decided and saved in bulk, some thousand lines a transaction: a run
that is killed is simply run again. A line whose id is known does nothing; a line that cannot be taken is refused with its
reason, parked, and tried again with the next import of its ticket.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tickets.actions.change import BATCH, Change, Entry
from tickets.actions.importing.import_refs import ImportRefs
from tickets.actions.importing.spool import Spool, Spooled
from tickets.actions.projection.rebuild import rebuild
from tickets.actions.projection.upsert import upsert
from tickets.actions.record import decide, permit
from tickets.actions.saving import save
from tickets.events import kind_of
from tickets.events.keys import InvalidLine, Reference
from tickets.models import Event, ParkedLine, Ticket
from tickets.models.history import merged_homes, merges, named, own_events, root_of
from tickets.rules.access import HISTORY
from tickets.rules.desk import Desk
from tickets.rules.story import Event as StoryEvent

LINES_A_TRANSACTION = 2000
EARLIER = 1 << 40  # parked lines are numbered from below zero up, in the order in which they were parked

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RefusedLine:
    """A line that was not taken: its number in the file, the line as it came, and why."""

    number: int
    raw: str
    reason: str


@dataclass
class ImportReport:
    """What became of a file: lines taken, lines known before, lines refused."""

    taken: int = 0
    known: int = 0
    refused: list[RefusedLine] = field(default_factory=list)


def import_lines(
    lines: Iterable[tuple[int, str | dict[str, Any]]], *, desk: Desk, at: datetime, progress: Progress | None = None
) -> ImportReport:
    """Import numbered lines. Nothing is sent to customers and no flag is raised as news.

    `progress(done, total)` is called after each transaction.
    """
    permit(HISTORY, "import")
    report = ImportReport()
    spool = _spool(lines, report)
    total, done = len(spool), 0
    past = ImportRefs(desk, at)
    for links in (False, True):
        for batch in _batches(spool, links=links):
            with transaction.atomic():
                _Batch(batch, past, desk, at, report, spool).take()
            done += sum(len(family) for family in batch)
            if progress:
                progress(done, total)
    report.refused.sort(key=lambda refused: refused.number)
    return report


def _spool(lines: Iterable[tuple[int, str | dict[str, Any]]], report: ImportReport) -> Spool:
    spool = Spool()
    for number, raw in lines:
        try:
            if not spool.put(number, raw):
                report.known += 1
        except InvalidLine as error:
            report.refused.append(RefusedLine(number, str(raw), str(error)))
    for parked in ParkedLine.objects.order_by("id").iterator():
        spool.put(parked.pk - EARLIER, parked.line)
        spool.parked.add(parked.external_id)
    merged = Ticket.objects.exclude(merged_into=None).select_related("merged_into")
    for ticket in merged.iterator():
        if ticket.merged_into:
            spool.join(ticket.key, ticket.merged_into.key)
    spool.settle()
    return spool


def _batches(spool: Spool, *, links: bool) -> Iterable[list[list[Spooled]]]:
    batch: list[list[Spooled]] = []
    size = 0
    for family in spool.families(links=links):
        batch.append(family)
        size += len(family)
        if size >= LINES_A_TRANSACTION:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Batch:
    """Some families of tickets, decided and saved together."""

    def __init__(
        self,
        families: list[list[Spooled]],
        past: ImportRefs,
        desk: Desk,
        at: datetime,
        report: ImportReport,
        spool: Spool,
    ) -> None:
        self.past, self.desk, self.at, self.report, self.spool = past, desk, at, report, spool
        spooled = [item for family in families for item in family]
        known = self._known({item.line.id for item in spooled})
        self.report.known += sum(item.line.id in known and item.no > 0 for item in spooled)
        self.families = [[item for item in family if item.line.id not in known] for family in families]
        self.families = [family for family in self.families if family]

    @staticmethod
    def _known(ids: set[str]) -> set[str]:
        rows = Event.objects.filter(named(ids)).values_list("external_id", "pk")
        return {external or f"event:{pk}" for external, pk in rows}

    def take(self) -> None:
        """Decide and save; refused lines are parked."""
        fresh = [item for family in self.families for item in family]
        if not fresh:
            return
        self.past.meet(fresh, self.spool)
        lines = own_events(merged_homes([ticket.pk for ticket in self.past.tickets.values() if ticket.pk]))
        bonds = _Bonds(lines, fresh, self.past.tickets)
        changes: list[Change] = []
        taken: list[Spooled] = []
        for family in self.families:
            for key in dict.fromkeys(item.line.ticket for item in family):
                own = [item for item in family if item.line.ticket == key]
                ticket = self.past.tickets[key]
                change, accepted = self._decide(ticket, own, lines, bonds.since.get(ticket.pk))
                taken += accepted
                if accepted:
                    changes.append(change)
        save(changes, at=self.at, imported=True)
        self._settle(bonds.kin({change.ticket.pk for change in changes}))
        self._unpark([item.line.id for item in taken if item.line.id in self.spool.parked])
        self.report.taken += sum(item.no > 0 for item in taken)

    def _decide(
        self, ticket: Ticket, own: list[Spooled], lines: Mapping[int, list[StoryEvent]], joined_at: int | None
    ) -> tuple[Change, list[Spooled]]:
        told: dict[int, Entry] = {}
        refused: dict[int, str] = {}
        words = self.past.words(own)
        for item in own:
            try:
                told[item.no] = words.entry(item.line, ticket)
            except Reference as error:
                refused[item.no] = str(error)
        before = lines.get(ticket.pk, []) if ticket.pk else []
        change = decide(ticket, before, told.values(), desk=self.desk, at=self.at, forgive_after=joined_at)
        reasons = {id(entry): reason for entry, reason in change.refused}
        refused |= {no: reasons[id(entry)] for no, entry in told.items() if id(entry) in reasons}
        accepted = [item for item in own if item.no not in refused]
        for item in own:
            if item.no in refused:
                self._park(item, refused[item.no], _follower(item, accepted))
        return change, accepted

    def _park(self, item: Spooled, reason: str, follower: Spooled | None) -> None:
        """Keep it for the next import, with its place in its instant."""
        if item.no > 0:
            self.report.refused.append(RefusedLine(item.no, item.raw, reason))
        line = item.raw
        if follower and not item.line.before:
            line = json.dumps({**json.loads(line), "before": follower.line.id})
        row = ParkedLine(
            external_id=item.line.id, ticket_key=item.line.ticket, line=line, reason=reason, parked_at=self.at
        )
        upsert(ParkedLine, [row], keys=["external_id"], values=["ticket_key", "line", "reason"])

    @staticmethod
    def _unpark(ids: list[str]) -> None:
        for start in range(0, len(ids), BATCH):
            ParkedLine.objects.filter(external_id__in=ids[start : start + BATCH]).delete()

    def _settle(self, members: set[int]) -> None:
        """Put merged tickets where their story goes on, and make the rows of all that belong together anew."""
        if not members:
            return
        into = merges()
        homes = {member: root_of(member, into) for member in members}
        for member, home in homes.items():
            Ticket.objects.filter(pk=member).update(merged_into=None if home == member else home)
        rebuild(sorted(members.union(homes.values())), at=self.at, desk=self.desk, imported=True)


def _follower(item: Spooled, accepted: Iterable[Spooled]) -> Spooled | None:
    """The next line of the same instant that was taken."""
    place = (item.line.at, item.no)
    return next(
        (other for other in accepted if (other.line.at, other.no) > place and other.line.at == item.line.at), None
    )


class _Bonds:
    """Which tickets were merged or split, and since when their lines are no longer judged by their own log alone."""

    def __init__(
        self, recorded: Mapping[int, list[StoryEvent]], told: Iterable[Spooled], tickets: Mapping[str, Ticket]
    ) -> None:
        self.bonds: list[tuple[int, int]] = []
        self.since: dict[int, int] = {}
        for ticket, lines in recorded.items():
            for line in lines:
                if joins := kind_of(line).joins:
                    self._bind(ticket, line.data[joins], line.at)
        for item in told:
            joins = item.line.kind_class.joins
            other = tickets.get(item.line.said[joins]) if joins else None
            if other:
                self._bind(tickets[item.line.ticket].pk, other.pk, item.line.at)

    def _bind(self, one: int, other: int, at: int) -> None:
        self.bonds.append((one, other))
        for ticket in (one, other):
            self.since[ticket] = min(at, self.since.get(ticket, at))

    def kin(self, tickets: set[int]) -> set[int]:
        """Those of the tickets that were ever bound to another, and these others."""
        found: set[int] = set()
        near = tickets
        while near := {ticket for bond in self.bonds if near.intersection(bond) for ticket in bond} - found:
            found |= near
        return found
