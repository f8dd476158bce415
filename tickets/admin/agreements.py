"""What the desk agreed to: opening hours, limits and targets. Versions are added, begin now or later, and are never edited."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.actions import desk
from tickets.admin import clock, fields
from tickets.admin.reading import me
from tickets.admin.set_up import Pressed, SetUpAdmin
from tickets.models import CalendarVersion, PolicyVersion, ServiceTarget
from tickets.models.desk import Published

SHIFT = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")


BEGINNING, DATE = "beginning", "date"
HOLDS = [
    (BEGINNING, gettext_lazy("From the desk's beginning")),
    (DATE, gettext_lazy("From a date on")),
]


class VersionForm(forms.Form):
    """When a version begins. The first of its kind says whether it holds from the desk's beginning or from a date on."""

    holds = fields.One(label=gettext_lazy("It holds"), choices=HOLDS)
    before: Any = ""  # what counts until then, if the first holds from a date on

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.has_earlier():
            del self.fields["holds"]
        else:
            self.fields["holds"].help_text = self._effect()

    def has_earlier(self) -> bool:
        """Whether there is a version already, so that this one needs a date."""
        raise NotImplementedError

    def _effect(self) -> str:
        number = desk.begun()
        told = ngettext(
            "From the beginning: %(n)d ticket that has begun already counts anew by it.",
            "From the beginning: %(n)d tickets that have begun already count anew by it.",
            number,
        )
        return f"{told % {'n': number}} {self.before}"

    def clean(self) -> dict[str, Any]:
        """No date means the beginning, if that was said; a version that follows another needs one."""
        said = super().clean() or {}
        holds = said.pop("holds", DATE if "holds" not in self.fields else None)
        if holds == BEGINNING:
            said["valid_from"] = None
        elif holds == DATE and "valid_from" in said and said["valid_from"] is None:
            self.add_error("valid_from", _("Say from when it holds."))
        return said


