"""What the three scores share: the last one of a ticket and survey counts, and how many answered of those we asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import rate
from metrics.reports.view import Report, ReportScope
from tickets.events import SurveySent


@dataclass(frozen=True, slots=True)
class Survey:
    """Its name, its scale, and the highest score that opens a follow-up (definitions 5)."""

    name: str
    lowest: int
    highest: int
    low: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """A ticket's last score, None without one, and whether the customer was asked for it."""

    score: int | None
    asked: bool


def report(survey: Survey, figures: Callable[[list[int]], Figures]) -> Report:
    """A score's report, from what its scores amount to."""

    def observe(ticket: TicketStory, view: ReportScope) -> Iterator[Opinion]:
        if view.is_in_cohort(ticket):
            yield Opinion(last_score(ticket, survey), _was_asked(ticket, survey))

    def counted(observed: Sequence[Opinion], view: ReportScope) -> Figures:
        scores = [one.score for one in observed if one.score is not None]
        low = sum(score <= survey.low for score in scores)
        return figures(scores) | {"low": low} | _response_rate(observed)

    return Report(observe, counted)


def last_score(ticket: TicketStory, survey: Survey) -> int | None:
    """The last score on the survey's scale."""
    given = [event.data["score"] for event in ticket.story.feedback if event.data["survey"] == survey.name]
    return next((score for score in reversed(given) if survey.lowest <= score <= survey.highest), None)


def _was_asked(ticket: TicketStory, survey: Survey) -> bool:
    return any(event.kind == SurveySent.name and event.data["survey"] == survey.name for event in ticket.events)


def _response_rate(observed: Sequence[Opinion]) -> Figures:
    """Answers of those who were asked; nothing is said where nobody was."""
    asked = [one for one in observed if one.asked]
    return {"response_rate": rate(sum(one.score is not None for one in asked), len(asked))} if asked else {}
