"""Silence is a row of its own: a stretch without an answer from a person in which a follow-up was about to be forgotten."""

from __future__ import annotations

from bisect import bisect_right

from django.utils.translation import gettext as _

from tickets.admin.material import Material
from tickets.admin.parts import Silence
from tickets.admin.telling import hours
from tickets.rules.followups import Flag

COUNTED = {"R1", "R2", "R3", "R5"}  # R4 says that nobody owns it, not that nobody answered


def silences(material: Material) -> list[Silence]:
    """One row for each stretch between answers in which a rule became true, at the instant of the first."""
    stretches: dict[int, list[Flag]] = {}
    for flag in material.standing.flags:
        stretches.setdefault(_began(material, flag.stalled_from), []).append(flag)
    return [
        _silence(material, start, flags)
        for start, flags in stretches.items()
        if any(flag.rule in COUNTED for flag in flags)
    ]


def _silence(material: Material, start: int, flags: list[Flag]) -> Silence:
    first = min(flag.stalled_from for flag in flags)
    end = _ended(material, first)
    lasted = {"time": hours((material.now if end is None else end) - start)}
    headline = _("%(time)s without an answer from a person") % lasted
    if end is None:
        headline = _("%(time)s without an answer from a person, and still none") % lasted
    told = [f"{flag.rule} {material.telling.near(flag.stalled_from, first)}" for flag in flags]
    return Silence(first, headline, _("Stalled: %(rules)s") % {"rules": " · ".join(told)})


def _began(material: Material, at: int) -> int:
    """The last human answer before an instant, or when the wait on us began, whichever was later."""
    answers = [answer.at for answer in material.story.answers if answer.counts and answer.at < at]
    waits = material.story.waits
    wait = waits[bisect_right(waits, at, key=lambda wait: wait.at) - 1]
    since = wait.our_move.since.at if wait.our_move else wait.at
    return max([since, *answers[-1:]])


def _ended(material: Material, at: int) -> int | None:
    """The next human answer from an instant on, or the resolution."""
    ends = [answer.at for answer in material.story.answers if answer.counts and answer.at >= at]
    ends += [resolution.at for resolution in material.story.resolutions if resolution.at >= at]
    return min(ends, default=None)
