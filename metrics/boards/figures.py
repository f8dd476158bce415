"""A board's figures as plain words, so that they can be kept for a moment and shown on many screens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.now import promises_owed
from metrics.overview.links import Links
from metrics.overview.page import Moved, overview
from metrics.overview.tiles import Tile
from metrics.reading import StoryReader
from metrics.reports.asking import ReportForm
from metrics.reports.grouping import NOBODY
from metrics.reports.moments import midnight
from tickets.models import Ticket

MOVED = 4  # figures that the verdict names
DAY = timedelta(days=1)
Shown = dict[str, Any]  # nothing but texts, numbers, truths, lists and such


def figures(question: ReportForm, reader: StoryReader) -> Shown:
    """All that a board shows, but its name."""
    found = overview(reader, question.view, Links({}), question.keep)
    tiles = found["tiles"]
    told = question.answered
    return {
        "chosen": question.in_short,
        "as_of": told["as_of"],
        "zone": told["zone"],
        "ago": found["ago"],
        "verdict": verdict_of(found["verdict"]),
        "tiles": [
            _stalled(tiles["stalled"], found["stalled"]),
            _open(found),
            _promises(question, reader, tiles["promises"]),
            _tile(tiles["first_response"]),
            _tile(tiles["sla"]),
            _tile(tiles["ttr"]),
            _tile(tiles["closed_loop"]),
            _tile(tiles["csat"]),
        ],
    }


def verdict_of(moved: Moved) -> Shown:
    """How much moved, and what; of many the first few."""
    named = [
        {"title": str(tile.headline.title), "became": tile.verdict.became, "kind": tile.verdict.kind}
        for tile in moved.tiles[:MOVED]
    ]
    return {"text": moved.text, "unsaid": moved.unsaid, "moved": named, "more": max(0, len(moved.tiles) - MOVED)}


def _tile(tile: Tile, title: str = "") -> Shown:
    """A headline figure with n and interval, and what became of it."""
    of = _("n %(n)d · 95 %%: %(interval)s") % {"n": tile.n, "interval": tile.interval} if tile.interval else ""
    return {
        "title": title or str(tile.headline.title),
        "value": tile.value,
        "nothing": "" if tile.value else str(tile.headline.nothing),
        "facts": [of] if of else [],
        "before": tile.before,
        "said": tile.verdict.text,
        "kind": tile.verdict.kind,
        "alarm": False,
    }


def _stalled(tile: Tile, stalled: Mapping[str, Any]) -> Shown:
    shown = _tile(tile)
    shown["facts"] = [_("median age %(age)s") % {"age": stalled["age"]}] if stalled["age"] else []
    return shown | {"alarm": bool(stalled["n"])}


def _open(found: Mapping[str, Any]) -> Shown:
    waiting = [
        _("%(on)s %(n)d") % {"on": row.title, "n": row.every.n} for row in found["backlog"] if row.title and row.every.n
    ]
    facts = [_("waiting on: %(parts)s") % {"parts": ", ".join(waiting)}] if waiting else []
    return _plain(_("Open now"), found["open"], facts)


def _promises(question: ReportForm, reader: StoryReader, kept: Tile) -> Shown:
    """What is due before midnight on the desk's clock, broken ones that are still owed included."""
    ends = midnight(question.today({}) + DAY, question.desk)
    chosen = chosen_tickets(question, reader)
    due = promises_owed(ends, chosen).count()
    over = promises_owed(question.until, chosen).count()
    facts = [ngettext("%(n)d overdue", "%(n)d overdue", over) % {"n": over}] if over else []
    facts += [_("%(share)s kept in the period") % {"share": kept.value}] if kept.value else []
    return _plain(_("Promises due today"), due, facts) | {"alarm": bool(over)}


def chosen_tickets(question: ReportForm, reader: StoryReader) -> QuerySet[Ticket] | None:
    """The tickets that a board looks at as they stand now; None for all."""
    team = question.filters.get("team")
    if not team:
        return reader.among
    among = Ticket.objects.all() if reader.among is None else reader.among
    return among.filter(team=None if team == NOBODY else int(team))


def _plain(title: str, n: int, facts: list[str]) -> Shown:
    """A number that all is counted in."""
    empty = {"nothing": "", "before": "", "said": "", "kind": "none", "alarm": False}
    return {"title": title, "value": str(n), "facts": facts} | empty
