"""A headline figure made ready for its tile: value, of what, interval, the period before, the verdict, the small line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _

from metrics.comparing import ENOUGH, Change
from metrics.overview import drawing
from metrics.overview.drawing import Bar, Spark
from metrics.overview.headlines import Headline
from metrics.overview.links import Links
from metrics.overview.measuring import Measure
from metrics.reports.answer import Answer, Part

Kind = Literal["better", "worse", "within", "few", "none"]


@dataclass(frozen=True)
class Verdict:
    """What became of a figure since the period before. `rises`: whether it went up, for the icon."""

    kind: Kind
    text: str
    rises: bool = False
    became: str = ""

    @property
    def moved(self) -> bool:
        """Whether it moved by more than noise."""
        return self.kind in ("better", "worse")

    @property
    def icon(self) -> str:
        """Its icon; a word always stands beside it."""
        if self.kind == "better":
            return "trending_up" if self.rises else "trending_down"
        return {"worse": "warning", "within": "equal", "few": "warning", "none": "remove"}[self.kind]


@dataclass(frozen=True)
class Linked:
    """Some words, and where they lead, if anywhere."""

    text: str
    href: str


@dataclass(frozen=True)
class Tile:
    """Everything that one tile shows. `value` is "" where there is nothing to count: then `headline.nothing` is shown."""

    headline: Headline
    value: str
    href: str
    report: str
    facts: list[Linked]
    n: int
    interval: str
    bar: Bar | None
    before: str
    verdict: Verdict
    spark: Spark | None
    spoken: str


def tile(headline: Headline, answer: Answer, links: Links, ago: str) -> Tile:
    """A headline figure, from its report's answer. `ago`: how the period before is called."""
    measure, now = headline.measure, answer.whole
    history = [answer.whole, *answer.others]
    before = history[1] if len(history) > 1 else None
    values = [measure.value(part) for part in reversed(history)]
    found = _facts(headline, now, links) if measure.n(now) else []
    return Tile(
        headline=headline,
        value=told(measure, now),
        href=links.behind(headline.report, headline.opens),
        report=links.report(headline.report),
        facts=found,
        n=measure.n(now),
        interval=measure.told_interval(now),
        bar=_bar(measure, now, before),
        before=told_before(measure, before, ago),
        verdict=verdict(headline, now, before),
        spark=drawing.spark(values),
        spoken=_spoken(measure, list(reversed(history))),
    )


def told(measure: Measure, part: Part) -> str:
    """A figure as it is read; "" where there is nothing to count."""
    value = measure.value(part)
    if value is not None:
        return measure.tell(value)
    return measure.missing(part) if measure.n(part) else ""


def at_ends(answer: Answer, periods: Sequence[Part]) -> Answer:
    """A report of one instant, looked at again for the end of each period before."""
    now = answer.whole
    ends = [part.view.to for part in periods]
    earlier = [replace(now, view=replace(now.view, as_of=end)) for end in ends if end is not None]
    return replace(answer, others=[part for part in earlier if part.view.as_of <= now.view.as_of])


def _facts(headline: Headline, now: Part, links: Links) -> list[Linked]:
    return [
        Linked(text, links.behind(headline.report, count) if count else "")
        for count, text in headline.facts(now.figures)
    ]


def _bar(measure: Measure, now: Part, before: Part | None) -> Bar | None:
    value, interval = measure.value(now), measure.interval(now)
    if measure.scale is None or value is None or interval is None or interval[1] is None:
        return None
    was = measure.value(before) if before else None
    return drawing.bar(measure.scale, value, (interval[0], interval[1]), was)


def told_before(measure: Measure, before: Part | None, ago: str) -> str:
    """What it was in the period before."""
    if before is None:
        return ""
    n, value = measure.n(before), told(measure, before)
    if not value:
        return _("%(ago)s: nothing to count") % {"ago": ago}
    if not measure.is_sample:
        return _("%(ago)s: %(value)s") % {"ago": ago, "value": value}
    return _("%(ago)s: %(value)s, n %(n)d") % {"ago": ago, "value": value, "n": n}


def verdict(headline: Headline, now: Part, before: Part | None) -> Verdict:
    """What is to be said of a figure against the period before."""
    measure = headline.measure
    if measure.value(now) is None and not measure.n(now):
        return Verdict("none", "")
    if measure.is_sample and measure.n(now) < ENOUGH:
        return Verdict("few", _("n under 30: read with care"))
    change = measure.compare(now, before) if before else None
    if before is None or change is None:
        return Verdict("none", _("nothing to compare with"))
    if change.moved is None:
        return Verdict("none", _("too few to compare: under 30"))
    return _compared(headline, change, measure.apart(now, before, change))


def _compared(headline: Headline, change: Change, apart: str) -> Verdict:
    rises = change.by > 0
    if not change.moved:
        return Verdict("within", _("%(apart)s, within noise") % {"apart": apart}, rises)
    became = str(headline.rises if rises else headline.falls)
    if rises == (headline.better > 0):
        return Verdict("better", _("%(apart)s: better, more than noise") % {"apart": apart}, rises, became)
    return Verdict("worse", _("%(apart)s: worse, more than noise") % {"apart": apart}, rises, became)


def _spoken(measure: Measure, history: Sequence[Part]) -> str:
    """The small line in words."""
    figures = "; ".join(told(measure, part) or _("nothing to count") for part in history)
    return _("The last periods, the oldest first: %(figures)s") % {"figures": figures}
