"""Satisfaction (CSAT): the share of 4 and 5 among all answers of 1 to 5."""

from __future__ import annotations

from metrics.facts.table import Array
from metrics.measures import Figures
from metrics.reports.scores import report
from metrics.reports.shapes import many, rate
from metrics.surveys import CSAT

SURVEY = CSAT


def satisfaction(scores: Array) -> Figures:
    """Satisfied of all."""
    return rate(many(scores >= SURVEY.good), len(scores))


REPORT = report(SURVEY, satisfaction)
