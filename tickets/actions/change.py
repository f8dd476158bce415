"""What an action says happened, and what becomes of a ticket by it: made without the database, written by `saving`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tickets.actions.intake.inbound_message import InboundFile
from tickets.events import Kind
from tickets.models import Event, Message, Ticket
from tickets.rules.access import Actor
from tickets.rules.projection import Following, Projection
from tickets.rules.story import Event as StoryEvent

BATCH = 500


@dataclass
class Entry:
    """Something that happened, as an action says it.

    `kind` is a class of `tickets.events`. `data` holds choices, ids and times in Unix seconds; words go into
    `message`, `text` (a promise's words, a feedback's comment) and `facts` (and values of fields), which are stored beside the event, and so are the message's `files`. `at` is when
    it happened (None: now).
    """

    kind: type[Kind]
    data: Mapping[str, Any] = field(default_factory=dict)
    actor: Actor = field(kw_only=True)
    at: datetime | None = None
    recorded_at: datetime | None = None
    message: Message | None = None
    text: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[InboundFile] = ()
    mentions: Sequence[int] = ()  # who is named in the note
    external_id: str | None = None

    @property
    def name(self) -> str:
        """The name of its kind."""
        return self.kind.name


@dataclass
class Change:
    """What becomes of one ticket: what followed from its story before and after, its new entries by provisional id, and
    those that were refused.

    What was over before and cannot change is in neither. `before` is None where nothing says what the rows hold: for a new
    ticket, and where they must be read and made true.
    """

    ticket: Ticket
    before: Following | None
    after: Projection
    entries: dict[int, Entry]
    has_rows: bool = False  # whether something may have been written for the ticket before
    refused: list[tuple[Entry, str]] = field(default_factory=list)


class Written:
    """The events that were just written, by ticket and provisional id."""

    def __init__(self) -> None:
        self.events: dict[tuple[int, int], Event] = {}

    def event_id(self, ticket: Ticket, event: StoryEvent) -> int:
        """The id of an event of a story, old or new."""
        row = self.events.get((ticket.pk, event.id))
        return row.pk if row else event.id

    def of_kind(self, changes: Sequence[Change], *kinds: str) -> Iterator[tuple[Change, Entry, Event]]:
        """The new events of some kinds with the entries they came from."""
        for change in changes:
            for number, entry in change.entries.items():
                if entry.name in kinds:
                    yield change, entry, self.events[change.ticket.pk, number]


def whole(at: datetime) -> datetime:
    """Instants are cut to whole seconds when recorded (definitions 1.1)."""
    return at.replace(microsecond=0)
