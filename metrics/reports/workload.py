"""When people turn to us and when we answer, by weekday and hour at the desk; and what everybody has on their hands now.

Arrivals are contacts of the period (definitions 2, Contacts), by their first line. An answer is a human one of the period; answers
of one session at most 60 minutes apart are one, as in an update gap, so that a chat is one arrival and one answer, not forty.
Open is what is unresolved as of the instant looked at, and owed is each promise that is owed then (definitions 1.4), broken or
not and on a resolved ticket too; both are the ticket's owner's, or nobody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from metrics.digests import Digest
from metrics.digests.splits import WEEKDAYS, local
from metrics.measures import Figures
from metrics.reports.grouping import called
from metrics.reports.shapes import rate
from metrics.reports.view import Report, ReportScope

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
REPORT = Report(observe, figures, SECTIONS, when="any", names_people=True)
