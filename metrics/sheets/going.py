"""How the work goes: where the time went, through whose hands it passed, why it comes, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.dates import WEEKDAYS as DAYS
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.digests.splits import WEEKDAYS
from metrics.digests.time import PARTS
from metrics.measures import Figures
from metrics.reports import words
from metrics.reports.answer import Part
from metrics.reports.grouping import NOBODY
from metrics.reports.reasons import MOST_SHOWN
from metrics.reports.workload import HOURS, hour_of
from metrics.sheets.bar import pieces
from metrics.sheets.figures import Figure, Heat, Length, Mean, Named, Number, Rate, Share, Told
from metrics.sheets.parts import WITHOUT
from metrics.sheets.sheet import Drawing, Panel, Sheet
from metrics.sheets.times import CENSORED, INTERVAL

WENT = {
    "us": _("Us"),
    "third_party": _("A third party"),
    "customer": _("The customer"),
    "resolved": _("Nobody: resolved before it came back"),
}
NO_TIME = _("none: no time has gone by")


def spent(parts: Sequence[tuple[str, Part]], address: Callable[[str], str]) -> Any:
    """Where the time of all tickets went, as pieces of a bar."""
    told = parts[0][1].figures
    amounts = [(part, WENT[part], told["parts"][part]["seconds"]) for part in PARTS]
    return {"n": told["whole_seconds"], "pieces": pieces(amounts, words.duration, address)}


def went(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each on whom tickets waited."""
    return [(name, WENT[name], part.figures["parts"][name]) for name in PARTS]


BOTTLENECK = Named(_("Most of the time went to"), "bottleneck", names=WENT, nothing=NO_TIME)
ON_US = Share(_("Waited on us"), "parts/us/share", "us")
ON_CUSTOMERS = Share(_("Waited on the customer"), "parts/customer/share", "customer")
STARTED = Number(_("Tickets"), "n", "started")
WAITS = Sheet(
    name="waits",
    title=_("Where the time went"),
    question=_("On whom do tickets wait, and where longest?"),
    heads=[
        BOTTLENECK,
        ON_US,
        Length(_("All time together"), "whole_seconds", "started"),
        STARTED,
        Number(_("Still open"), "n_open", "open"),
    ],
    columns=[
        STARTED,
        Number(_("Still open"), "n_open", "open"),
        BOTTLENECK,
        ON_US,
        Share(_("Waited on a third party"), "parts/third_party/share", "third_party"),
        ON_CUSTOMERS,
        Share(_("Resolved before it came back"), "parts/resolved/share", "resolved"),
        Told(_("Median on us"), "parts/us", "us"),
        Told(_("Median on the customer"), "parts/customer", "customer"),
    ],
    main=[ON_US, ON_CUSTOMERS],
    definition=[
        _(
            "Each ticket that started in the period, from its start to its last resolution, or to now while it is open. Shares are "
            "of the time of all of them together; a median is of the tickets that were there at all."
        ),
        _("The bottleneck is the largest share; of equal ones ours is named first."),
        CENSORED,
    ],
    section="2",
    panels=[
        Panel(
            _("On whom they waited"),
            _("Waited on"),
            went,
            [
                Share(_("Of all time"), "share", "{row}"),
                Length(_("Together"), "seconds", "{row}"),
                Number(_("Tickets that were there"), "n", "{row}"),
                Told(_("Median"), "", "{row}"),
                Told(_("9 in 10 within (p90)"), "", "{row}", name="p90"),
                Length(_("Longest"), "oldest", "{row}"),
            ],
        )
    ],
    drawing=Drawing("metrics/sheets/bar.html", spent),
)

CAUSES = {
    "handed_on_twice": _("Handed on at least twice"),
    "forced_switch": _("Had to change the channel"),
    "asked_again": _("Asked again for a fact that we knew"),
}


