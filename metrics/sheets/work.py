"""What there is to do, and how it comes: the backlog, and the channels that people use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.measures import Figures
from metrics.overview.periods import before
from metrics.reading import StoryReader
from metrics.reports.answer import Part, counted
from metrics.reports.asking import ReportForm
from metrics.reports.backlog import ALL, NAMES, WAITING_ON, cell_of
from metrics.reports.channels import path_words
from metrics.reports.moments import zone_on
from metrics.reports.open_before import open_before
from metrics.reports.paths import MOST_SHOWN, STEPS, stops, ways
from metrics.sheets.figures import Number, Rate
from metrics.sheets.flow import flow
from metrics.sheets.sheet import Drawing, Earlier, Panel, Sheet
from metrics.sheets.times import INTERVAL
from tickets.models.words import CHANNEL
from tickets.models.words import WAITING_ON as WAITS

BANDS = {
    "0-1": _("0–1 d"),
    "1-3": _("1–3 d"),
    "3-7": _("3–7 d"),
    "7-30": _("7–30 d"),
    ">30": _("over 30 d"),
}
STALLED = "stalled"


def ages(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each band of age."""
    return [(band, BANDS[band], {"n": part.figures["bands"][band]}) for band in NAMES]


def matrix(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each on whom tickets wait, with how many of every age."""
    lines = [(str(on), dict(WAITS)[on]) for on in WAITING_ON]
    return [(on, title, _cells(part, on)) for on, title in [*lines, (ALL, _("All"))]]


def _cells(part: Part, on: str) -> Figures:
    return {column: counted(part, cell_of(on, column)) for column in (*NAMES, ALL, STALLED)}


def at_ends(question: ReportForm, reader: StoryReader) -> list[tuple[str, Figures]]:
    """The backlog now and at the end of each period before, as many as the overview draws."""
    view, zone = question.view, zone_on(question.until.date(), question.desk)
    ends = [view.as_of, *(one.to for one in before(view) if one.to is not None and one.to <= view.as_of)]
    found = open_before(reader, sorted(ends), question.keep)
    return [
        (f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M}", one) for at, one in zip(sorted(ends), found, strict=True)
    ]


EARLIER = Earlier(
    _("At the end of each period before, by what is known now"),
    _("At"),
    [Number(_("Unresolved"), "backlog"), *(Number(title, f"bands/{band}") for band, title in BANDS.items())],
    at_ends,
)
OPEN = Number(_("Unresolved"), "backlog", "all.all")
STALLING = Number(_("Stalled"), "stalled", "all.stalled")
BACKLOG = Sheet(
    name="backlog",
    title=_("Backlog"),
    question=_("What is still to be done, how old is it, and on whom does it wait?"),
    heads=[OPEN, STALLING, Number(_("Waiting on us"), "waiting_on/us", "us.all")],
    columns=[
        OPEN,
        *(Number(title, f"bands/{band}", f"all.{band}") for band, title in BANDS.items()),
        *(Number(dict(WAITS)[on], f"waiting_on/{on}", f"{on}.all") for on in WAITING_ON),
        STALLING,
    ],
    main=[Number(_("Tickets"), "n", "all.{row}")],
    definition=[
        _(
            "Tickets that had started and were not resolved at the instant looked at. Their age is calendar time from the start, "
            "whatever the clock; the upper end of a band belongs to it. Spam, tests and merged tickets are out."
        ),
        _(
            "At the end of each period before, a ticket whose resolution did not hold counts as open all the time, so that an earlier "
            "number may be more than was seen then. Spam, tests and merged tickets are out there too, as they stand now."
        ),
    ],
    section="6",
    panels=[
        Panel(_("By age"), _("Age"), ages, [Number(_("Tickets"), "n", "all.{row}")]),
        Panel(
            _("By age and by whom it waits on"),
            _("Waiting on"),
            matrix,
            [
                *(Number(title, band, f"{{row}}.{band}") for band, title in BANDS.items()),
                Number(_("All"), ALL, f"{{row}}.{ALL}"),
                Number(_("Stalled"), STALLED, f"{{row}}.{STALLED}"),
            ],
        ),
    ],
    earlier=EARLIER,
)


def channels(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each channel on which a contact came."""
    words = dict(CHANNEL)
    return [(name, words.get(name, name), figures) for name, figures in part.figures["channels"].items()]


def paths(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each of the most used paths."""
    return [(one["path"], path_words(one["path"]), one) for one in part.figures["paths"]]


STEP_NAMES = (_("First channel"), _("Then"), _("Then"), _("Then"))


def walked(parts: Sequence[tuple[str, Part]], address: Callable[[str], str]) -> Any:
    """The paths of all tickets as a flow; None where nobody changed the channel."""
    seen = parts[0][1].observed
    drawn = flow(stops(seen), ways(seen))
    if drawn is None:
        return None
    blocks = [
        {"name": path_words(block.channel), "n": block.n, "x": block.x, "y": block.y, "high": block.high}
        for block in drawn.blocks
    ]
    return {
        "flow": drawn,
        "blocks": blocks,
        "columns": [{"x": x, "name": STEP_NAMES[step - 1]} for x, step in drawn.columns],
    }


CONTACTS = Number(_("Contacts"), "contacts", "tickets")
CHASERS = Number(_("Chasers"), "chasers", "chased")
SWITCHES = Number(_("Changes of channel"), "switches", "switched")
FORCED = Number(_("Forced changes"), "forced_switches", "forced")
CHANNELS = Sheet(
    name="channels",
    title=_("Channels"),
    question=_("How do people turn to us, and when do they have to chase us?"),
    heads=[CONTACTS, CHASERS, SWITCHES, FORCED],
    columns=[Number(_("Tickets"), "tickets", "tickets"), CONTACTS, CHASERS, SWITCHES, FORCED],
    main=[CONTACTS, CHASERS],
    definition=[
        _(
            "Contacts of tickets that started in the period: a chat or a call is one, emails within ten minutes are one. A chaser "
            "came while it was ours to move, or a third party's. A change of channel is forced when its contact is a chaser."
        ),
        _("A change counts for the channel that the customer turned to."),
        format_lazy(
            _(
                "A path is the channel of the first contact and each that the customer turned to after it, up to the first {steps}; a "
                "further contact on the same channel is no step. The {most} most used are in the table; the drawing has all."
            ),
            steps=STEPS,
            most=MOST_SHOWN,
        ),
        INTERVAL,
    ],
    section="2",
    panels=[
        Panel(
            _("By the channel of the contact"),
            _("Channel"),
            channels,
            [
                Number(_("First contacts"), "tickets", "{row}.first"),
                Number(_("Contacts"), "contacts", "{row}.contact"),
                Number(_("Chasers"), "chasers", "{row}.chaser"),
                Number(_("Changes to it"), "switches", "{row}.switch"),
                Number(_("Forced changes to it"), "forced_switches", "{row}.forced"),
            ],
        ),
        Panel(
            _("The most used paths"),
            _("Path"),
            paths,
            [
                Number(_("Tickets"), "n", "path:{row}"),
                Rate(_("Of all tickets"), "share", "path:{row}"),
                Number(_("With a forced change"), "forced", "path.forced:{row}"),
            ],
        ),
    ],
    drawing=Drawing("metrics/sheets/flow.html", walked),
)
FAMILY = (BACKLOG, CHANNELS)
