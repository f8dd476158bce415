"""Satisfaction (CSAT): the share of 4 and 5 among all answers of 1 to 5."""

from __future__ import annotations

from metrics.measures import Figures
from metrics.reports.scores import Survey, report
from metrics.reports.shapes import rate

SURVEY = Survey("csat", lowest=1, highest=5, low=2, good=4)


def satisfaction(scores: list[int]) -> Figures:
    """Satisfied of all."""
    return rate(sum(score >= SURVEY.good for score in scores), len(scores))


REPORT = report(SURVEY, satisfaction)
