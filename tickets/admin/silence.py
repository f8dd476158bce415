"""Silence is a row of its own: a stretch without an answer from a person in which a follow-up was about to be forgotten."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from django.utils.translation import gettext as _

from tickets.admin.material import Material
from tickets.admin.parts import Silence
from tickets.admin.telling import hours
from tickets.rules.promises import Ends
from tickets.rules.stalled import Flag

COUNTED = {"R1", "R2", "R3", "R5"}  # R4 says that nobody owns it, not that nobody answered


def silences(material: Material) -> list[Silence]:
    """One row for each stretch between answers in which a rule became true, at the instant of the first."""
    ends = Ends.of(material.story)
    stretches: dict[int, list[Flag]] = {}
    for flag in material.projection.flags:
        stretches.setdefault(_began(material, ends, flag.stalled_from), []).append(flag)
    return [
        _silence(material, ends, start, flags)
        for start, flags in stretches.items()
        if any(flag.rule in COUNTED for flag in flags) and material.part.shows(min(f.stalled_from for f in flags))
    ]


def _silence(material: Material, ends: Ends, start: int, flags: list[Flag]) -> Silence:
    first = min(flag.stalled_from for flag in flags)
    end = min(ends.from_on(first), default=None)
    lasted = {"time": hours((material.now if end is None else end) - start)}
    headline = _("%(time)s without an answer from a person") % lasted
    if end is None:
        headline = _("%(time)s without an answer from a person, and still none") % lasted
    told = [f"{flag.rule} {material.telling.near(flag.stalled_from, first)}" for flag in flags]
    return Silence(first, headline, _("Stalled: %(rules)s") % {"rules": " · ".join(told)})


def _began(material: Material, ends: Ends, at: int) -> int:
    """The last human answer before an instant, or when the wait on us began, whichever was later."""
    waits = material.story.waits
    wait = waits[bisect_right(waits, at, key=lambda wait: wait.at) - 1]
    since = wait.our_move.since.at if wait.our_move else wait.at
    answered = bisect_left(ends.answers, at)
    return max([since, *ends.answers[max(0, answered - 1) : answered]])
