"""Writing what was decided: events, the rows that carry their words, and the rows that follow from the story.

Everything is written in bulk, for one ticket as for a thousand. What follows from the story is written as a difference:
`Change.before` is how the ticket stood when it was last written, so nothing has to be read to know what to change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from tickets.models import (
    Event,
    Feedback,
    KnownFact,
    Message,
    Promise,
    ServiceClock,
    StalledFlag,
    Ticket,
    TicketLink,
    User,
)
from tickets.models.history import instant, moment
from tickets.models.promise import PromiseState
from tickets.rules.followups import Flag, PromiseOutcome
from tickets.rules.lifecycle import Status
from tickets.rules.service_level import Clock
from tickets.rules.standing import Standing
from tickets.rules.story import Line

BATCH = 500

DERIVED_TIMES = [
    "waiting_since",
    "started_at",
    "first_answered_at",
    "last_contact_at",
    "last_answer_at",
    "first_resolved_at",
    "resolved_at",
    "due_at",
    "stalled_since",
    "snoozed_until",
]
DERIVED = [
    *DERIVED_TIMES,
    *[
        "status",
        "waiting_on",
        "priority",
        "owner",
        "team",
        "loop",
        "channels",
        "contacts",
        "chasers",
        "reopens",
        "due_kind",
        "stalled_rules",
    ],
    *["next_check_at", "projected_at", "version", "merged_into"],
]


MAKES_A_PROMISE = ("promise", "promise_superseded")
PROMISE_OUTCOME = ("state", "owed", "settled_at", "fulfilled_late_at")
# A promise that the story does not tell, such as a call back for a call that was answered after all.
WITHOUT_EFFECT = {"state": PromiseState.VOID, "owed": False, "settled_at": None, "fulfilled_late_at": None}


@dataclass
class Entry:
    """Something that happened, as an action tells it.

    `data` holds choices, ids and times in Unix seconds; words go into `message`, `text` (a promise's words, a feedback's
    comment) and `facts`, which are stored beside the event. `at` is when it happened (None: now).
    """

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    by: User | None = None
    at: datetime | None = None
    recorded_at: datetime | None = None
    message: Message | None = None
    text: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    external_id: str | None = None


@dataclass
class Change:
    """What becomes of one ticket: its standing before and after, the entries by provisional id, those refused."""

    ticket: Ticket
    before: Standing | None
    after: Standing
    entries: dict[int, Entry]
    refused: list[tuple[Entry, str]] = field(default_factory=list)


def save(changes: Sequence[Change], *, at: datetime, imported: bool = False) -> None:
    """Write changes; call it inside a transaction that holds their tickets' locks.

    Imported history raises no flag as news; of the others the sweep says when it saw them.
    """
    for change in changes:
        _write_down(change, at)
    _save_tickets([change.ticket for change in changes])
    written = _save_events(changes, at)
    _save_words(changes, written)
    _save_promises(changes, written)
    _save_flags(changes, written, imported)
    _save_clocks(changes, written)


def whole(at: datetime) -> datetime:
    """Instants are cut to whole seconds when recorded (definitions 1.1)."""
    return at.replace(microsecond=0)


class _Written:
    """The events that were just written, by ticket and provisional id."""

    def __init__(self) -> None:
        self.events: dict[tuple[int, int], Event] = {}

    def event_id(self, ticket: Ticket, line: Line) -> int:
        """The id of a line's event, old or new."""
        event = self.events.get((ticket.pk, line.id))
        return event.pk if event else line.id

    def of_kind(self, changes: Sequence[Change], *kinds: str) -> Iterator[tuple[Change, Entry, Event]]:
        """The new events of some kinds with the entries they came from."""
        for change in changes:
            for number, entry in change.entries.items():
                if entry.kind in kinds:
                    yield change, entry, self.events[change.ticket.pk, number]


def _write_down(change: Change, at: datetime) -> None:
    ticket = change.ticket
    for name, value in change.after.row.items():
        setattr(ticket, name, moment(value) if name in DERIVED_TIMES else value)
    if ticket.merged_into_id:
        ticket.status = Status.MERGED
    ticket.next_check_at = moment(change.after.next_check_at)
    ticket.projected_at = whole(at)
    ticket.version += 1


