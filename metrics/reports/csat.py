"""Satisfaction (CSAT): the share of 4 and 5 among all answers of 1 to 5."""

from __future__ import annotations

from metrics.measures import Figures
from metrics.reports.scores import report
from metrics.reports.shapes import rate
from metrics.surveys import CSAT

SURVEY = CSAT


def satisfaction(scores: list[int]) -> Figures:
    """Satisfied of all."""
    return rate(sum(score >= SURVEY.good for score in scores), len(scores))


REPORT = report(SURVEY, satisfaction)