class CalendarForm(VersionForm):
    """Opening hours as one writes them on a door: "09:00-12:00, 13:00-17:00"."""

    before = gettext_lazy("From a date on: until then the desk counts as open around the clock, as it did so far.")
    valid_from = fields.Day(label=gettext_lazy("Valid from"))
    time_zone = fields.Choice(label=gettext_lazy("Time zone"), choices=fields.zones(), initial="Europe/Berlin")
    holidays = fields.Lines(label=gettext_lazy("Closed on these dates, one a line (2026-12-25)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in WEEKDAYS.items():
            label, initial = str(name), "09:00-17:00" if day < 5 else ""
            self.fields[f"day{day}"] = fields.Text(label=label, required=False, max_length=200, initial=initial)
        self.order_fields(["holds", "valid_from", "time_zone", *(f"day{day}" for day in WEEKDAYS), "holidays"])

    def has_earlier(self) -> bool:
        """Whether opening hours were published before."""
        return CalendarVersion.objects.exists()

    def clean(self) -> dict[str, Any]:
        """The days as the rules read them."""
        data = super().clean() or {}
        hours = {str(day): self._shifts(f"day{day}") for day in WEEKDAYS}
        holidays = [line.strip() for line in (data.get("holidays") or "").splitlines() if line.strip()]
        return {
            "valid_from": data.get("valid_from"),
            "time_zone": data.get("time_zone"),
            "hours": {day: shifts for day, shifts in hours.items() if shifts},
            "holidays": holidays,
        }

    def _shifts(self, name: str) -> list[list[str]]:
        parts = [part.strip() for part in (self.cleaned_data.get(name) or "").split(",") if part.strip()]
        found = [SHIFT.fullmatch(part) for part in parts]
        if not all(found):
            self.add_error(name, _("Write it as 09:00-12:00, 13:00-17:00."))
            return []
        return [[match[1].zfill(5), match[2].zfill(5)] for match in found if match]


@admin.register(CalendarVersion)
class CalendarVersionAdmin(SetUpAdmin):
    """When the desk is open."""

    list_display = ("valid_from_or_ever", "time_zone", "week", "closed_on")
    list_display_links = ("valid_from_or_ever",)
    add_form = CalendarForm

    @admin.display(description=gettext_lazy("valid from"), ordering="valid_from")
    def valid_from_or_ever(self, version: CalendarVersion) -> Any:
        """Since when it holds."""
        return version.valid_from or _("ever")

    @admin.display(description=gettext_lazy("opening hours"))
    def week(self, version: CalendarVersion) -> str:
        """The week, equal days in a row only once."""
        days = [(str(WEEKDAYS[int(day)])[:3], _shown(shifts)) for day, shifts in sorted(version.hours.items())]
        return " · ".join(f"{day} {shifts}" for day, shifts in days)

    @admin.display(description=gettext_lazy("closed on"))
    def closed_on(self, version: CalendarVersion) -> str:
        """How many holidays."""
        return _("%d dates") % len(version.holidays)

    def rows(self, obj: CalendarVersion) -> list[tuple[str, Any]]:
        """A version, to be read."""
        days = [(str(WEEKDAYS[day]), _shown(obj.hours.get(str(day), [])) or _("closed")) for day in range(7)]
        holidays = ", ".join(obj.holidays) or "–"
        return [
            (_("Valid from"), self.valid_from_or_ever(obj)),
            (_("Time zone"), obj.time_zone),
            *days,
            (_("Closed on"), holidays),
            *_written_down(obj),
        ]

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Publish a version."""
        version = desk.publish_calendar(by=me(request), at=clock.now(request), **said)
        return _published(_("The opening hours are published."), version), ""


def _published(done: str, version: Published) -> str:
    """What was done, and what it moved."""
    moved = version.moved or 0
    counted = ngettext("%(n)d ticket counts anew by it.", "%(n)d tickets count anew by it.", moved) % {"n": moved}
    return f"{done} {counted}" if moved else done


def _written_down(version: Published) -> list[tuple[str, Any]]:
    """Since when a version is known, and how many tickets one that holds from the beginning moved."""
    rows: list[tuple[str, Any]] = []
    if version.published_at:
        rows.append((_("Published"), date_format(timezone.localtime(version.published_at), "Y-m-d H:i")))
    if version.moved is not None:
        rows.append((_("Tickets counted anew"), version.moved))
    return rows


def _shown(shifts: Any) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in shifts)


class PolicyForm(VersionForm):
    """The limits, in business hours."""

    before = gettext_lazy("From a date on: until then the usual limits count, as they did so far.")
    valid_from = fields.Moment(label=gettext_lazy("Valid from"))
    promise_bh = fields.Whole(
        label=gettext_lazy("A promise without a date is due after"), min_value=1, max_value=2000, initial=8
    )
    r2_bh = fields.Whole(
        label=gettext_lazy("R2: waiting on us or a third party"), min_value=1, max_value=2000, initial=16
    )
    r3_bh = fields.Whole(label=gettext_lazy("R3: no answer from a person"), min_value=1, max_value=2000, initial=12)
    r4_bh = fields.Whole(label=gettext_lazy("R4: nobody owns it"), min_value=1, max_value=2000, initial=2)
    r5_bh = fields.Whole(
        label=gettext_lazy("R5: no update while a third party has it"), min_value=1, max_value=2000, initial=24
    )

    def has_earlier(self) -> bool:
        """Whether limits were published before."""
        return PolicyVersion.objects.exists()


@admin.register(PolicyVersion)
class PolicyVersionAdmin(SetUpAdmin):
    """When a follow-up is about to be forgotten."""

    list_display = ("valid_from_or_ever", "promise_bh", "r2_bh", "r3_bh", "r4_bh", "r5_bh")
    list_display_links = ("valid_from_or_ever",)
    add_form = PolicyForm

    @admin.display(description=gettext_lazy("valid from"), ordering="valid_from")
    def valid_from_or_ever(self, version: PolicyVersion) -> Any:
        """Since when it holds."""
        return version.valid_from or _("ever")

    def rows(self, obj: PolicyVersion) -> list[tuple[str, Any]]:
        """A version, to be read."""
        limits = [(str(label_for_field(name, PolicyVersion)), getattr(obj, name)) for name in self.list_display[1:]]
        return [(_("Valid from"), self.valid_from_or_ever(obj)), *limits, *_written_down(obj)]

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Publish a version."""
        valid_from = said.pop("valid_from")
        version = desk.publish_policy(by=me(request), at=clock.now(request), valid_from=valid_from, limits=said)
        return _published(_("The limits are published."), version), ""


class TargetForm(VersionForm):
    """How soon, on which clock, from when on."""

    before = gettext_lazy("From a date on: what started before has no such target.")

    metric = fields.Choice(label=gettext_lazy("Target"), choices=ServiceTarget.METRICS)
    hours = fields.Text(label=gettext_lazy("Hours (0.5 is half an hour)"), max_length=10)
    clock = fields.Choice(
        label=gettext_lazy("Clock"),
        choices=[("business", gettext_lazy("Business hours")), ("calendar", gettext_lazy("Calendar"))],
    )
    valid_from = fields.Moment(label=gettext_lazy("Valid from"))

    def has_earlier(self) -> bool:
        """Whether this target was published before; which one it is, is chosen in the form itself."""
        chosen = self.data.get("metric")
        known = ServiceTarget.objects.filter(metric=chosen) if chosen else ServiceTarget.objects.none()
        return known.exists()

    def clean_hours(self) -> int:
        """As seconds."""
        try:
            duration = round(float(self.cleaned_data["hours"].replace(",", ".")) * 3600)
        except (ValueError, OverflowError):
            duration = 0
        if not 0 < duration <= 10_000 * 3600:
            raise forms.ValidationError(_("Between a second and 10,000 hours."))
        return duration


@admin.register(ServiceTarget)
class ServiceTargetAdmin(SetUpAdmin):
    """How soon we want to answer and to resolve."""

    list_display = ("metric", "in_hours", "clock", "valid_from_or_ever")
    list_display_links = ("metric",)
    add_form = TargetForm

    @admin.display(description=gettext_lazy("within"), ordering="target_s")
    def in_hours(self, target: ServiceTarget) -> str:
        """As hours."""
        return _("%(hours)g h") % {"hours": target.target_s / 3600}

    @admin.display(description=gettext_lazy("valid from"), ordering="valid_from")
    def valid_from_or_ever(self, target: ServiceTarget) -> Any:
        """Since when it holds."""
        return target.valid_from or _("ever")

    def rows(self, obj: ServiceTarget) -> list[tuple[str, Any]]:
        """A target, to be read."""
        return [
            (_("Target"), obj.get_metric_display()),
            (_("Within"), self.in_hours(obj)),
            (_("Clock"), obj.get_clock_display()),
            (_("Valid from"), self.valid_from_or_ever(obj)),
            *_written_down(obj),
        ]

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Publish a target."""
        said["target_s"] = said.pop("hours")
        version = desk.publish_target(by=me(request), at=clock.now(request), **said)
        return _published(_("The target is published."), version), ""
