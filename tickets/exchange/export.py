"""A desk's past goes out again: every event as a line of the history format, in the order in which it was recorded.

Import -> export -> import is the identity. Erased words leave their line with an empty text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from tickets.events import KINDS, Kind
from tickets.events.keys import SENDER_PARTS, TicketKey
from tickets.models import Event, Feedback, KnownFact, Promise, Team, Ticket, TicketValue, User

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
        self.fields: dict[int, dict[str, str]] = defaultdict(dict)
        for event, key, value in TicketValue.objects.filter(event__in=ids).values_list("event", "key", "value"):
            self.fields[event][key] = value
        self.promises = dict(Promise.objects.filter(made_in__in=ids).values_list("made_in", "text"))
        self.comments = dict(Feedback.objects.filter(event__in=ids).values_list("event", "comment"))
        self.keys = self._keys(events)
        self.people = dict(User.objects.values_list("pk", "username"))
        self.teams = dict(Team.objects.values_list("pk", "name"))

    @staticmethod
    def _keys(events: Sequence[Event]) -> dict[int, str]:
        named = {event.data[key] for event in events for key in KINDS[event.kind].named_by(TicketKey)}
        return {ticket.pk: ticket.key for ticket in Ticket.objects.filter(pk__in=named)}

    @staticmethod
    def _from(sender: dict[str, str]) -> dict[str, str]:
        """Who wrote, as another desk knows people; what else a mail's head said of them is in the mail."""
        return {part: said for part, said in sender.items() if part in SENDER_PARTS}

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
        kind = KINDS[event.kind]
        return line | kind.write(event.data, self) | self._words(kind, event)

    def _words(self, kind: type[Kind], event: Event) -> Line:
        """What is stored beside an event, under the keys of its kind."""
        stored: Line = {"facts": self.facts[event.pk], "comment": self.comments.get(event.pk, "")}
        stored["fields"] = self.fields[event.pk]
        if event.message and kind.writes:
            stored |= {"from": self._from(event.message.sender), "text": event.message.text}
            stored |= {"subject": event.message.subject} if event.message.subject else {}
            stored |= {"for_customer": event.message.for_customer} if event.message.for_customer else {}
        elif not kind.writes:
            stored["text"] = self.promises.get(event.pk, "")
        return {name: stored[name] for name, key in kind.keys.items() if not key.kept and name in stored}

    # What the things that an event speaks of are called

    def agent_name(self, pk: int) -> str | None:
        """A person's login."""
        return self.people.get(pk)

    def team_name(self, pk: int) -> str | None:
        """A team's name."""
        return self.teams.get(pk)

    def ticket_key(self, pk: int) -> str:
        """A ticket's key in the system it came from, else its reference."""
        return self.keys[pk]
