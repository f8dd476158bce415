"""A journey as its page shows it: lanes with their titles, the names on the scale of time, the rows of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics.digests.splits import local
from metrics.explain_words import WAITED_ON
from metrics.journey import words
from metrics.journey.drawing import CONTACTS, LETTER, OTHERS, SHAPES, Drawn, Scale
from metrics.journey.lanes import Lane
from metrics.journey.lines import Line, Sign
from metrics.reports.words import HOUR
from tickets.models import Ticket
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import WaitingOn

Explained = Callable[[str, int], str]
DAYS_WITH_HOURS = 4 * 24 * HOUR  # a shorter scale names hours too
EXAMPLE = "E"  # the letter of mail
MOVES = (WaitingOn.US, WaitingOn.THIRD_PARTY, WaitingOn.CUSTOMER, WaitingOn.NOBODY)
SCORE_EXAMPLES = {Sign.SCORE: "5", Sign.LOW_SCORE: "1"}
LETTERS = gettext_lazy("The letter is the channel: C chat, E email, P phone, W web, S social, I in person, O other.")
TOGETHER = gettext_lazy("“3×” stands for so many signs of one place; it looks like the gravest of them.")


@dataclass(frozen=True, slots=True)
class Titled:
    """A sign with what it stands for, and where it is drawn."""

    x: float
    y: int
    sign: Sign
    shape: str
    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A ticket's lane: what stands beside the drawing, and the drawing."""

    ticket: int
    subject: str
    span: str
    note: str
    drawn: Drawn
    marks: list[Titled]

    @property
    def label(self) -> str:
        """What the drawing says, in words."""
        n = len(self.drawn.lane.lines)
        lines = ngettext("%(n)d line", "%(n)d lines", n) % {"n": n}
        told = {"number": self.ticket, "span": self.span, "lines": lines}
        return _("#%(number)d, %(span)s, drawn: %(lines)s, told in the table below") % told


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `anchor`: the message on its ticket's page, `explain`: the page that explains it, or ""."""

    when: str
    ticket: int
    subject: str
    what: str
    signs: list[str]
    by: str
    text: str
    anchor: str
    explain: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A sign or a move of the drawing, and what it means."""

    name: str
    shape: str
    letter: str
    meaning: str


def subjects_of(tickets: Iterable[int]) -> dict[int, str]:
    """What tickets are called, by their numbers."""
    return dict(Ticket.objects.filter(pk__in=set(tickets)).values_list("pk", "subject"))


def lane_rows(found: Iterable[Drawn], subjects: Mapping[int, str], desk: Desk) -> Iterator[LaneRow]:
    """Lanes with their words."""
    for one in found:
        lane = one.lane
        marks = [
            Titled(mark.x, mark.y, mark.sign, SHAPES[mark.sign], mark.letter, words.title(mark.lines, desk))
            for mark in one.marks
        ]
        yield LaneRow(lane.ticket, subjects.get(lane.ticket, ""), _span(lane, desk), _note(lane), one, marks)


def _span(lane: Lane, desk: Desk) -> str:
    start = f"{local(lane.start, desk):%Y-%m-%d}"
    if lane.excluded:
        return start
    if lane.resolved_at is None:
        return _("since %(start)s, unresolved") % {"start": start}
    end = f"{local(lane.resolved_at, desk):%Y-%m-%d}"
    return _("%(start)s, resolved %(end)s") % {"start": start, "end": end}


def _note(lane: Lane) -> str:
    """Why it is in no figure."""
    if lane.excluded:
        return _("in no figure: it is marked as spam or as a test")
    return "" if lane.counts else _("in no figure: there was no contact")


def ticks(scale: Scale, desk: Desk) -> list[tuple[float, str]]:
    """The names of the instants on the scale."""
    told = "%m-%d %H:%M" if scale.end - scale.start < DAYS_WITH_HOURS else "%Y-%m-%d"
    return [(x, f"{local(at, desk):{told}}") for x, at in scale.ticks]


def rows(lines: Iterable[Line], subjects: Mapping[int, str], desk: Desk, explained: Explained) -> list[Row]:
    """Lines with their words; who said what is read at once. `explained`: where a figure of a ticket is explained."""
    told = list(lines)
    said = words.said(told)
    return [_row(line, subjects, said.get(line.event.id, words.Said()), desk, explained) for line in told]


def _row(line: Line, subjects: Mapping[int, str], said: words.Said, desk: Desk, explained: Explained) -> Row:
    return Row(
        when=words.moment(line.at, desk),
        ticket=line.ticket,
        subject=subjects.get(line.ticket, ""),
        what=words.what(line),
        signs=[] if line.is_moment else words.signs(line),
        by="" if line.is_moment else said.by,
        text=said.text,
        anchor=f"#m{said.message}" if said.message else "",
        explain=explained(line.figure, line.ticket) if line.figure else "",
        grave=line.is_moment or not GRAVE.isdisjoint(line.signs),
    )


GRAVE = frozenset({Sign.CHASER, Sign.FORCED, Sign.ASKED_AGAIN, Sign.LOW_SCORE, Sign.REOPENED})


def legend() -> list[Key]:
    """The signs of the drawing: contacts first."""
    letters = dict.fromkeys(CONTACTS, EXAMPLE) | LETTER | SCORE_EXAMPLES
    order = (*reversed(CONTACTS), *reversed(OTHERS))
    return [Key(str(sign), SHAPES[sign], letters[sign], str(words.SIGNS[sign])) for sign in order]


def moves() -> list[Key]:
    """Whose move it was, by the looks of the bar."""
    return [Key(str(on), "", "", str(WAITED_ON[on])) for on in MOVES]
