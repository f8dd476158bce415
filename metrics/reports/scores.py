"""What the three scores share: the last one of a ticket and survey counts, in the period in which it was given.

Beside it, of the surveys sent in the period, how many were answered by now (definitions 6). Both periods are those of the
score and of the survey, not of the ticket: a score about last month's ticket is this month's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope
from metrics.surveys import Survey
from tickets.events.feedback import FeedbackGiven, SurveySent


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a ticket's customer says in the period: its last score, if given then, and the surveys sent, answered or not."""

    score: int | None
    sent: int
    answered: int


def report(survey: Survey, figures: Callable[[list[int]], Figures]) -> Report:
    """A score's report, from what its scores amount to."""

    def observe(ticket: Digest, view: ReportScope) -> Iterator[Opinion]:
        if not ticket.counts:
            return
        scores, sent = ticket["scores"].get(survey.name), ticket["surveys"].get(survey.name, ())
        at, _event, points = scores[-1] if scores else (None, None, None)
        score = points if view.covers(at) else None
        answered = [answered for at, answered in sent if view.covers(at)]
        if score is not None or answered:
            yield Opinion(score, len(answered), sum(answered))

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
    return Report(
        observe, counted, ("scores", "surveys"), kinds=frozenset({FeedbackGiven.name, SurveySent.name}), counts=named
    )


def _response_rate(observed: Sequence[Opinion]) -> Figures:
    """Of the surveys sent; nothing is said where none was."""
    sent = sum(one.sent for one in observed)
    return {"response_rate": rate(sum(one.answered for one in observed), sent)} if sent else {}
