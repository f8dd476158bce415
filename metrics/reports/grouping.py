"""By what a report may be split, and what the parts are called; which parts a ticket is in, its digest says.

A ticket with several tags counts in the part of each, so such parts add up to more than the whole. One that has no value is in the
part called none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.digests.splits import WEEKDAYS
from tickets.models import Team, User

NOBODY = "none"


@dataclass(frozen=True)
class Split:
    """By what: its name in addresses and commands, and what a page calls it.

    `names`: what values are called that are kept as numbers. `order`: that of the parts, where it is not that of their names.
    """

    name: str
    label: Promise
    names: Callable[[], dict[Hashable, str]] = dict
    order: tuple[str, ...] = ()

    def of(self, ticket: Digest) -> list[Hashable]:
        """The parts that a ticket is in, at least one."""
        found: list[Hashable] = ticket["parts"][self.name]
        return found


def _users() -> dict[Hashable, str]:
    return dict(User.objects.values_list("pk", "username"))


def _teams() -> dict[Hashable, str]:
    return dict(Team.objects.values_list("pk", "name"))


_SPLITS = (
    Split("channel", _("First channel")),
    Split("hour", _("Hour of the start")),
    Split("owner", _("Owner"), _users),
    Split("priority", _("Priority")),
    Split("status", _("Status")),
    Split("tag", _("Tag")),
    Split("team", _("Team"), _teams),
    Split("waiting_on", _("Waiting on")),
    Split("weekday", _("Weekday of the start"), order=WEEKDAYS),
)
GROUPS: dict[str, Split] = {split.name: split for split in _SPLITS}


def names(by: str) -> dict[Hashable, str]:
    """What parts are called that are kept as numbers; the others say it themselves."""
    return GROUPS[by].names()


def called(value: Hashable, known: Mapping[Hashable, str]) -> str:
    """What a part is called; one without a value has the name of none."""
    return NOBODY if value is None else known.get(value, str(value))
