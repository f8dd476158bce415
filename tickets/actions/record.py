"""The one door: whatever happens to a ticket is recorded here, and its row is derived from the record.

An action says what happened as entries. `decide` (no database) replays the ticket's whole log with them, `save` (in
`tickets.actions.saving`) writes events and what follows from them. Live work records one ticket at a time under a lock;
the importer and the sweep decide many and save them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.change import Change, Entry
from tickets.actions.saving import save
from tickets.events import KINDS
from tickets.events.replay import Replay
from tickets.models import Event, Ticket
from tickets.models.history import COLUMNS, SPLITS, current_desk, load_events, seconds, told
from tickets.rules.access import Actor, Denied, may, person_id, role_of
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import Forbidden
from tickets.rules.projection import following, project
from tickets.rules.story import Event as StoryEvent
from tickets.rules.version import RULES_VERSION

NEW = 1 << 60  # ids of lines that have none yet: after all that exist


class Stale(Exception):
    """Somebody else changed the ticket since it was read; `ticket` is as it stands now."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(_("The ticket has changed since you opened it. Look at what is new, then send again."))
        self.ticket = ticket


class Invalid(ValueError):
    """A value that cannot be taken; `field` names it."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field_name


def permit(actor: Actor, verb: str) -> None:
    """Refuse what an actor is not allowed: a person by their role, the customer and machines by their kind."""
    if not may(role_of(actor), verb):
        raise Denied(_("Your role does not allow “%(verb)s”.") % {"verb": verb})


def locked(ticket: Ticket | int, expected_version: int | None = None) -> Ticket:
    """The ticket's fresh row, locked until the transaction ends. Errors: Stale, Forbidden when merged away."""
    pk = ticket if isinstance(ticket, int) else ticket.pk
    fresh = Ticket.objects.select_for_update().get(pk=pk)
    if expected_version is not None and fresh.version != expected_version:
        raise Stale(fresh)
    if fresh.merged_into_id:
        raise Forbidden(
            _("This ticket was merged into #%(survivor)s. Go on there.") % {"survivor": fresh.merged_into_id}
        )
    return fresh


def record(
    ticket: Ticket | int, entries: Sequence[Entry], *, at: datetime, expected_version: int | None = None
) -> Ticket:
    """Record what happened to one ticket, in one transaction, and give its fresh row.

    Errors: Forbidden if the lifecycle does not allow one of the entries (then nothing is recorded), Stale.
    """
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        change = decide(fresh, log_of(fresh), entries, desk=current_desk(at), at=at)
        refuse(change)
        save([change], at=at)
    return fresh


def log_of(ticket: Ticket) -> list[StoryEvent]:
    """A ticket's lines in one statement; splits, which are rare, cost another."""
    mine = Event.objects.filter(ticket__in=Ticket.objects.of_one_story(ticket).values("pk"))
    lines = [line for _ticket, line in told(mine.order_by("id").values_list(*COLUMNS))]
    if any(line.kind in SPLITS for line in lines):
        return load_events([ticket.pk])[ticket.pk]
    return lines


def refuse(change: Change) -> None:
    """Raise the reason why the lifecycle refuses an entry, if it does."""
    if change.refused:
        raise Forbidden(_(change.refused[0][1]))


def decide(
    ticket: Ticket,
    lines: list[StoryEvent],
    entries: Iterable[Entry],
    *,
    desk: Desk,
    at: datetime,
    forgive_after: int | None = None,
    anew: bool = False,
) -> Change:
    """What becomes of a ticket with these entries. Nothing is written, nothing but the arguments is read.

    `forgive_after` (Unix seconds): after a merge, entries that the lifecycle forbids stay in the history without effect.
    `anew`: nothing is known of what the ticket's rows hold; so it is, too, where other rules than today's wrote them.
    """
    told = [(entry, _line(entry, NEW + number, at)) for number, entry in enumerate(entries)]
    replay = Replay(lines, desk)
    before, since = None, None
    if lines and ticket.projected_at and ticket.rules_version == RULES_VERSION and not anew:
        unchanged_before, stood_at = (
            replay.unchanged_before([line for _entry, line in told]),
            seconds(ticket.projected_at),
        )
        since = None if unchanged_before is None else min(unchanged_before, stood_at)
        before = following(replay.story, desk, stood_at, since)
    story = replay.go_on([line for _entry, line in told])
    reasons = {line.id: reason for line, reason in story.void if forgive_after is None or line.at <= forgive_after}
    return Change(
        ticket=ticket,
        before=before,
        after=project(story, desk, seconds(at), since),
        entries={line.id: entry for entry, line in told if line.id not in reasons},
        has_rows=ticket.projected_at is not None,
        refused=[(entry, reasons[line.id]) for entry, line in told if line.id in reasons],
    )


def _line(entry: Entry, number: int, at: datetime) -> StoryEvent:
    if fault := KINDS[entry.name].fault(entry.data):
        raise ValueError(fault)
    return StoryEvent(
        id=number,
        at=seconds(entry.at or at),
        kind=entry.name,
        by=person_id(entry.actor),
        data=entry.data,
        recorded_at=seconds(entry.recorded_at or at),
        name=entry.external_id or f"new {number}",
    )
