"""The shapes that several reports share: a rate, and durations of which some still run."""

from __future__ import annotations

from metrics.facts.table import Array
from metrics.measures import Figures
from metrics.statistics import MEDIAN, P90, Lasting, nearest_rank, survival, wilson


def many(chosen: Array) -> int:
    """How many rows of a mask are chosen, or the sum of numbers."""
    return int(chosen.sum())


def rate(k: int, n: int) -> Figures:
    """k of n with its Wilson 95 % interval; 0 of 0 is no rate at all."""
    k, n = int(k), int(n)
    interval = wilson(k, n)
    return {"n": n, "k": k, "rate": k / n if n else None, "interval": list(interval) if interval else None}


def durations(lasting: Lasting) -> Figures:
    """Kaplan-Meier's median and p90; "not reached (> oldest)" when the curve does not fall so far."""
    oldest = int(lasting.seconds.max()) if len(lasting) else None
    figures: Figures = {"n": len(lasting), "oldest": oldest}
    curve = survival(lasting)
    for name, q in (("median", MEDIAN), ("p90", P90)):
        figures[name] = found = curve.quantile(q)
        figures[f"{name}_shown"] = _shown(found, oldest)
    return figures


def _shown(found: int | None, oldest: int | None) -> int | str | None:
    if found is None and oldest is not None:
        return f"not reached (> {oldest})"
    return found


def ended_only(lasting: Lasting) -> Figures:
    """What one would see by leaving out all that still runs: biased, and named so."""
    ended = lasting.seconds[lasting.ended]
    return {"n": len(ended), "median": nearest_rank(ended, MEDIAN)}
