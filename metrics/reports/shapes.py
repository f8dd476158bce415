"""The shapes that several reports share: a rate, and durations of which some still run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.measures import Figures
from metrics.statistics import MEDIAN, P90, nearest_rank, quantile, survival, wilson


def rate(k: int, n: int) -> Figures:
    """k of n with its Wilson 95 % interval; 0 of 0 is no rate at all."""
    interval = wilson(k, n)
    return {"n": n, "k": k, "rate": k / n if n else None, "interval": list(interval) if interval else None}


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something took, or, while it has not `ended`, that it takes at least this long."""

    seconds: int
    ended: bool


def durations(observed: Iterable[Lasting]) -> Figures:
    """Kaplan-Meier's median and p90; "not reached (> oldest)" when the curve does not fall so far."""
    pairs = [(one.seconds, one.ended) for one in observed]
    oldest = max((seconds for seconds, _ in pairs), default=None)
    figures: Figures = {"n": len(pairs), "oldest": oldest}
    curve = survival(pairs)
    for name, q in (("median", MEDIAN), ("p90", P90)):
        figures[name] = found = quantile(curve, q)
        figures[f"{name}_shown"] = _shown(found, oldest)
    return figures


def _shown(found: int | None, oldest: int | None) -> int | str | None:
    if found is None and oldest is not None:
        return f"not reached (> {oldest})"
    return found


def ended_only(observed: Iterable[Lasting]) -> Figures:
    """What one would see by leaving out all that still runs: biased, and named so."""
    ended = [one.seconds for one in observed if one.ended]
    return {"n": len(ended), "median": nearest_rank(ended, MEDIAN)}