def causes(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each cause of a runaround."""
    return [(cause, title, {"n": part.figures["runaround"]["causes"][cause]}) for cause, title in CAUSES.items()]


RUNAROUND = Rate(_("Given the runaround"), "runaround", "runaround", _("0 of 0: no tickets"))
ONCE = Rate(_("Handed on at least once"), "at_least_one", "handed_on", _("0 of 0: no tickets"))
HAND_OFFS = Sheet(
    name="hand-offs",
    title=_("Hand-offs and runaround"),
    question=_("How often are tickets handed on, and whose customers are sent round?"),
    heads=[RUNAROUND, ONCE, Mean(_("Hand-offs a ticket, on average"), "per_ticket", "handed_on"), STARTED],
    columns=[
        STARTED,
        Number(_("Hand-offs"), "handoffs", "handed_on"),
        Mean(_("Hand-offs a ticket, on average"), "per_ticket", "handed_on"),
        ONCE,
        Rate(_("Handed on at least twice"), "at_least_two", "handed_on_twice", _("0 of 0: no tickets")),
        RUNAROUND,
        Number(_("Forced to another channel"), "runaround/causes/forced_switch", "forced_switch"),
        Number(_("Asked again"), "runaround/causes/asked_again", "asked_again"),
    ],
    main=[RUNAROUND, ONCE],
    definition=[
        _(
            "A runaround is a ticket that was handed on at least twice, or whose customer had to change the channel or was asked "
            "again for a fact that we knew; of the tickets that started in the period."
        ),
        _("A ticket may have several causes, so they may add up to more than the tickets with a runaround."),
        INTERVAL,
    ],
    section="2",
    panels=[
        Panel(_("What the runaround came of"), _("Cause"), causes, [Number(_("Tickets"), "n", "{row}")]),
    ],
)


def _reasons(kind: str) -> Callable[[Part], list[tuple[str, Any, Figures]]]:
    def lines(part: Part) -> list[tuple[str, Any, Figures]]:
        return [(one["reason"], one["reason"], one) for one in part.figures[kind]["most_frequent"]]

    return lines


def _ends(count: str) -> list[Figure]:
    """The columns of a table of reasons, whose lines open their tickets by `count`, which takes the reason."""
    of = f"{count}:{{row}}"
    return [
        Number(_("Tickets"), "n", of),
        Rate(_("Of all tickets"), "share", of),
        Told(_("Median time to resolution"), "ttr", of),
        Mean(_("Contacts a ticket, on average"), "contacts_per_ticket", of),
        Rate(_("Reopened, of those once resolved"), "reopened", f"{count}.reopened:{{row}}"),
    ]


UNTAGGED = Number(_("Without a tag"), "tags/tickets_without", "untagged")
UNKNOWN = Number(_("Without a known fact"), "facts/tickets_without", "no_facts")
REASONS = Sheet(
    name="reasons",
    title=_("Reasons"),
    question=_("Why do people turn to us, and how does each end?"),
    heads=[STARTED, UNTAGGED, UNKNOWN],
    columns=[STARTED, UNTAGGED, UNKNOWN],
    main=[STARTED],
    definition=[
        _(
            "Tickets that started in the period, under each tag that is on them and each fact that is known of them, as of the "
            "instant looked at; one ticket may stand in several lines."
        ),
        format_lazy(_("The {most} most frequent are shown, those of most tickets first."), most=MOST_SHOWN),
        INTERVAL,
    ],
    section="4",
    panels=[
        Panel(_("By tag"), _("Tag"), _reasons("tags"), _ends("tag")),
        Panel(_("By known fact"), _("Fact"), _reasons("facts"), _ends("fact")),
    ],
)


def _week(what: str) -> Callable[[Part], list[tuple[str, Any, Figures]]]:
    """A line for each weekday; `most` is the most that any hour of the week has."""

    def lines(part: Part) -> list[tuple[str, Any, Figures]]:
        week = part.figures[what]["by_hour"]
        most = max(n for hours in week.values() for n in hours)
        told = {day: {f"{hour:02}": n for hour, n in enumerate(hours)} for day, hours in week.items()}
        return [
            (day, DAYS[place], told[day] | {"most": most, "all": sum(week[day])}) for place, day in enumerate(WEEKDAYS)
        ]

    return lines


def _hours(what: str) -> list[Figure]:
    hours = [Heat(f"{hour:02}", f"{hour:02}", hour_of(what, "{row}", hour)) for hour in range(HOURS)]
    return [*hours, Number(_("All"), "all")]


def owners(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for everybody who has something open or owed; addresses name them by number."""
    numbers = {name: str(number) for number, name in part.view.people.items()}
    nobody = (NOBODY, WITHOUT["owner"])
    found = []
    for load in part.figures["owners"]:
        key, name = nobody if load["owner"] == NOBODY else (numbers.get(load["owner"], load["owner"]), load["owner"])
        found.append((key, name, load))
    return found


def _heat(title: Promise, what: str) -> Panel:
    return Panel(title, _("Weekday"), _week(what), _hours(what))


ARRIVALS = Number(_("Contacts"), "arrivals/n", "arrivals")
ANSWERS = Number(_("Answers"), "answers/n", "answers")
OPENING = Rate(_("Contacts in opening hours"), "arrivals/in_opening_hours", "in_hours", _("0 of 0: no contacts"))
LOAD = [Number(_("Open now"), "open", "open"), Number(_("Promises owed now"), "owed", "owed")]
WORKLOAD = Sheet(
    name="workload",
    title=_("Workload"),
    question=_("When do people turn to us, when do we answer, and who has how much to do?"),
    heads=[ARRIVALS, ANSWERS, OPENING, *LOAD],
    columns=[ARRIVALS, ANSWERS, OPENING, *LOAD],
    main=[ARRIVALS, ANSWERS],
    definition=[
        _(
            "Contacts of customers and answers of people in the period, by weekday and hour on the desk's own clock. Answers of one "
            "session at most 60 minutes apart are one, so that a chat is one contact and one answer."
        ),
        _(
            "Open and owed are of all tickets as of the instant looked at, whenever they started; each is its ticket's owner's."
        ),
        _("The more there is in an hour, the stronger its shade; the number says how much."),
        INTERVAL,
    ],
    section="2",
    panels=[
        _heat(_("Contacts by weekday and hour"), "arrivals"),
        _heat(_("Answers by weekday and hour"), "answers"),
        Panel(
            _("Who has how much to do"),
            _("Owner"),
            owners,
            [Number(_("Open now"), "open", "open:{row}"), Number(_("Promises owed now"), "owed", "owed:{row}")],
            compares_agents=True,
        ),
    ],
)
FAMILY = (WAITS, HAND_OFFS, REASONS, WORKLOAD)
