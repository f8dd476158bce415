"""By what a report may be split, and what the parts are called; which parts a ticket is in, its digest says.

A ticket with several tags counts in the part of each, so such parts add up to more than the whole. One that has no value is in the
part called none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests.splits import WEEKDAYS
from metrics.facts import Facts
from metrics.facts.table import NONE, Array, Table
from metrics.facts.words import code
from tickets.models import Organisation, Team, User

NOBODY = "none"


Parts = tuple[Array, Array]
"""The rows that are in a part, by their places, and the part of each."""


@dataclass(frozen=True)
class Split:
    """By what: its name in addresses and commands, and what a page calls it.

    `names`: what values are called that are kept as numbers; the others are words. `order`: that of the parts, where it is not that
    of their names.
    """

    name: str
    label: Promise
    names: Callable[[], dict[Hashable, str]] | None = None
    order: tuple[str, ...] = ()
    facts: str = "places"

    def of(self, facts: Facts, seen: Table) -> Parts:
        """The parts that the tickets of these rows are in, each in at least one."""
        return np.arange(len(seen)), facts.part(self.name, seen)

    def values(self, facts: Facts, parts: Iterable[int]) -> dict[int, Hashable]:
        """What parts are called in addresses: numbers, words, or None."""
        if self.names:
            met = facts.words.met  # in files people are words too
            return {part: None if part == NONE else met.get(part, part) for part in map(int, parts)}
        return dict(facts.words.told(parts))

    def part(self, value: Hashable) -> int:
        """The part that is called so; the other way round."""
        if value is None:
            return NONE
        return int(str(value)) if self.names and str(value).isdecimal() else code(str(value))


class ByTag(Split):
    """By tags, of which a ticket has any number."""

    def of(self, facts: Facts, seen: Table) -> Parts:
        """A row for each tag of its ticket, and one for a ticket without."""
        tags = facts.begun(self.facts, seen.start)
        first, end = (np.searchsorted(tags.ticket, seen.ticket, side=side) for side in ("left", "right"))
        many = np.maximum(end - first, 1)
        rows = np.repeat(np.arange(len(seen)), many)
        places = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many) + first[rows]
        tagged = (end > first)[rows]
        parts = np.full(len(rows), NONE)
        parts[tagged] = tags.tag[places[tagged]]
        return rows, parts


class ByOrganisation(Split):
    """By the organisation that the ticket's customer belongs to today; what they belonged to then is not looked at."""

    def of(self, facts: Facts, seen: Table) -> Parts:
        """One for each row."""
        return np.arange(len(seen)), facts.source.organisations(seen.ticket)


def _users() -> dict[Hashable, str]:
    return dict(User.objects.values_list("pk", "username"))


def _teams() -> dict[Hashable, str]:
    return dict(Team.objects.values_list("pk", "name"))


def _organisations() -> dict[Hashable, str]:
    return dict(Organisation.objects.values_list("pk", "name"))


_SPLITS = (
    Split("channel", _("First channel")),
    Split("hour", _("Hour of the start")),
    ByOrganisation("organisation", _("Organisation"), _organisations),
    Split("owner", _("Owner"), _users),
    Split("priority", _("Priority")),
    Split("status", _("Status")),
    ByTag("tag", _("Tag"), facts="tags"),
    Split("team", _("Team"), _teams),
    Split("waiting_on", _("Waiting on")),
    Split("weekday", _("Weekday of the start"), order=WEEKDAYS),
)
GROUPS: dict[str, Split] = {split.name: split for split in _SPLITS}


def names(by: str) -> dict[Hashable, str]:
    """What parts are called that are kept as numbers; the others say it themselves."""
    told = GROUPS[by].names
    return told() if told else {}


def called(value: Hashable, known: Mapping[Hashable, str]) -> str:
    """What a part is called; one without a value has the name of none."""
    return NOBODY if value is None else known.get(value, str(value))
