"""What happened without a word: who took it, where it was put, what the customer clicked. One grey line each.

What a message already says of itself (answers, promises made in it, the resolution it carried) is not said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tickets.admin.shared.components import Happening, Pill
from tickets.admin.ticket.header import label
from tickets.admin.ticket.page_data import PageData
from tickets.admin.ticket.timeline import badges
from tickets.admin.ticket.undoing import undo_of
from tickets.events import kind_of
from tickets.models import words
from tickets.models.history import seconds
from tickets.rules.lifecycle import Priority, Status
from tickets.rules.story import Event


def happenings(page: PageData) -> Iterator[Happening]:
    """The grey lines, in no order. Events that had no effect are shown with the reason."""
    void = {event.id: reason for event, reason in page.story.void}
    reader = _Reader(page)
    for event in page.lines_shown:
        if sentence := kind_of(event).sentence(event, reader):
            reason = (
                (Pill(_("no effect: %(reason)s") % {"reason": _(void[event.id])}, "bare"),) if event.id in void else ()
            )
            words_ = _(sentence.text) % sentence.values
            yield Happening(event.at, sentence.icon, words_, reason, undo=undo_of(page, event), line=event.id)
    yield from _asked(page)


class _Reader:
    """What a sentence may ask, in this reader's words."""

    def __init__(self, page: PageData) -> None:
        self.page = page
        self.customer = str(page.ticket.customer)
        self.person = page.person
        self.team = page.team
        self.moment = page.formatter.moment

    def status(self, value: str) -> str:
        """In the middle of a sentence."""
        return str(dict(words.STATUS).get(Status(value), value)).lower()

    def priority(self, value: str) -> str:
        """In the middle of a sentence."""
        return str(dict(words.PRIORITY).get(Priority(value), value)).lower()

    def answered_by(self, at: int) -> Iterable[int]:
        """Who answered at an instant: what else they did then is said there, or goes without saying."""
        return self.page.answered_by.get(at, ())

    def joined(self, event: Event) -> int:
        """The ticket that a merge brought."""
        return self.page.merges.get(event.id, 0)

    def promised(self, event: Event) -> tuple[str, str] | None:
        """A promise that was made in no message."""
        row = self.page.promises.get(event.id)
        if row is None or row.message_id or _shown_in_words(self.page, event):
            return None
        return row.text, self.moment(seconds(row.due_at))

    def noted(self, event: Event) -> str:
        """Facts that an agent noted from no message."""
        found = [fact for fact in self.page.facts if fact.event_id == event.id and not fact.message_id]
        return ", ".join(f"{label(fact.key)}: {fact.value}" for fact in found)


def _shown_in_words(page: PageData, event: Event) -> bool:
    """Whether a person did it in the course of a message or call of theirs, whose row then says so."""
    return any(badges.spans([m], event) for m in page.messages) or _in_a_call(page, event)


def _in_a_call(page: PageData, line: Event) -> bool:
    """Whether a person did it in the course of a call of theirs, whose row then says so."""
    return any(badges.spans(parts, line) for parts in page.calls)


def _asked(page: PageData) -> Iterator[Happening]:
    """Questions that were asked in no message and no call."""
    for line in page.asked_shown:
        if not _shown_in_words(page, line):
            pill = badges.question(page, line)
            yield Happening(line.at, pill.icon, page.person(line.by), (pill,), line=line.id)
