"""What a scheduled mail tells of its page: the verdict, each headline figure in words, and the picture; by the recipient's sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics.audience import shown_to
from metrics.mails import picture
from metrics.overview import page as overview_page
from metrics.overview import periods
from metrics.overview.headlines import HEADLINES
from metrics.overview.links import Links
from metrics.overview.tiles import Tile, tile
from metrics.pages.choices import ITS_OWN_PAGES
from metrics.pages.frame import understood
from metrics.reading import StoryReader
from metrics.reports.answer import answers
from metrics.reports.asking import ReportForm
from metrics.sheets import SHEETS
from metrics.sheets.addresses import OVERVIEW, address_of, title_of
from metrics.sheets.answered import Answered, answered
from metrics.sheets.chart import Chart
from metrics.sheets.figures import Shown
from metrics.sheets.sheet import Sheet
from metrics.sheets.tables import Head, Table
from metrics.sheets.tables import Line as TableLine
from tickets.models import User

MOST_PARTS = 20  # that a mail tells; the page has all
LOOKS = {
    "0": gettext_lazy("solid line"),
    "1": gettext_lazy("dashed line"),
    "2": gettext_lazy("thin solid line with squares"),
    "3": gettext_lazy("line of long dashes"),
    "4": gettext_lazy("line of dashes and dots"),
    "5": gettext_lazy("dotted line with squares"),
    "band": gettext_lazy("thin dotted line"),
}


class Meaningless(Exception):
    """What is asked for cannot be meant any more; the text says why."""


@dataclass(frozen=True)
class Line:
    """A figure: what it is called, how it is told, of what (n and its interval), what it was before, and what became of it.

    `kind`: of the verdict ("better", "worse", "within", "few", "none").
    """

    title: str
    value: str
    under: str = ""
    before: str = ""
    said: str = ""
    kind: str = "none"


@dataclass(frozen=True)
class PartTold:
    """A part of a page that is split: what it is called, and each of its figures as "Median 4 h 00 min"."""

    name: str
    figures: Sequence[str]
    said: str = ""


@dataclass(frozen=True)
class Parts:
    """The parts that a mail tells, the most used first, with what they are of, and what is said of those that it does not."""

    title: str
    told: Sequence[PartTold]
    left: str = ""


@dataclass(frozen=True)
class Told:
    """All that a mail says. `address`: of the same page for ever. `verdict`: what one reads first; `more`: beside it."""

    title: str
    in_short: Sequence[str]
    asked_at: dict[str, str]
    has_period: bool
    address: str
    verdict: str
    more: Sequence[str]
    lines: Sequence[Line]
    picture: bytes | None = None
    caption: str = ""
    parts: Parts | None = None


def told(page: str, asked: dict[str, str], person: User, at: datetime) -> Told:
    """A page as this person sees it at an instant. Errors: Meaningless."""
    question, reader = understood(asked, person, at, ITS_OWN_PAGES if page == OVERVIEW else ())
    if reader is None:
        raise Meaningless("; ".join(str(error) for errors in question.errors.values() for error in errors))
    if page == OVERVIEW:
        return _overview(question, reader)
    return _report(shown_to(person, SHEETS[page], at), question, reader)


def _overview(question: ReportForm, reader: StoryReader) -> Told:
    links = Links(question.fixed())
    found = overview_page.overview(reader, question.view, links, question.keep)
    drawing = found["resolution"]["drawing"]
    return Told(
        title=title_of(OVERVIEW),
        in_short=question.in_short,
        asked_at=question.answered,
        has_period=True,
        address=address_of(OVERVIEW, question.fixed()),
        verdict=found["verdict"].text,
        more=list(_beside(found)),
        lines=[_of_tile(one) for one in found["tiles"].values()],
        picture=picture.curves(drawing, found) if drawing else None,
        caption=_caption_of_curves(found["ago"], bool(drawing and drawing.before)),
    )


def _beside(found: dict[str, Any]) -> Iterator[str]:
    for moved in found["verdict"].tiles:
        words = {"title": moved.headline.title, "became": moved.verdict.became}
        worse = _("%(title)s, %(became)s (worse)") % words
        yield worse if moved.verdict.kind == "worse" else _("%(title)s, %(became)s") % words
    if found["verdict"].unsaid:
        yield found["verdict"].unsaid
    n = found["stalled"]["n"]
    yield ngettext("%(n)d ticket is stalled now", "%(n)d tickets are stalled now", n) % {"n": n}


def _report(sheet: Sheet, question: ReportForm, reader: StoryReader) -> Told:
    page = answered(sheet, question, reader)
    tiles, drawing, ago = _against_before(sheet, question, reader)
    png, caption = _picture(page, drawing, ago)
    return Told(
        title=str(sheet.title),
        in_short=_in_short(sheet, question),
        asked_at=question.answered,
        has_period=sheet.has_period,
        address=address_of(sheet.name, question.fixed()),
        verdict=_verdict(tiles),
        more=[str(sheet.question)],
        lines=list(_lines(page, tiles)),
        picture=png,
        caption=caption,
        parts=_parts(page.parts) if question.cleaned_data["by"] else None,
    )


def _parts(split: Table) -> Parts | None:
    """Each part but the first line, which is all of them; none where nothing is in any."""
    _all, *lines = split.lines
    left = len(lines) - MOST_PARTS
    said = ngettext("%(n)d more part is on the page", "%(n)d more parts are on the page", left) % {"n": left}
    found = [_part(line, split.heads) for line in lines[:MOST_PARTS]]
    return Parts(split.title, found, said if left > 0 else "") if found else None


def _part(line: TableLine, heads: Sequence[Head]) -> PartTold:
    told = [(head.title, cell.shown) for head, cell in zip(heads, line.cells, strict=True) if cell.shown.text]
    figures = [_figure(title, shown) for title, shown in told]
    few = _("n under 30: read with care") if any(shown.is_few for _title, shown in told) else ""
    return PartTold(line.name, figures, few)


def _figure(title: str, shown: Shown) -> str:
    words = {"title": title, "value": shown.text, "under": shown.under}
    return _("%(title)s %(value)s (%(under)s)") % words if shown.under else _("%(title)s %(value)s") % words


def _verdict(tiles: Sequence[Tile]) -> str:
    said = [one for one in tiles if one.verdict.text]
    if len(said) == 1:
        return capfirst(said[0].verdict.text)
    named = [{"title": one.headline.title, "verdict": one.verdict.text} for one in said]
    return "; ".join(_("%(title)s: %(verdict)s") % words for words in named)


def _against_before(
    sheet: Sheet, question: ReportForm, reader: StoryReader
) -> tuple[list[Tile], dict[str, Any] | None, str]:
    """The report's figures on the overview, beside those of the period before; for times their curves. A report of one instant,
    and one that the overview does not show, has none.
    """
    headlines = [one for one in HEADLINES if one.report == sheet.name]
    before = periods.before(question.view) if sheet.has_period and headlines else []
    if not before:
        return [], None, ""
    found = answers(reader, [sheet.name], question.view, by="channel", others=before[:1], keep=question.keep)
    links, ago = Links(question.fixed()), periods.ago(question.view)
    tiles = [tile(one, found[sheet.name], links, ago) for one in headlines]
    if sheet.name != "ttr":
        return tiles, None, ago
    return tiles, {"resolution": overview_page.resolution(found["ttr"], links), "ago": ago}, ago


def _lines(page: Answered, tiles: Sequence[Tile]) -> Iterator[Line]:
    """The report's own headline figures; those that the overview shows too with the period before and the verdict."""
    left = list(tiles)
    for figure, head in page.heads:
        same = next((one for one in left if (one.headline.opens, one.value) == (figure.count, head.shown.text)), None)
        if same:
            left.remove(same)
            yield replace(_of_tile(same), title=str(figure.label))
        else:
            few = _("n under 30: read with care") if head.shown.is_few else ""
            yield Line(str(figure.label), head.shown.text, head.shown.under, said=few, kind="few" if few else "none")
    yield from map(_of_tile, left)