def _save_tickets(tickets: Sequence[Ticket]) -> None:
    new = [ticket for ticket in tickets if ticket.pk is None]
    known = [ticket for ticket in tickets if ticket.pk is not None]
    if new:
        Ticket.objects.bulk_create(new, batch_size=BATCH)
    if known:
        upsert(Ticket, known, keys=["id"], values=DERIVED)


def upsert(model: type[models.Model], rows: Sequence[Any], *, keys: list[str], values: list[str]) -> None:
    """Insert rows, or change `values` of those that exist by `keys`: one statement for all."""
    if rows:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=keys, update_fields=values, batch_size=BATCH
        )


def _save_events(changes: Sequence[Change], at: datetime) -> _Written:
    """Messages first, then the events in the order in which they were told."""
    told = [(change.ticket, number, entry) for change in changes for number, entry in change.entries.items()]
    messages = {id(e.message): _addressed(e.message, ticket) for ticket, _, e in told if e.message and not e.message.pk}
    if messages:
        Message.objects.bulk_create(messages.values(), batch_size=BATCH)
    events = [_event(ticket, entry, at) for ticket, _, entry in told]
    if events:
        Event.objects.bulk_create(events, batch_size=BATCH)
    written = _Written()
    for (ticket, number, _), event in zip(told, events, strict=True):
        written.events[ticket.pk, number] = event
    return written


def _addressed(message: Message, ticket: Ticket) -> Message:
    message.ticket = ticket
    return message


def _event(ticket: Ticket, entry: Entry, at: datetime) -> Event:
    return Event(
        ticket=ticket,
        kind=entry.kind,
        occurred_at=whole(entry.at or at),
        recorded_at=whole(entry.recorded_at or at),
        by=entry.by,
        message=entry.message,
        data=dict(entry.data),
        external_id=entry.external_id,
    )


def _save_words(changes: Sequence[Change], written: _Written) -> None:
    facts = [
        KnownFact(
            customer_id=change.ticket.customer_id,
            ticket=change.ticket,
            event=event,
            message=event.message,
            key=key,
            value=value,
            noted_at=event.occurred_at,
            valid_until=moment(entry.data.get("valid_until")),
        )
        for change, entry, event in written.of_kind(changes, "facts")
        for key, value in entry.facts.items()
    ]
    if facts:
        KnownFact.objects.bulk_create(facts, batch_size=BATCH)
    feedback = [
        Feedback(
            ticket=change.ticket,
            event=event,
            survey=entry.data["survey"],
            score=entry.data["score"],
            comment=entry.text,
            given_at=event.occurred_at,
        )
        for change, entry, event in written.of_kind(changes, "feedback")
    ]
    if feedback:
        Feedback.objects.bulk_create(feedback, batch_size=BATCH)
    _save_links(changes, written)


def _save_links(changes: Sequence[Change], written: _Written) -> None:
    links = [
        TicketLink(
            from_ticket=change.ticket,
            to_ticket_id=entry.data["to"],
            relation=entry.data["relation"],
            created_at=event.occurred_at,
        )
        for change, entry, event in written.of_kind(changes, "link")
    ]
    if links:
        TicketLink.objects.bulk_create(links, ignore_conflicts=True, batch_size=BATCH)


def _save_promises(changes: Sequence[Change], written: _Written) -> None:
    made = {event.pk: (entry, event) for _, entry, event in written.of_kind(changes, *MAKES_A_PROMISE)}
    new: list[Promise] = []
    silent: list[int] = []
    moved: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for change in changes:
        known = {o.promise.line.id: _outcome(o) for o in change.before.promises} if change.before else {}
        for outcome in change.after.promises:
            pk = written.event_id(change.ticket, outcome.promise.line)
            was = known.pop(pk, None)
            if pk in made:
                values = dict(zip(PROMISE_OUTCOME, _outcome(outcome), strict=True))
                new.append(_promise(outcome.promise.due_at, values, *made.pop(pk)))
            elif was != _outcome(outcome):
                moved[_outcome(outcome)].append(pk)
        silent += known
    new += [_promise(entry.data["due_at"], WITHOUT_EFFECT, entry, event) for entry, event in made.values()]
    if new:
        Promise.objects.bulk_create(new, batch_size=BATCH)
    if silent:
        Promise.objects.filter(made_in__in=silent).update(**WITHOUT_EFFECT)
    for outcome_values, made_in in moved.items():
        Promise.objects.filter(made_in__in=made_in).update(**dict(zip(PROMISE_OUTCOME, outcome_values, strict=True)))


