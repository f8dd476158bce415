"""What the three scores share: the last one of a ticket and survey counts, in the period in which it was given.

Beside it, of the surveys sent in the period, how many were answered by now (definitions 6). Both periods are those of the
score and of the survey, not of the ticket: a score about last month's ticket is this month's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.relation import TICKET
from metrics.facts.table import NONE, Array, Table, joined
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from metrics.surveys import Survey
from tickets.events.feedback import FeedbackGiven, SurveySent


def report(survey: Survey, figures: Callable[[Array], Figures]) -> Report:
    """A score's report, from what its scores amount to."""

    def observe(facts: Facts, view: ReportScope) -> Table:
        """The last scores of tickets, if given in the period, and the surveys sent in it, answered or not."""
        scores = facts.scores.where(view.covers(facts.scores.at) & (facts.scores.survey == code(survey.name)))
        sent = facts.surveys.where(view.covers(facts.surveys.at) & (facts.surveys.survey == code(survey.name)))
        given, not_given = np.zeros(len(scores), "?"), np.full(len(sent), NONE)
        return joined(
            Table(
                {TICKET: scores.ticket, "start": scores.start, "score": scores.points, "sent": given, "answered": given}
            ),
            Table(
                {
                    TICKET: sent.ticket,
                    "start": sent.start,
                    "score": not_given,
                    "sent": np.ones(len(sent), "?"),
                    "answered": sent.answered,
                }
            ),
        )

    def counted(observed: Table, view: ReportScope) -> Figures:
        scores = observed.score[observed.score != NONE]
        return figures(scores) | {"low": many(scores <= survey.low)} | _response_rate(observed)

    named = {
        "scored": Count(_("With a score"), lambda seen, view: seen.score != NONE),
        "good": Count(_("With a good score"), lambda seen, view: seen.score >= survey.good),
        "low": Count(_("With a low score"), lambda seen, view: (seen.score != NONE) & (seen.score <= survey.low)),
        "sent": Count(_("Surveys sent"), lambda seen, view: seen.sent),
        "unanswered": Count(_("Surveys not answered"), lambda seen, view: seen.sent & ~seen.answered),
    }
    return Report(
        observe, counted, ("scores", "surveys"), kinds=frozenset({FeedbackGiven.name, SurveySent.name}), counts=named
    )


def _response_rate(observed: Table) -> Figures:
    """Of the surveys sent; nothing is said where none was."""
    sent = many(observed.sent)
    return {"response_rate": rate(many(observed.answered), sent)} if sent else {}
