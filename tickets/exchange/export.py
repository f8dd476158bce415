"""A desk's past goes out again: every event as a line of the history format, in the order in which it was recorded.

Import -> export -> import is the identity. Erased words leave their line with an empty text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from tickets.models import Event, Feedback, KnownFact, Promise, Team, Ticket, User
from tickets.models.history import instant

CHUNK = 2000

Line = dict[str, Any]


def export_lines() -> Iterator[Line]:
    """All events as lines. Memory stays flat."""
    last = 0
    while chunk := _chunk(last):
        last = chunk[-1].pk
        context = _Context(chunk)
        for event in chunk:
            yield context.line(event)


def _chunk(after: int) -> list[Event]:
    events = Event.objects.filter(pk__gt=after).select_related("ticket", "message", "by")
    return list(events.order_by("id")[:CHUNK])


def written(at: datetime) -> str:
    """An instant as UTC with Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Context:
    """What a chunk's events speak of, read at once."""

    def __init__(self, events: Sequence[Event]) -> None:
        ids = [event.pk for event in events]
        self.facts: dict[int, dict[str, str]] = defaultdict(dict)
        for event, key, value in KnownFact.objects.filter(event__in=ids).values_list("event", "key", "value"):
            self.facts[event][key] = value
        self.promises = dict(Promise.objects.filter(made_in__in=ids).values_list("made_in", "text"))
        self.comments = dict(Feedback.objects.filter(event__in=ids).values_list("event", "comment"))
        self.keys = self._keys(events)
        self.people = dict(User.objects.values_list("pk", "username"))
        self.teams = dict(Team.objects.values_list("pk", "name"))

    @staticmethod
    def _keys(events: Sequence[Event]) -> dict[int, str]:
        named = {event.data[k] for event in events for k in REFERS.get(event.kind, ()) if k in event.data}
        return {ticket.pk: ticket.key for ticket in Ticket.objects.filter(pk__in=named)}

    def line(self, event: Event) -> Line:
        """One event as a line."""
        line: Line = {
            "id": event.name,
            "ticket": event.ticket.key,
            "at": written(event.occurred_at),
            "kind": event.kind,
        }
        if event.recorded_at != event.occurred_at:
            line["recorded_at"] = written(event.recorded_at)
        if event.by:
            line["by"] = event.by.username
        writer = WRITERS.get(event.kind, _Context._as_it_is)
        return line | writer(self, event)

    def _as_it_is(self, event: Event) -> Line:
        return dict(event.data)

    def _contact(self, event: Event) -> Line:
        line = {key: event.data[key] for key in ("channel", "automatic", "session") if key in event.data}
        if event.message:
            line |= {"from": event.message.sender, "text": event.message.text}
            line |= {"subject": event.message.subject} if event.message.subject else {}
        return line

    def _written(self, event: Event) -> Line:
        return dict(event.data) | ({"text": event.message.text} if event.message else {})

    def _note(self, event: Event) -> Line:
        return {"text": event.message.text if event.message else ""}

    def _promise(self, event: Event) -> Line:
        line: Line = {"text": self.promises.get(event.pk, "")}
        line |= {key: event.data[key] for key in ("promise", "missed", "before") if key in event.data}
        if not event.data.get("by_policy"):
            line["due_at"] = written(instant(event.data["due_at"]))
        return line

    def _facts(self, event: Event) -> Line:
        line: Line = {"facts": self.facts[event.pk]}
        if event.data.get("from_line"):
            line["from_line"] = event.data["from_line"]
        if event.data.get("valid_until") is not None:
            line["valid_until"] = written(instant(event.data["valid_until"]))
        return line

    def _assign(self, event: Event) -> Line:
        line: Line = {}
        if "to" in event.data:
            line["to"] = self.people.get(event.data["to"])
        if "team" in event.data:
            line["team"] = self.teams.get(event.data["team"])
        return line

    def _other_ticket(self, event: Event) -> Line:
        return {key: self.keys[value] if key in REFERS[event.kind] else value for key, value in event.data.items()}

    def _feedback(self, event: Event) -> Line:
        return dict(event.data) | {"comment": self.comments.get(event.pk, "")}

    def _snooze(self, event: Event) -> Line:
        return {"until": written(instant(event.data["until"]))}


REFERS = {"merge": ("into",), "link": ("to",), "split_off": ("to",), "split_from": ("from",)}

WRITERS: dict[str, Callable[[_Context, Event], Line]] = {
    "contact": _Context._contact,
    "thanks": _Context._contact,
    "answer": _Context._written,
    "auto_reply": _Context._written,
    "note": _Context._note,
    "not_thanks": _Context._written,
    "promise": _Context._promise,
    "promise_superseded": _Context._promise,
    "facts": _Context._facts,
    "assign": _Context._assign,
    "merge": _Context._other_ticket,
    "link": _Context._other_ticket,
    "split_off": _Context._other_ticket,
    "split_from": _Context._other_ticket,
    "feedback": _Context._feedback,
    "snooze": _Context._snooze,
}
