"""What happened without a word: who took it, where it was put, what the customer clicked. One grey line each.

What a message already says of itself (answers, promises made in it, the resolution it carried) is not said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tickets.admin import marks
from tickets.admin.material import Material
from tickets.admin.parts import Happening, Pill
from tickets.admin.strip import label
from tickets.events import kind_of
from tickets.models import words
from tickets.models.history import seconds
from tickets.rules.lifecycle import Priority, Status
from tickets.rules.story import Event


def happenings(material: Material) -> Iterator[Happening]:
    """The grey lines, in no order. Events that had no effect are shown with the reason."""
    void = {event.id: reason for event, reason in material.story.void}
    reader = _Reader(material)
    for event in material.lines_shown:
        if sentence := kind_of(event).sentence(event, reader):
            reason = (
                (Pill(_("no effect: %(reason)s") % {"reason": _(void[event.id])}, "bare"),) if event.id in void else ()
            )
            words_ = _(sentence.text) % sentence.values
            yield Happening(event.at, sentence.icon, words_, reason, undo=material.merges.get(event.id, 0))
    yield from _asked(material)


class _Reader:
    """What a sentence may ask, in this reader's words."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.customer = str(material.ticket.customer)
        self.person = material.person
        self.team = material.team
        self.moment = material.telling.moment

    def status(self, value: str) -> str:
        """In the middle of a sentence."""
        return str(dict(words.STATUS).get(Status(value), value)).lower()

    def priority(self, value: str) -> str:
        """In the middle of a sentence."""
        return str(dict(words.PRIORITY).get(Priority(value), value)).lower()

    def answered_by(self, at: int) -> Iterable[int]:
        """Who answered at an instant: what else they did then is said there, or goes without saying."""
        return self.material.answered_by.get(at, ())

    def joined(self, event: Event) -> int:
        """The ticket that a merge brought."""
        return self.material.merges.get(event.id, 0)

    def promised(self, event: Event) -> tuple[str, str] | None:
        """A promise that was made in no message."""
        row = self.material.promises.get(event.id)
        if row is None or row.message_id or _shown_in_words(self.material, event):
            return None
        return row.text, self.moment(seconds(row.due_at))

    def noted(self, event: Event) -> str:
        """Facts that an agent noted from no message."""
        found = [fact for fact in self.material.facts if fact.event_id == event.id and not fact.message_id]
        return ", ".join(f"{label(fact.key)}: {fact.value}" for fact in found)


def _shown_in_words(material: Material, event: Event) -> bool:
    """Whether a person did it in the course of a message or call of theirs, whose row then says so."""
    return any(marks.spans([m], event) for m in material.messages) or _in_a_call(material, event)


def _in_a_call(material: Material, line: Event) -> bool:
    """Whether a person did it in the course of a call of theirs, whose row then says so."""
    return any(marks.spans(parts, line) for parts in material.calls)


def _asked(material: Material) -> Iterator[Happening]:
    """Questions that were asked in no message and no call."""
    for line in material.asked_shown:
        if not _shown_in_words(material, line):
            pill = marks.question(material, line)
            yield Happening(line.at, pill.icon, material.person(line.by), (pill,))
