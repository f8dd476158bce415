"""What the three scores share: the last one of a ticket and survey counts, in the period in which it was given.

Beside it, of the surveys sent in the period, how many were answered by now (definitions 6). Both periods are those of the
score and of the survey, not of the ticket: a score about last month's ticket is this month's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope, counts
from tickets.events.feedback import FeedbackGiven, SurveySent
from tickets.rules.story import Event


@dataclass(frozen=True, slots=True)
class Survey:
    """Its name, its scale, the highest score that opens a follow-up (definitions 5), and the lowest that is a good one."""

    name: str
    lowest: int
    highest: int
    low: int
    good: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a ticket's customer says in the period: its last score, if given then, and the surveys sent, answered or not."""

    score: int | None
    sent: int
    answered: int


def report(survey: Survey, figures: Callable[[list[int]], Figures]) -> Report:
    """A score's report, from what its scores amount to."""

    def observe(ticket: TicketStory, view: ReportScope) -> Iterator[Opinion]:
        if not counts(ticket):
            return
        scores, asked = _said(ticket, survey)
        last = scores[-1] if scores else None
        score = last.data["score"] if last and view.covers(last.at) else None
        sent = [answered for event, answered in asked if view.covers(event.at)]
        if score is not None or sent:
            yield Opinion(score, len(sent), sum(sent))

    def counted(observed: Sequence[Opinion], view: ReportScope) -> Figures:
        scores = [one.score for one in observed if one.score is not None]
        low = sum(score <= survey.low for score in scores)
        return figures(scores) | {"low": low} | _response_rate(observed)

    named = {
        "scored": Count(_("With a score"), lambda one, view: one.score is not None),
        "good": Count(_("With a good score"), lambda one, view: one.score is not None and one.score >= survey.good),
        "low": Count(_("With a low score"), lambda one, view: one.score is not None and one.score <= survey.low),
        "sent": Count(_("Surveys sent"), lambda one, view: one.sent > 0),
        "unanswered": Count(_("Surveys not answered"), lambda one, view: one.sent > one.answered),
    }
    return Report(observe, counted, kinds=frozenset({FeedbackGiven.name, SurveySent.name}), counts=named)


Said = tuple[list[Event], list[tuple[Event, bool]]]


def _said(ticket: TicketStory, survey: Survey) -> Said:
    """The scores given and the surveys sent, looked up once whatever the number of periods."""
    if survey.name not in ticket.kept:
        ticket.kept[survey.name] = (given(ticket, survey), list(_sent(ticket, survey)))
    found: Said = ticket.kept[survey.name]
    return found


def given(ticket: TicketStory, survey: Survey) -> list[Event]:
    """The scores on the survey's scale, in the order of time."""
    given = [event for event in ticket.story.feedback if event.data["survey"] == survey.name]
    return [event for event in given if survey.lowest <= event.data["score"] <= survey.highest]


def _sent(ticket: TicketStory, survey: Survey) -> Iterator[tuple[Event, bool]]:
    """Each survey sent, and whether it was answered: by a score that came before the next one was sent."""
    answers = [event.at for event in given(ticket, survey)]
    applied = ticket.story.applied
    sent = [event for event in applied if event.kind == SurveySent.name and event.data["survey"] == survey.name]
    for event, following in pairwise([*sent, None]):
        if event is not None:
            yield event, any(event.at <= at and (following is None or at < following.at) for at in answers)


def _response_rate(observed: Sequence[Opinion]) -> Figures:
    """Of the surveys sent; nothing is said where none was."""
    sent = sum(one.sent for one in observed)
    return {"response_rate": rate(sum(one.answered for one in observed), sent)} if sent else {}
