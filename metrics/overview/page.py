"""What the overview shows, from one pass over the tickets: the verdict, two headline cards, the tiles and the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.measures import Figures
from metrics.overview import drawing, periods, tables
from metrics.overview.headlines import HEADLINES, REPORTS_READ, Headline
from metrics.overview.links import Links
from metrics.overview.measuring import Time
from metrics.overview.tiles import Linked, Tile, at_ends, tile
from metrics.reading import StoryReader
from metrics.reports import detection, words
from metrics.reports.answer import Answer, Part, answers, counted
from metrics.reports.tally import Keep
from metrics.reports.view import ReportScope
from tickets.models.words import CHANNEL, RULE

BY_NAME = {headline.name: headline for headline in HEADLINES}
LOOPS = ("confirmed", "presumed", "disputed", "reopened", "awaiting", "open")
CHANNELS: dict[Any, Any] = dict(CHANNEL)


def overview(reader: StoryReader, view: ReportScope, links: Links, keep: Keep | None = None) -> dict[str, Any]:
    """All figures of the page. `links`: where they lead. `keep`: whether a ticket is looked at; all are, without it."""
    before = periods.before(view)
    found = answers(reader, REPORTS_READ, view, by="channel", others=before, keep=keep)
    found["stalled"] = at_ends(found["stalled"], found["ttr"].others)
    ago = periods.ago(view)
    tiles = {headline.name: tile(headline, found[headline.report], links, ago) for headline in HEADLINES}
    return {
        "ago": ago,
        "shown": len(before) + 1,
        "tiles": {name.replace("-", "_"): tile for name, tile in tiles.items()},
        "verdict": verdict(tiles.values()),
        "resolution": resolution(found["ttr"], links),
        "loop": loop(found["closed-loop"].whole.figures, links),
        "stalled": stalled(found["stalled"].whole, reader.known_at, links),
        "levels": tables.levels(BY_NAME["sla"], found["sla"], links),
        "backlog": tables.backlog(found["backlog"].whole, links),
        "bands": tables.bands(),
        "open": found["backlog"].whole.figures["backlog"],
        "backlog_report": links.report("backlog"),
    }


@dataclass(frozen=True)
class Moved:
    """The verdict: which figures moved, and of how many nothing can be said."""

    text: str
    tiles: list[Tile]
    unsaid: str


def verdict(tiles: Iterable[Tile]) -> Moved:
    """What a manager reads first."""
    every = list(tiles)
    moved = [tile for tile in every if tile.verdict.moved]
    unsaid = sum(tile.verdict.kind in ("few", "none") for tile in every)
    told = {"moved": len(moved), "n": len(every)}
    text = _("%(moved)d of %(n)d figures moved by more than noise") % told
    return Moved(text, moved, _unsaid(unsaid) if unsaid else "")


def _unsaid(n: int) -> str:
    return ngettext("%(n)d has too few cases to say", "%(n)d have too few cases to say", n) % {"n": n}


def resolution(answer: Answer, links: Links) -> dict[str, Any]:
    """What stands on the card beside the median: p90, the curve, each first channel, and what closed ones pretend."""
    now, measure = answer.whole, _time(BY_NAME["ttr"])
    before = next(iter(answer.others), None)
    figures = now.figures
    curve, was = measure.curve(now), measure.curve(before) if before else None
    longest = max([figures["oldest"] or 0, (before.figures["oldest"] or 0) if before else 0])
    closed = figures["closed_only_biased"]
    return {
        "over": {name: measure.over(now, name) for name in ("median", "p90")},
        "p90": measure.p90(now),
        "p90_interval": measure.p90_interval(now),
        "drawing": drawing.curves(curve, was, longest, figures["p90"]),
        "spoken": _spoken_curve(now, before),
        "n": Linked(str(figures["n"]), links.behind("ttr", "started")),
        "open": Linked(str(figures["n_open"]), links.behind("ttr", "open")),
        "closed": Linked(words.duration(closed["median"]), links.behind("ttr", "closed")) if closed["n"] else None,
        "channels": _channels(answer.parts, links),
    }


def _time(headline: Headline) -> Time:
    if not isinstance(headline.measure, Time):
        raise TypeError(headline.name)
    return headline.measure


def _spoken_curve(now: Part, before: Part | None) -> str:
    """The picture in words."""
    told = {name: words.quantile(now.figures, name) for name in ("median", "p90")}
    text = _("Half were resolved within: %(median)s. 9 in 10 within: %(p90)s.") % told
    if before is None or not before.figures["n"]:
        return text
    told = {name: words.quantile(before.figures, name) for name in ("median", "p90")}
    return " ".join([text, _("In the period before: %(median)s, and %(p90)s.") % told])


def _channels(parts: Sequence[Part], links: Links) -> list[dict[str, Any]]:
    """The median of each first channel, the most used first."""
    used = sorted((part for part in parts if part.figures["n"]), key=lambda part: (-part.figures["n"], str(part.value)))
    return [
        {
            "name": str(CHANNELS.get(part.value, part.value)),
            "median": words.quantile(part.figures, "median"),
            "n": Linked(str(part.figures["n"]), links.behind("ttr", "started", str(part.value))),
        }
        for part in used
    ]


def loop(figures: Figures, links: Links) -> dict[str, Any]:
    """What stands on the card beside the confirmed ones: with presumed, how every loop stands, and the young ones."""
    eligible, presumed, bounds = figures["eligible"], figures["including_presumed"], figures["bounds"]
    young = bounds["too_young"]
    return {
        "presumed": Linked(words.percent(presumed["rate"]), links.behind("closed-loop", "closed"))
        if eligible
        else None,
        "presumed_interval": words.interval(presumed["interval"]) if eligible else "",
        "k": figures["closed_loop_rate"]["k"],
        "eligible": Linked(str(eligible), links.behind("closed-loop", "eligible")),
        "standings": _standings(figures["loops"], eligible, links),
        "young": Linked(_young(young), links.behind("closed-loop", "young")) if young else None,
        "bounds": words.interval([bounds["lower"], bounds["upper"]]) if young else "",
    }


def _young(n: int) -> str:
    return ngettext("%(n)d ticket", "%(n)d tickets", n) % {"n": n}


def _standings(loops: dict[str, int], eligible: int, links: Links) -> list[dict[str, Any]]:
    """Each piece of the bar: from where, how wide, in percent."""
    found, x = [], 0.0
    for name in LOOPS:
        wide = 100 * loops[name] / eligible if eligible else 0.0
        share = words.percent(loops[name] / eligible) if eligible else ""
        linked = Linked(str(loops[name]), links.behind("closed-loop", name))
        found.append({"name": name, "n": linked, "x": round(x, 2), "wide": round(wide, 2), "share": share})
        x += wide
    return found


def stalled(part: Part, known_at: datetime, links: Links) -> dict[str, Any]:
    """What stands on the tile beside their number: how old they are, by which rule, how soon a sweep saw them."""
    seen = detection.figures(part.observed, known_at)
    lag, age = seen.get("detection_lag_p90"), part.figures["median_age"]
    return {
        "n": part.figures["stalled"],
        "age": "" if age is None else words.duration(age),
        "seen_within": "" if lag is None else words.duration(lag),
        "live": bool(seen),
        "missed": seen.get("missed", 0),
        "rules": [_rule(part, rule, str(title), links) for rule, title in RULE],
    }


def _rule(part: Part, rule: str, title: str, links: Links) -> dict[str, Any]:
    n = Linked(str(counted(part, rule)), links.behind("stalled", rule))
    return {"rule": rule, "title": title, "n": n}
