"""When people turn to us and when we answer, by weekday and hour at the desk; and what everybody has on their hands now.

Arrivals are contacts of the period (definitions 2, Contacts), by their first line. An answer is a human one of the period; answers
of one session at most 60 minutes apart are one, as in an update gap, so that a chat is one arrival and one answer, not forty.
Open is what is unresolved as of the instant looked at, and owed is each promise that is owed then (definitions 1.4), broken or
not and on a resolved ticket too; both are the ticket's owner's, or nobody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.digests.splits import WEEKDAYS, local
from metrics.measures import Figures
from metrics.reports.grouping import called
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope

HOURS = 24
Slot = tuple[int, int]  # the weekday from Monday = 0 on, and the hour


@dataclass(frozen=True, slots=True)
class Work:
    """What a ticket brought in the period, by slots, and what it is to its owner now."""

    arrivals: Sequence[Slot]
    in_opening_hours: int
    answers: Sequence[Slot]
    owner: Hashable
    open: bool
    owed: int


def observe(ticket: Digest, view: ReportScope) -> Iterator[Work]:
    """Any ticket that counts, whenever it started."""
    if not ticket.counts:
        return
    arrivals = [at for at, _channel, _chaser in ticket["contacts"] if view.covers(at)]
    (owner,) = ticket["parts"]["owner"]
    yield Work(
        arrivals=[_slot(at, view) for at in arrivals],
        in_opening_hours=sum(view.desk.calendar.is_open(at) for at in arrivals),
        answers=[_slot(at, view) for at in ticket["answers"] if view.covers(at)],
        owner=owner,
        open=not ticket["standing"]["resolved"],
        owed=sum(owed for _due_at, _state, owed in ticket["promises"]),
    )


def _slot(at: int, view: ReportScope) -> Slot:
    told = local(at, view.desk)
    return told.weekday(), told.hour


def figures(observed: Sequence[Work], view: ReportScope) -> Figures:
    """Arrivals against answers, and everybody's load, the heaviest first."""
    arrivals = sum(len(one.arrivals) for one in observed)
    return {
        "arrivals": {
            "n": arrivals,
            "in_opening_hours": rate(sum(one.in_opening_hours for one in observed), arrivals),
            "by_hour": _by_hour(slot for one in observed for slot in one.arrivals),
        },
        "answers": {
            "n": sum(len(one.answers) for one in observed),
            "by_hour": _by_hour(slot for one in observed for slot in one.answers),
        },
        "open": sum(one.open for one in observed),
        "owed": sum(one.owed for one in observed),
        "owners": _owners(observed, view),
    }


def _by_hour(slots: Iterable[Slot]) -> dict[str, list[int]]:
    """How many in each hour of each weekday."""
    count = Counter(slots)
    return {name: [count[day, hour] for hour in range(HOURS)] for day, name in enumerate(WEEKDAYS)}


def _owners(observed: Sequence[Work], view: ReportScope) -> list[Figures]:
    """Whoever has something that is open or owed; `none` is nobody."""
    open_: Counter[Hashable] = Counter()
    owed: Counter[Hashable] = Counter()
    for one in observed:
        open_[one.owner] += one.open
        owed[one.owner] += one.owed
    loads = [
        {"owner": called(owner, view.people), "open": open_[owner], "owed": owed[owner]}
        for owner in open_
        if open_[owner] or owed[owner]
    ]
    return sorted(loads, key=lambda load: (-load["open"], -load["owed"], load["owner"]))


SECTIONS = ("contacts", "answers", "standing", "promises", "parts")
Included = Callable[[Work, ReportScope], bool]


def hour_of(what: str, day: str, hour: int) -> str:
    """What the tickets with an arrival or an answer in an hour of a weekday are called in addresses."""
    return f"{what}.{day}.{hour:02}"


def _arrived(slot: Slot) -> Included:
    return lambda one, view: slot in one.arrivals


def _answered(slot: Slot) -> Included:
    return lambda one, view: slot in one.answers


def _in_each_hour(what: str, title: Promise, included: Callable[[Slot], Included]) -> dict[str, Count]:
    slots = [(day, hour) for day in range(len(WEEKDAYS)) for hour in range(HOURS)]
    return {hour_of(what, WEEKDAYS[day], hour): Count(title, included((day, hour))) for day, hour in slots}


def _whose(title: Promise, included: Included) -> Callable[[str], Count]:
    """By the owner's number; `none` is nobody."""
    return lambda owner: Count(title, lambda one, view: called(one.owner, {}) == owner and included(one, view))


OPEN, OWED = _("Unresolved tickets"), _("Tickets with a promise that is owed")
COUNTS = {
    "arrivals": Count(_("With a contact in the period"), lambda one, view: bool(one.arrivals)),
    "in_hours": Count(_("With a contact in opening hours"), lambda one, view: one.in_opening_hours > 0),
    "answers": Count(_("With an answer in the period"), lambda one, view: bool(one.answers)),
    "open": Count(OPEN, lambda one, view: one.open),
    "owed": Count(OWED, lambda one, view: one.owed > 0),
    **_in_each_hour("arrivals", _("With a contact in this hour of the week"), _arrived),
    **_in_each_hour("answers", _("With an answer in this hour of the week"), _answered),
}
VALUED = {
    "open": _whose(_("Unresolved tickets of one owner"), COUNTS["open"].includes),
    "owed": _whose(_("Tickets of one owner with a promise that is owed"), COUNTS["owed"].includes),
}
REPORT = Report(observe, figures, SECTIONS, when="any", counts=COUNTS, valued=VALUED, names_people=True)
