"""Everything that happened in a ticket, line by line, with what it meant to its customer.

A line is an event of the ticket's log, or a moment that came by the clock alone: a promise fell due and was not kept, a
follow-up stalled. Times are Unix seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from metrics.digests.talk import scores
from metrics.explain.shapes import Family
from metrics.measures import TicketStory
from metrics.surveys import SURVEYS
from tickets.events.order import in_order
from tickets.rules.conversation import contacts, is_chaser, next_responses
from tickets.rules.desk import Desk
from tickets.rules.facts import repeat_contacts
from tickets.rules.promises import PromiseOutcome, promise_outcomes
from tickets.rules.stalled import flags
from tickets.rules.story import Event, Story

LOW = {survey.name: survey.low for survey in SURVEYS}


class Sign(StrEnum):
    """What a line meant to the customer."""

    CONTACT = "contact"
    CHASER = "chaser"
    SWITCHED = "switched"
    FORCED = "forced"
    ASKED_AGAIN = "asked_again"
    ANSWER = "answer"
    PROMISED = "promised"
    KEPT = "kept"
    BROKEN = "broken"
    OWED = "owed"
    LATE = "late"
    WAIVED = "waived"
    STALLED = "stalled"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    SCORE = "score"
    LOW_SCORE = "low_score"
    NO_EFFECT = "no_effect"


MOMENTS = frozenset({Sign.BROKEN, Sign.OWED, Sign.STALLED})
"""What comes by the clock alone, so that no event stands for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a journey: when, in which ticket, the event, or for a moment of the clock the one that it is counted from.

    `figure`: the key of the figure that explains it; "" if none does. `place`: its place in the ticket's log from 1, a moment's
    after all events of its instant. `rule`: of a stalled follow-up.
    """

    at: int
    ticket: int
    key: str
    event: Event
    signs: tuple[Sign, ...]
    figure: str
    place: int
    rule: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether it came by the clock alone."""
        return not MOMENTS.isdisjoint(self.signs)

    @property
    def kind(self) -> str:
        """The kind of its event; "" for a moment."""
        return "" if self.is_moment else self.event.kind

    @property
    def channel(self) -> str:
        """By which channel, if by any."""
        return "" if self.is_moment else str(self.event.data.get("channel") or "")

    @property
    def score(self) -> str:
        """The survey and the score given: "csat 2"."""
        data = self.event.data
        return f"{data['survey']} {data['score']}" if "score" in data else ""


@dataclass(slots=True)
class _Meaning:
    """What the events of a story meant, by their ids, and which figure explains each."""

    signs: defaultdict[Any, list[Sign]] = field(default_factory=lambda: defaultdict(list))
    figures: dict[Any, str] = field(default_factory=dict)

    def say(self, event: Event, sign: Sign, figure: str = "") -> None:
        """An event meant this too; the first figure that explains it stays."""
        self.signs[event.id].append(sign)
        if figure:
            self.figures.setdefault(event.id, figure)


def lines(ticket: TicketStory, desk: Desk, as_of: int) -> list[Line]:
    """All lines of a ticket in the order of time; none of one that has no number."""
    story, number = ticket.story, ticket.number
    if number is None:
        return []
    outcomes = promise_outcomes(story, as_of)
    meaning = _meaning(story, outcomes)
    _say_scores(ticket, desk, as_of, meaning)
    usual = str(Family.TTR) if story.start is not None else ""
    found = [
        Line(event.at, number, ticket.key, event, tuple(signs), figure, place)
        for place, event in enumerate(in_order(ticket.events), start=1)
        for signs, figure in [(meaning.signs.get(event.id, ()), meaning.figures.get(event.id, usual))]
    ]
    last = len(found) + 1
    for at, event, sign, figure, rule in _moments(story, outcomes, desk, as_of):
        found.append(Line(at, number, ticket.key, event, (sign,), figure, last, rule))
    return sorted(found, key=lambda line: (line.at, line.place))


def _meaning(story: Story, outcomes: list[PromiseOutcome]) -> _Meaning:
    meaning = _Meaning()
    for event, _reason in story.void:
        meaning.say(event, Sign.NO_EFFECT)
    _say_contacts(story, meaning)
    for answer in story.answers:
        meaning.say(answer.event, Sign.ANSWER)
    for outcome in outcomes:
        _say_promise(outcome, meaning)
    for resolution in story.resolutions:
        meaning.say(resolution.event, Sign.RESOLVED)
        if resolution.ended is not None:
            meaning.say(resolution.ended, Sign.REOPENED)
    return meaning


def _say_scores(ticket: TicketStory, desk: Desk, as_of: int, meaning: _Meaning) -> None:
    """Scores on their survey's scale."""
    for survey, given in scores(ticket, desk, as_of).items():
        for _at, event, points in given:
            meaning.signs[event].append(Sign.LOW_SCORE if points <= LOW[survey] else Sign.SCORE)


def _say_contacts(story: Story, meaning: _Meaning) -> None:
    """Contacts as they are counted: what came within one that had begun is none of its own."""
    waited = {stretch.since.id: f"{Family.NEXT_RESPONSE}:{stretch.since.name}" for stretch in next_responses(story)}
    if story.start is not None:
        waited[story.start.id] = str(Family.FIRST_RESPONSE)
    groups, before = contacts(story), None
    again = {repeat.group.first.event.id for repeat in repeat_contacts(story) if repeat.asked_again}
    for group in groups:
        event, chased = group.first.event, is_chaser(group, groups)
        meaning.say(event, Sign.CHASER if chased else Sign.CONTACT, waited.get(event.id, ""))
        if before is not None and before != group.channel:
            meaning.say(event, Sign.FORCED if chased else Sign.SWITCHED)
        if event.id in again:
            meaning.say(event, Sign.ASKED_AGAIN)
        before = group.channel


def _say_promise(outcome: PromiseOutcome, meaning: _Meaning) -> None:
    """That it was made, and what settled it; that it was broken is a moment of its own."""
    event, settled, figure = outcome.promise.event, outcome.promise.settled, _promise(outcome)
    meaning.say(event, Sign.PROMISED, figure)
    if settled is None:
        return
    if outcome.state in (Sign.KEPT, Sign.WAIVED):
        meaning.say(settled, Sign(outcome.state), figure)
    elif outcome.fulfilled_late_at is not None:
        meaning.say(settled, Sign.LATE, figure)


def _promise(outcome: PromiseOutcome) -> str:
    return f"{Family.PROMISE}:{outcome.promise.event.name}"


def _moments(
    story: Story, outcomes: list[PromiseOutcome], desk: Desk, as_of: int
) -> Iterator[tuple[int, Event, Sign, str, str]]:
    """When each broken promise fell due, and when each stalled follow-up came true."""
    for outcome in outcomes:
        if outcome.state == Sign.BROKEN:
            sign = Sign.OWED if outcome.owed else Sign.BROKEN
            yield outcome.promise.due_at, outcome.promise.event, sign, _promise(outcome), ""
    for flag in flags(story, desk, as_of)[0]:
        figure = f"{Family.FLAG}:{flag.rule}:{flag.anchor.name}"
        yield flag.stalled_from, flag.anchor, Sign.STALLED, figure, flag.rule
