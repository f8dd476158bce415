"""Effort (CES): the share of 5 to 7 on a scale of 1 to 7, the mean beside it."""

from __future__ import annotations

from metrics.measures import Figures
from metrics.reports.scores import Survey, report
from metrics.reports.shapes import rate

SURVEY = Survey("ces", lowest=1, highest=7, low=3, good=5)


def effort(scores: list[int]) -> Figures:
    """Those for whom it was easy, of all."""
    mean = sum(scores) / len(scores) if scores else None
    return rate(sum(score >= SURVEY.good for score in scores), len(scores)) | {"mean": mean}


REPORT = report(SURVEY, effort)
