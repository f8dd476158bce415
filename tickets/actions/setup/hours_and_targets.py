"""What the desk agreed to: opening hours, limits and targets, in versions that are added.

A version is never edited and never begins in the past: figures that were true stay as they are. Running clocks keep what
held when they started; everything that is still to come is looked at anew. Only the first of its kind may hold from the
desk's beginning: then every ticket that has begun counts by it, and how many those are is written down. If the first holds
from a date on, what was true until then is written down too: open around the clock, the usual limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets.actions.change import whole
from tickets.actions.projection.rebuild import rebuild
from tickets.actions.record import Invalid, permit
from tickets.actions.sweep import recheck_everything
from tickets.models import CalendarVersion, PolicyVersion, ServiceTarget, Ticket, User
from tickets.models.desk import Published
from tickets.models.history import ALWAYS_OPEN, desk_known_at, forget_desk
from tickets.models.words import worded
from tickets.rules.access import Actor
from tickets.rules.business_time import Calendar
from tickets.rules.desk import METRICS, Desk, Policy
from tickets.rules.opening_hours import InvalidCalendar

CLOCKS = ("business", "calendar")
AT_ONCE = 500  # tickets counted anew


@transaction.atomic
def publish_calendar(
    *,
    by: User,
    at: datetime,
    time_zone: str,
    hours: Mapping[str, Any],
    holidays: Sequence[str] = (),
    valid_from: date | None = None,
) -> CalendarVersion:
    """Opening hours from a local date on; the first may hold from the desk's beginning (None). Errors: Invalid."""
    permit(by, "set-up")
    version = {
        "valid_from": valid_from.isoformat() if valid_from else None,
        "tz": time_zone,
        "hours": dict(hours),
        "holidays": list(holidays),
    }
    try:
        Calendar.from_json({"versions": [version]})
    except InvalidCalendar as error:
        raise Invalid("hours", worded(error)) from error
    if valid_from is not None:
        _not_past(datetime.combine(valid_from, time(), ZoneInfo(time_zone)), at)
    rows = CalendarVersion.objects.all()
    _new_version(rows.filter(valid_from=valid_from), rows, valid_from)
    if valid_from is not None and not rows.exists():
        CalendarVersion.objects.create(time_zone=ALWAYS_OPEN["tz"], hours=ALWAYS_OPEN["hours"])
    row = CalendarVersion.objects.create(
        valid_from=valid_from,
        time_zone=time_zone,
        hours=version["hours"],
        holidays=version["holidays"],
        **_published(valid_from, at),
    )
    _look_again(row, at)
    return row


@transaction.atomic
def publish_policy(
    *, by: User, at: datetime, limits: Mapping[str, int], valid_from: datetime | None = None
) -> PolicyVersion:
    """Limits in business hours from an instant on; the first may hold from the beginning (None). Errors: Invalid."""
    permit(by, "set-up")
    unknown = set(limits) - set(Policy.__dataclass_fields__)
    if unknown:
        raise Invalid("limits", _("There is no limit %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if valid_from is not None:
        _not_past(valid_from, at)
    rows = PolicyVersion.objects.all()
    _new_version(rows.filter(valid_from=valid_from), rows, valid_from)
    if valid_from is not None and not rows.exists():
        PolicyVersion.objects.create(**vars(Policy()))
    row = PolicyVersion.objects.create(valid_from=valid_from, **limits, **_published(valid_from, at))
    _look_again(row, at)
    return row


@transaction.atomic
def publish_target(
    *, by: User, at: datetime, metric: str, target_s: int, clock: str, valid_from: datetime | None = None
) -> ServiceTarget:
    """A target for clocks that start from an instant on; the first of its kind may hold from the beginning (None).

    Errors: Invalid.
    """
    permit(by, "set-up")
    if metric not in METRICS or clock not in CLOCKS or target_s <= 0:
        raise Invalid("target", _("A target has a name, a clock and more than no time."))
    if valid_from is not None:
        _not_past(valid_from, at)
    rows = ServiceTarget.objects.filter(metric=metric)
    _new_version(rows.filter(valid_from=valid_from), rows, valid_from)
    row = ServiceTarget.objects.create(
        metric=metric, target_s=target_s, clock=clock, valid_from=valid_from, **_published(valid_from, at)
    )
    _look_again(row, at)
    return row


def begun() -> int:
    """How many tickets have begun: those that count anew by a version that holds from the desk's beginning."""
    return _begun().count()


def _begun() -> QuerySet[Ticket]:
    return Ticket.objects.filter(merged_into=None).exclude(started_at=None)


def _published(valid_from: date | datetime | None, at: datetime) -> dict[str, Any]:
    return {"published_at": whole(at), "moved": begun() if valid_from is None else None}


def _not_past(valid_from: datetime, at: datetime) -> None:
    if valid_from < at:
        raise Invalid("valid_from", _("A version begins now or later: what was true in the past stays as it was."))


def _new_version(same: Any, others: Any, valid_from: date | datetime | None) -> None:
    if same.exists():
        raise Invalid("valid_from", _("A version from that moment on is there already."))
    if valid_from is None and others.exists():
        raise Invalid("valid_from", _("Say from when: only the first version holds from the beginning."))


def _look_again(row: Published, at: datetime) -> None:
    """What is to come is looked at anew; with a version that holds from the beginning, all that was as well.

    Flags that were true by it in the past are no news, and nobody could have seen them: they are marked as imported.
    """
    recheck_everything(at)
    if row.moved:
        published = desk_known_at(at)
        tickets = list(_begun().select_for_update().order_by("pk").values_list("pk", flat=True))
        for first in range(0, len(tickets), AT_ONCE):
            rebuild(tickets[first : first + AT_ONCE], at=at, desk=published, imported=True)
    transaction.on_commit(forget_desk)


@transaction.atomic
def set_desk(desk: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Take over a desk file: opening hours, limits and targets.

    What is there stays, because figures rest on it: the first limits and targets hold from ever, later ones from `at`
    on, and a version of the calendar needs a date that no other has. A file that an empty desk begins with belongs to its
    past and is known from ever. Errors: Invalid, InvalidDesk, InvalidCalendar.
    """
    permit(by, "set-up")
    agreed = Desk.from_json(desk)
    published_at = whole(at) if Ticket.objects.exists() else None
    _add_calendar(desk["calendar"]["versions"], published_at)
    limits = {**vars(agreed.policies[0][1]), "published_at": published_at}
    PolicyVersion.objects.create(valid_from=at if PolicyVersion.objects.exists() else None, **limits)
    known = set(ServiceTarget.objects.values_list("metric", flat=True))
    ServiceTarget.objects.bulk_create(
        ServiceTarget(
            metric=metric,
            valid_from=at if metric in known else None,
            published_at=published_at,
            **vars(versions[0][1]),
        )
        for metric, versions in agreed.targets.items()
    )
    transaction.on_commit(forget_desk)


def _add_calendar(versions: Sequence[Mapping[str, Any]], published_at: datetime | None) -> None:
    for version in versions:
        since = date.fromisoformat(version["valid_from"]) if version.get("valid_from") else None
        if CalendarVersion.objects.filter(valid_from=since).exists():
            said = _("There are opening hours from %(since)s on already.") % {"since": since}
            raise Invalid("calendar", said if since else _("There are opening hours from the beginning on already."))
        CalendarVersion.objects.create(
            valid_from=since,
            time_zone=version["tz"],
            hours=version["hours"],
            holidays=version.get("holidays", []),
            published_at=published_at,
        )
