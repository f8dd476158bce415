"""Effort (CES): the share of 5 to 7 on a scale of 1 to 7, the mean beside it."""

from __future__ import annotations

from metrics.facts.table import Array
from metrics.measures import Figures
from metrics.reports.scores import report
from metrics.reports.shapes import many, rate
from metrics.surveys import CES

SURVEY = CES


def effort(scores: Array) -> Figures:
    """Those for whom it was easy, of all."""
    mean = many(scores) / len(scores) if len(scores) else None
    return rate(many(scores >= SURVEY.good), len(scores)) | {"mean": mean}


REPORT = report(SURVEY, effort)
