"""Recommendation (NPS): the percentage of 9 and 10 minus that of 0 to 6."""

from __future__ import annotations

from metrics.facts.table import Array
from metrics.measures import Figures
from metrics.reports.scores import report
from metrics.reports.shapes import many
from metrics.statistics import net_interval
from metrics.surveys import NPS

SURVEY = NPS


def recommendation(scores: Array) -> Figures:
    """Promoters minus detractors, in points from -100 to 100."""
    n = len(scores)
    promoters, detractors = many(scores >= SURVEY.good), many(scores <= SURVEY.low)
    interval = net_interval(promoters, detractors, n)
    return {
        "n": n,
        "nps": 100 * (promoters / n - detractors / n) if n else None,
        "interval": list(interval) if interval else None,
    }


REPORT = report(SURVEY, recommendation)
