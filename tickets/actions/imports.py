"""A desk's past comes in: lines of the history format, replayed through the same rules as live work.

The file is put in order on disk first, so its own order decides nothing and memory stays flat. Then families of tickets
(one ticket, or those that merge into each other) are decided and saved in bulk, some thousand lines a transaction: a run
that is killed is simply run again. A line whose id is known does nothing; a line that cannot be taken is refused with its
reason, parked, and tried again with the next import of its ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tickets.actions.belonging import rebuild
from tickets.actions.ledger import decide
from tickets.actions.past import Past, Reference
from tickets.actions.saving import BATCH, Change, Entry, save, upsert
from tickets.actions.spool import Spool, Spooled
from tickets.models import Event, ParkedLine, Ticket
from tickets.models.history import load_lines, merges, named, root_of
from tickets.rules.desk import Desk
from tickets.rules.lines import InvalidLine
from tickets.rules.story import Line

LINES_A_TRANSACTION = 2000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Refused:
    """A line that was not taken: its number in the file, the line as it came, and why."""

    number: int
    raw: str
    reason: str


@dataclass
class ImportReport:
    """What became of a file: lines taken, lines known before, lines refused."""

    taken: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


def import_lines(
    lines: Iterable[tuple[int, str | dict[str, Any]]], *, desk: Desk, at: datetime, progress: Progress | None = None
) -> ImportReport:
    """Import numbered lines. Nothing is sent to customers and no flag is raised as news.

    `progress(done, total)` is called after each transaction.
    """
    report = ImportReport()
    spool = _spool(lines, report)
    total, done = len(spool), 0
    past = Past(desk, at)
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
            report.refused.append(Refused(number, str(raw), str(error)))
    for parked in ParkedLine.objects.order_by("id").iterator():
        spool.put(-parked.pk, parked.line)
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
        self, families: list[list[Spooled]], past: Past, desk: Desk, at: datetime, report: ImportReport, spool: Spool
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
        lines = load_lines([ticket.pk for ticket in self.past.tickets.values() if ticket.pk])
        changes: list[Change] = []
        taken: list[Spooled] = []
        for family in self.families:
            joined_at = _joined_at(family)
            for key in dict.fromkeys(item.line.ticket for item in family):
                own = [item for item in family if item.line.ticket == key]
                change, accepted = self._decide(self.past.tickets[key], own, lines, joined_at.get(key))
                taken += accepted
                if accepted:
                    changes.append(change)
        save(changes, at=self.at, imported=True)
        self._settle_families()
        self._unpark(taken)
        self.report.taken += sum(item.no > 0 for item in taken)

    def _decide(
        self, ticket: Ticket, own: list[Spooled], lines: Mapping[int, list[Line]], joined_at: int | None
    ) -> tuple[Change, list[Spooled]]:
        told: list[tuple[Spooled, Entry]] = []
        words = self.past.words(own)
        for item in own:
            try:
                told.append((item, words.entry(item.line, ticket)))
            except Reference as error:
                self._park(item, str(error))
        entries = [entry for _, entry in told]
        before = lines.get(ticket.pk, []) if ticket.pk else []
        change = decide(ticket, before, entries, desk=self.desk, at=self.at, forgive_after=joined_at)
        refused = {id(entry): reason for entry, reason in change.refused}
        for item, entry in told:
            if id(entry) in refused:
                self._park(item, refused[id(entry)])
        return change, [item for item, entry in told if id(entry) not in refused]

    def _park(self, item: Spooled, reason: str) -> None:
        if item.no > 0:
            self.report.refused.append(Refused(item.no, item.raw, reason))
        row = ParkedLine(
            external_id=item.line.id,
            ticket_key=item.line.ticket,
            line=item.raw,
            reason=reason,
            parked_at=self.at,
        )
        upsert(ParkedLine, [row], keys=["external_id"], values=["ticket_key", "line", "reason"])

    @staticmethod
    def _unpark(taken: list[Spooled]) -> None:
        for start in range(0, len(taken), BATCH):
            ids = [item.line.id for item in taken[start : start + BATCH]]
            ParkedLine.objects.filter(external_id__in=ids).delete()

    def _settle_families(self) -> None:
        """Put merged tickets where their story goes on, and make the rows of all that belong together anew."""
        for family in self.families:
            if not _joins(family) and not self.past.is_merged({item.line.ticket for item in family}):
                continue
            members = self.past.family({item.line.ticket for item in family})
            into = {one: two for one, two in merges().items() if one in members}
            for member in members:
                home = root_of(member, into)
                Ticket.objects.filter(pk=member).update(merged_into=None if home == member else home)
            rebuild(sorted(members), at=self.at)


def _joins(family: list[Spooled]) -> bool:
    return any(item.line.kind in ("merge", "unmerge", "split_off", "split_from") for item in family)


def _joined_at(family: list[Spooled]) -> dict[str, int]:
    """Since when a ticket's lines are no longer judged by its own log alone."""
    since: dict[str, int] = {}
    for item in family:
        if item.line.kind == "merge":
            for key in (item.line.ticket, item.line.said["into"]):
                since.setdefault(key, item.line.at)
    return since