def _in_short(sheet: Sheet, question: ReportForm) -> list[str]:
    """A report of one instant has no period."""
    return question.in_short if sheet.has_period else question.in_short[1:]


def _of_tile(one: Tile) -> Line:
    if not one.value:
        return Line(str(one.headline.title), "–", str(one.headline.nothing), one.before)
    told = {"n": one.n, "interval": one.interval}
    under = _("n %(n)d · 95 %%: %(interval)s") % told if one.interval else ""
    return Line(str(one.headline.title), one.value, under, one.before, one.verdict.text, one.verdict.kind)


def _picture(page: Answered, curves: dict[str, Any] | None, ago: str) -> tuple[bytes | None, str]:
    """The survival curves where the page is about them, else its chart; none where there is nothing to draw."""
    drawing = curves["resolution"]["drawing"] if curves else None
    if drawing and curves:
        return picture.curves(drawing, curves), _caption_of_curves(ago, bool(drawing.before))
    return (picture.chart(page.chart), _caption_of(page.chart)) if page.chart else (None, "")


def _caption_of_curves(ago: str, has_before: bool) -> str:
    now = _("Share of tickets still unresolved, by hours since the first contact: solid line now")
    return _("%(now)s, dashed line %(ago)s.") % {"now": now, "ago": ago} if has_before else f"{now}."


def _caption_of(chart: Chart) -> str:
    """What each line of the chart is."""
    keys = [_("%(look)s: %(label)s") % {"look": LOOKS[key.style], "label": key.label} for key in chart.keys]
    return capfirst("; ".join(keys) or chart.unit)
