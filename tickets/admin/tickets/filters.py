"""What narrows a list beside its view: each filter is a name in the address, the same for a list and a view that was saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import User, words
from tickets.models.ticket import tagged
from tickets.rules.lifecycle import UNRESOLVED

ME, NOBODY = "me", "nobody"
COLUMNS = "columns"
LONGEST = 100  # letters of a value in an address


@dataclass(frozen=True)
class Filter:
    """`choices`: the values that it takes with their words; empty where people and teams are asked for, or any word is."""

    name: str
    label: str | Lazy
    condition: Callable[[str, User], Q]
    choices: tuple[tuple[str, Any], ...] = ()

    def narrows(self, value: str, user: User) -> Q:
        """Which tickets it leaves; a value that it does not take leaves all."""
        known = not self.choices or value in dict(self.choices)
        return self.condition(value, user) if value and known and len(value) <= LONGEST else Q()

    def told(self, value: str) -> str:
        """The filter in words: what it looks at, and for what."""
        said = {ME: _("me"), NOBODY: _("nobody")}.get(value) if self.name in ("owner", "team") else None
        return f"{self.label}: {said or dict(self.choices).get(value, value)}"


def _owner(value: str, user: User) -> Q:
    if value == NOBODY:
        return Q(owner=None)
    return Q(owner=user.pk) if value == ME else Q(owner__username=value)


def _team(value: str, user: User) -> Q:
    if value == NOBODY:
        return Q(team=None)
    return Q(team__in=user.team_ids) if value == ME else Q(team__slug=value)


OPEN_STATUS = tuple((value, label) for value, label in words.STATUS if value in UNRESOLVED)

FILTERS = (
    Filter("owner", gettext_lazy("Owner"), _owner),
    Filter("team", gettext_lazy("Team"), _team),
    Filter("tag", gettext_lazy("Tag"), lambda value, user: tagged(value)),
    Filter("org", gettext_lazy("Organisation"), lambda value, user: Q(customer__organisation__name__iexact=value)),
    Filter("priority", gettext_lazy("Priority"), lambda value, user: Q(priority=value), tuple(words.PRIORITY)),
    Filter("channel", gettext_lazy("Last contact by"), lambda value, user: Q(last_channel=value), tuple(words.CHANNEL)),
    Filter("status", gettext_lazy("Status"), lambda value, user: Q(status=value), OPEN_STATUS),
    Filter("waiting", gettext_lazy("Waiting on"), lambda value, user: Q(waiting_on=value), tuple(words.WAITING_ON)),
)
BY_NAME = {found.name: found for found in FILTERS}

# Which columns of the list can be left out; the ticket itself always stands there.
COLUMN_NAMES = ("contacts", "waiting", "due", "rule", "owner")


def narrowing(asked: Mapping[str, str], user: User) -> Q:
    """Which tickets the filters of an address leave, all of them together."""
    left = Q()
    for found in FILTERS:
        left &= found.narrows(asked.get(found.name, ""), user)
    return left


def active(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """The filters that an address names: name, and what it says in words."""
    return [(found.name, found.told(value)) for found in FILTERS if (value := asked.get(found.name, ""))]


def hidden_columns(asked: Mapping[str, str]) -> list[str]:
    """The columns that an address leaves out; one that names none leaves out none."""
    wanted = set(asked.get(COLUMNS, "").split(",")) & set(COLUMN_NAMES)
    return [name for name in COLUMN_NAMES if wanted and name not in wanted]


def _list_filter(name: str, label: str | Lazy) -> type[SimpleListFilter]:
    """The admin takes no parameter of an address that no filter of its own owns; the view's filter narrows for all of them."""

    class Known(SimpleListFilter):
        title = label  # type: ignore[assignment]
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return [("", _("All"))]

        def queryset(self, request: HttpRequest, queryset: Any) -> Any:
            return queryset

    return Known


LIST_FILTERS = (
    *(_list_filter(found.name, found.label) for found in FILTERS),
    _list_filter(COLUMNS, gettext_lazy("Columns")),
)