def _outcome(outcome: PromiseOutcome) -> tuple[Any, ...]:
    return outcome.state, outcome.owed, moment(outcome.settled_at), moment(outcome.fulfilled_late_at)


def _promise(due_at: int, outcome: dict[str, Any], entry: Entry, event: Event) -> Promise:
    return Promise(
        ticket_id=event.ticket_id,
        made_in=event,
        message=entry.message,
        by=entry.by,
        text=entry.text[:500],
        made_at=event.occurred_at,
        due_at=instant(due_at),
        **outcome,
    )


def _save_flags(changes: Sequence[Change], written: _Written, imported: bool) -> None:
    def row(ticket: Ticket, anchor: int, flag: Flag) -> StalledFlag:
        return StalledFlag(
            ticket=ticket,
            rule=flag.rule,
            anchor_id=anchor,
            stalled_from=instant(flag.stalled_from),
            cleared_at=moment(flag.cleared_at),
            imported=imported,
        )

    def key(flag: Flag) -> tuple[str, Line]:
        return flag.rule, flag.anchor

    wanted, gone = _difference(changes, written, lambda standing: standing.flags, key)
    upsert(
        StalledFlag,
        [row(*item) for item in wanted],
        keys=["ticket", "rule", "anchor"],
        values=["stalled_from", "cleared_at"],
    )
    for ticket, rule, anchor in gone:
        StalledFlag.objects.filter(ticket=ticket, rule=rule, anchor=anchor).delete()


def _save_clocks(changes: Sequence[Change], written: _Written) -> None:
    def row(ticket: Ticket, anchor: int, clock: Clock) -> ServiceClock:
        return ServiceClock(
            ticket=ticket,
            metric=clock.metric,
            anchor_id=anchor,
            target_s=clock.target.target_s,
            clock=clock.target.clock,
            started_at=instant(clock.started_at),
            due_at=moment(clock.due_at),
            ended_at=moment(clock.ended_at),
            state=clock.state,
            breached_at=moment(clock.breached_at),
        )

    def key(clock: Clock) -> tuple[str, Line]:
        return clock.metric, clock.anchor

    wanted, gone = _difference(changes, written, lambda standing: standing.clocks, key)
    upsert(
        ServiceClock,
        [row(*item) for item in wanted],
        keys=["ticket", "metric", "anchor"],
        values=["due_at", "ended_at", "state", "breached_at"],
    )
    for ticket, metric, anchor in gone:
        ServiceClock.objects.filter(ticket=ticket, metric=metric, anchor=anchor).delete()


def _difference(
    changes: Sequence[Change],
    written: _Written,
    rows: Callable[[Standing], Iterable[Any]],
    key: Callable[[Any], tuple[str, Line]],
) -> tuple[list[tuple[Ticket, int, Any]], list[tuple[Ticket, str, int]]]:
    """What to write as (ticket, anchor's id, value), and the keys of what is no longer so."""
    wanted: list[tuple[Ticket, int, Any]] = []
    gone: list[tuple[Ticket, str, int]] = []
    for change in changes:
        ticket = change.ticket
        known = {(key(v)[0], key(v)[1].id): v for v in rows(change.before)} if change.before else {}
        for value in rows(change.after):
            name, anchor = key(value)
            anchor_id = written.event_id(ticket, anchor)
            if known.pop((name, anchor_id), None) != value:
                wanted.append((ticket, anchor_id, value))
        gone += [(ticket, name, anchor_id) for name, anchor_id in known]
    return wanted, gone
