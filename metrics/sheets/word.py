"""Did we keep our word? Promises, service levels, and what is about to be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.measures import Figures
from metrics.reports import detection
from metrics.reports.answer import Part, counted
from metrics.reports.sla import TARGETS
from metrics.sheets.figures import Length, Number, Rate, Share
from metrics.sheets.sheet import Panel, Sheet
from metrics.sheets.times import INTERVAL
from tickets.models.words import RULE

KEPT = Rate(_("Kept"), "", "kept", _("0 of 0: no promise fell due"))
BROKEN = Number(_("Broken"), "broken", "broken")


def broken(part: Part) -> Figures:
    """Those due that were not kept."""
    return {"broken": part.figures["n"] - part.figures["k"]}


PROMISES = Sheet(
    name="promises",
    title=_("Promises"),
    question=_("Did we keep our word?"),
    heads=[KEPT, Number(_("Due"), "n", "due"), BROKEN],
    columns=[
        Number(_("Due"), "n", "due"),
        KEPT,
        BROKEN,
        Number(_("Waived by the customer"), "waived", "waived"),
        Number(_("Replaced in time"), "superseded", "superseded"),
    ],
    main=[KEPT],
    definition=[
        _(
            "Kept of the promises that fell due in the period and were kept or broken; one that was kept early counts when it "
            "falls due. Only an answer that we started, at or before the time, keeps a promise; a resolution settles none."
        ),
        _("What the customer waived and what was replaced in time is shown, not counted."),
        INTERVAL,
    ],
    section="3",
    more=broken,
)


def targets(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each target that any ticket has."""
    found = part.figures["targets"].items()
    return [(target, TARGETS[target], figures | {"missed": figures["n"] - figures["k"]}) for target, figures in found]


def running(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each target that runs on any ticket."""
    return [(target, TARGETS[target], figures) for target, figures in part.figures["running"].items()]


BANDS = {
    "1h": _("up to 1 h"),
    "4h": _("over 1 h, up to 4 h"),
    "24h": _("over 4 h, up to 24 h"),
    "72h": _("over 24 h, up to 72 h"),
    "more": _("over 72 h"),
}
WAITED_ON = {"us": _("Us"), "third_party": _("A third party"), "customer": _("The customer")}


def missed_by(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each band of how much too late."""
    return [(band, BANDS[band], figures) for band, figures in part.figures["missed_by"]["bands"].items()]


def while_missed(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each on whom tickets waited after a target was missed."""
    return [(on, WAITED_ON[on], figures) for on, figures in part.figures["while_missed"]["parts"].items()]


BREACHED_NOW = Number(_("Over a target now"), "breached_now", "breached_now")
DUE_SOON = Number(_("Due in the next 24 business hours"), "due_soon", "due_soon")
BY_TARGET = [
    Rate(title, f"targets/{target}", f"{target}.achieved", _("none decided")) for target, title in TARGETS.items()
]
NOTHING_MISSED = Rate(_("Tickets with no target missed"), "tickets", "met", _("no target decided"))
SLA = Sheet(
    name="sla",
    title=_("Service levels"),
    question=_("Which share of what we agreed to did we reach?"),
    heads=[NOTHING_MISSED, Number(_("Tickets with a decided target"), "tickets/n", "decided"), BREACHED_NOW, DUE_SOON],
    columns=[
        Number(_("n"), "tickets/n", "decided"),
        NOTHING_MISSED,
        *BY_TARGET,
        BREACHED_NOW,
        DUE_SOON,
    ],
    main=[NOTHING_MISSED, *BY_TARGET],
    definition=[
        _(
            "Reached of all clocks that are decided, of tickets that started in the period. A running clock that is over its target "
            "is missed already; one that runs within it is pending, one that ended unanswered within it is cancelled, and neither "
            "is counted. A clock keeps the target and the opening hours it started under."
        ),
        _(
            "Over a target now, and due within the desk’s next 24 open hours, is what runs on any ticket, whenever it started. A clock "
            "that stands still because it is not our move falls due at no time until it runs again."
        ),
        _(
            "A target is missed by the clock’s own time, business or calendar; one that still runs is missed by at least so much. On "
            "whom tickets waited is counted from when each missed target was due until its clock ended, or until now; a ticket with "
            "two missed targets counts the time of each."
        ),
        INTERVAL,
    ],
    section="6",
    panels=[
        Panel(
            _("By target"),
            _("Target"),
            targets,
            [
                Rate(_("Reached"), "", "{row}.achieved", _("none decided")),
                Number(_("Missed"), "missed", "{row}.breached"),
                Number(_("Pending"), "pending", "{row}.pending"),
                Number(_("Cancelled"), "cancelled", "{row}.cancelled"),
            ],
        ),
        Panel(
            _("Running now"),
            _("Target"),
            running,
            [
                Number(_("Over the target"), "breached_now", "breached_now.{row}"),
                Number(_("Due in the next 24 business hours"), "due_soon", "due_soon.{row}"),
            ],
        ),
        Panel(
            _("By how much targets were missed"),
            _("Missed by"),
            missed_by,
            [Number(_("Targets"), "k", "by.{row}"), Rate(_("Of all missed"), "", "by.{row}", _("none missed"))],
        ),
        Panel(
            _("On whom tickets waited after a target was missed"),
            _("Waited on"),
            while_missed,
            [Length(_("Together"), "seconds", "while.{row}"), Share(_("Of that time"), "share", "while.{row}")],
        ),
    ],
)


def rules(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each rule, with the tickets on which it stands now."""
    return [(rule, title, {"n": counted(part, rule)}) for rule, title in RULE]


def detected(part: Part, known_at: datetime) -> Figures:
    """How soon sweeps saw the flags, and which they missed."""
    return detection.figures(part.observed, known_at)


STALLED_NOW = Number(_("Stalled"), "stalled", "stalled")
MEDIAN_AGE = Length(_("Median age"), "median_age", "stalled")

AGES = [STALLED_NOW, MEDIAN_AGE]
STALLED = Sheet(
    name="stalled",
    title=_("Stalled"),
    question=_("Which tickets are about to be forgotten now?"),
    heads=[
        *AGES,
        Length(_("Seen within (p90)"), "detection_lag_p90", nothing=_("no flag seen live")),
        Number(_("Missed"), "missed"),
    ],
    columns=AGES,
    main=[Number(_("Tickets"), "n", "{row}")],
    definition=[
        _(
            "Unresolved tickets on which any of the rules R1 to R5 is true: a promise past due, a wait too long, no answer, no "
            "owner, no update. A rule is true until an answer or a resolution ends it; no status does."
        ),
        _(
            "Missed is a flag that ended before anybody could see it; it must be 0. It comes, as how soon flags are seen, from "
            "what was watched live, not from imported histories."
        ),
    ],
    section="3",
    panels=[Panel(_("By rule"), _("Rule"), rules, [Number(_("Tickets"), "n", "{row}")])],
    seen=detected,
)
FAMILY = (PROMISES, SLA, STALLED)
