"""Figures as people read them: durations, shares, intervals; nothing of nothing is words, never 0 %."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from metrics.measures import Figures

FEW = 30  # below this many, a share says little
DURATIONS = {"median", "p90", "oldest", "median_age", "detection_lag_p90", "seconds", "whole_seconds"}
MINUTE, HOUR = 60, 3600


def duration(seconds: int) -> str:
    """6 h 47 min; below an hour minutes, below a minute seconds."""
    if seconds < MINUTE:
        return _("%(seconds)d s") % {"seconds": seconds}
    hours, minutes = divmod(seconds // MINUTE, 60)
    if hours == 0:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def quantile(figures: Figures, name: str) -> str:
    """A median or p90; where the curve does not fall so far, longer than the oldest."""
    if figures[name] is not None:
        return duration(figures[name])
    if figures["oldest"] is None:
        return _("no tickets")
    return _("not reached (over %(oldest)s)") % {"oldest": duration(figures["oldest"])}


def percent(share: float) -> str:
    """45.4 %."""
    return _("%(percent).1f %%") % {"percent": 100 * share}


def whole_percent(share: float) -> str:
    """54 %."""
    return _("%(percent)d %%") % {"percent": round(100 * share)}


def interval(bounds: Sequence[float]) -> str:
    """40.6–50.2 %, of shares."""
    low, high = (100 * bound for bound in bounds)
    return _("%(low).1f–%(high).1f %%") % {"low": low, "high": high}


def rate(figures: Figures) -> str:
    """45.4 % (187 of 412, 95 %: 40.6–50.2 %)."""
    if not figures["n"]:
        return _("0 of 0")
    told = {"rate": percent(figures["rate"]), "k": figures["k"], "n": figures["n"]}
    return _("%(rate)s (%(k)d of %(n)d, 95 %%: %(interval)s)") % (told | {"interval": interval(figures["interval"])})


def lines(figures: Figures, indent: str = "") -> list[str]:
    """Any report's figures as lines of a plain table."""
    found = []
    for name, value in figures.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if isinstance(value, dict) and "rate" in value:
            found += [f"{label:<32}{rate(value)}", *lines(_beside_a_rate(value), indent + "  ")]
        elif isinstance(value, dict):
            found += [label, *lines(value, indent + "  ")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found += [label, *(line for one in value for line in _listed(one, indent + "  "))]
        elif not name.endswith("_shown"):
            found.append(f"{label:<32}{_plain(name, value, figures)}")
    return found


def _listed(figures: Figures, indent: str) -> list[str]:
    """One of a list: the first of its figures names it."""
    (_name, value), *rest = figures.items()
    return [f"{indent}{value}", *lines(dict(rest), indent + "  ")]


def report_lines(figures: Figures) -> list[str]:
    """A whole report, which may itself be a rate."""
    if "rate" in figures:
        return [f"{'rate':<32}{rate(figures)}", *lines(_beside_a_rate(figures))]
    return lines(figures)


def _beside_a_rate(figures: Figures) -> Figures:
    return {name: value for name, value in figures.items() if name not in ("n", "k", "rate", "interval")}


def _plain(name: str, value: Any, figures: Figures) -> str:
    if f"{name}_shown" in figures:
        return quantile(figures, name)
    if value is None or value == []:
        return _("none")
    if name in DURATIONS:
        return duration(value)
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list) and all(isinstance(one, int) for one in value):
        return " ".join(map(str, value))
    if isinstance(value, list):
        return " – ".join(f"{one:.1f}" for one in value)
    return str(value)
