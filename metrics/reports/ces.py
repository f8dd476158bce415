"""Effort (CES): the share of 5 to 7 on a scale of 1 to 7, the mean beside it."""

from __future__ import annotations

from metrics.measures import Figures
from metrics.reports.scores import report
from metrics.reports.shapes import rate
from metrics.surveys import CES

SURVEY = CES


def effort(scores: list[int]) -> Figures:
    """Those for whom it was easy, of all."""
    mean = sum(scores) / len(scores) if scores else None
    return rate(sum(score >= SURVEY.good for score in scores), len(scores)) | {"mean": mean}


REPORT = report(SURVEY, effort)
