"""Silence is a row of its own: a stretch without an answer from a person in which a follow-up was about to be forgotten."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from django.utils.translation import gettext as _

from tickets.admin.shared.components import ShownFlag, Silence
from tickets.admin.shared.explain import explain_url, flag_key
from tickets.admin.shared.formatting import hours
from tickets.admin.ticket.page_data import PageData
from tickets.rules.promises import Ends
from tickets.rules.stalled import Flag

COUNTED = {"R1", "R2", "R3", "R5"}  # R4 says that nobody owns it, not that nobody answered


def silences(page: PageData) -> list[Silence]:
    """One row for each stretch between answers in which a rule became true, at the instant of the first."""
    ends = Ends.of(page.story)
    stretches: dict[int, list[Flag]] = {}
    for flag in page.projection.flags:
        stretches.setdefault(_began(page, ends, flag.stalled_from), []).append(flag)
    return [
        _silence(page, ends, start, flags)
        for start, flags in stretches.items()
        if any(flag.rule in COUNTED for flag in flags) and page.part.shows(min(f.stalled_from for f in flags))
    ]


def _silence(page: PageData, ends: Ends, start: int, flags: list[Flag]) -> Silence:
    first = min(flag.stalled_from for flag in flags)
    end = min(ends.from_on(first), default=None)
    lasted = {"time": hours((page.now if end is None else end) - start)}
    headline = _("%(time)s without an answer from a person") % lasted
    if end is None:
        headline = _("%(time)s without an answer from a person, and still none") % lasted
    shown = [
        ShownFlag(
            f"{flag.rule} {page.formatter.near(flag.stalled_from, first)}", explain_url(page.ticket, flag_key(flag))
        )
        for flag in flags
    ]
    return Silence(first, headline, tuple(shown))


def _began(page: PageData, ends: Ends, at: int) -> int:
    """The last human answer before an instant, or when the wait on us began, whichever was later."""
    waits = page.story.waits
    wait = waits[bisect_right(waits, at, key=lambda wait: wait.at) - 1]
    since = wait.our_move.since.at if wait.our_move else wait.at
    answered = bisect_left(ends.answers, at)
    return max([since, *ends.answers[max(0, answered - 1) : answered]])
