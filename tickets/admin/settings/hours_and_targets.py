"""What the desk agreed to: opening hours, limits and targets. Versions are added, begin now or later, and are never edited.

The form of a new version begins with what holds now, so that the history says what became different.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.actions.setup import hours_and_targets
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.admin.settings.week import DAYS, shown, week_said, weekday
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import me
from tickets.models import CalendarVersion, PolicyVersion, ServiceTarget
from tickets.models.desk import Published
from tickets.rules.desk import Policy

FROM = gettext_lazy("Valid from")
BEGINNING, DATE = "beginning", "date"
HOLDS = [
    (BEGINNING, gettext_lazy("From the desk's beginning")),
    (DATE, gettext_lazy("From a date on")),
]
Limit = partial(form_fields.Whole, min_value=1, max_value=2000, help_text=gettext_lazy("Business hours."))


class VersionForm(SettingsForm):
    """A version that is to follow the newest one; the first says whether it holds from the beginning or from a date on."""

    holds = form_fields.One(label=gettext_lazy("It holds"), choices=HOLDS)
    before: Any = ""  # what counts until then, if the first holds from a date on
    newest: Any = None  # the version that it is to follow

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "holds" in self.fields:
            self.fields["holds"].help_text = self._effect()
        if self.newest:
            self.initial = {**self.following(self.newest), **self.initial}

    def following(self, newest: Any) -> dict[str, Any]:
        """What the newest version says."""
        return {}

    def _effect(self) -> str:
        number = hours_and_targets.begun()
        told = ngettext(
            "From the beginning: %(n)d ticket that has begun already counts anew by it.",
            "From the beginning: %(n)d tickets that have begun already count anew by it.",
            number,
        )
        return f"{told % {'n': number}} {self.before}"

    def clean(self) -> dict[str, Any]:
        """No date means the beginning, if that was said; a version that follows another needs one."""
        said = super().clean() or {}
        holds = said.get("holds", None if "holds" in self.fields else DATE)
        if holds == BEGINNING:
            said["valid_from"] = None
        elif holds == DATE and "valid_from" in said and said["valid_from"] is None:
            self.add_error("valid_from", _("Say from when it holds."))
        return said


class VersionAdmin(SettingsAdmin):
    """Versions are added and read. `said` are the fields of a new one, `told` what is read of one that is there."""

    edits = False
    follows = True
    said: tuple[str, ...]
    told: tuple[str, ...]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A version to write, or to read: what nobody wrote down is not shown."""
        if obj is None:
            return self.said if self._newest(request) else ("holds", *self.said)
        written_down = [name for name in ("published_at", "moved") if getattr(obj, name) is not None]
        return (*self.told, *written_down)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of a new version knows which one it follows."""
        form = super().get_form(request, obj, change, **kwargs)
        form.newest = None if obj else self._newest(request)
        return form

    def earlier(self, request: HttpRequest) -> QuerySet[Any]:
        """The versions that a new one would follow."""
        return self.model.objects.all()

    def _newest(self, request: HttpRequest) -> Any:
        """The newest of them, read once a request; None: a new one may hold from the desk's beginning."""
        if not hasattr(request, "newest"):
            newest = self.earlier(request).order_by(F("valid_from").desc(nulls_last=True)).first()
            request.newest = newest  # type: ignore[attr-defined]
        return request.newest  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("valid from"), ordering="valid_from")
    def valid_from_or_ever(self, version: Any) -> Any:
        """Since when it holds."""
        return version.valid_from or _("ever")


def _published(version: Published, done: str) -> Saved:
    """What was done, and how many tickets it moved."""
    moved = version.moved or 0
    counted = ngettext("%(n)d ticket counts anew by it.", "%(n)d tickets count anew by it.", moved) % {"n": moved}
    return Saved(version, f"{done} {counted}" if moved else done)


class CalendarForm(VersionForm):
    """Opening hours as one writes them on a door: "09:00-12:00, 13:00-17:00"."""

    before = gettext_lazy("From a date on: until then the desk counts as open around the clock, as it did so far.")
    valid_from = form_fields.Day(label=FROM)
    time_zone = form_fields.Choice(
        label=gettext_lazy("Time zone"), choices=form_fields.zones(), initial="Europe/Berlin"
    )
    day0, day1, day2, day3, day4, day5, day6 = (weekday(day, "09:00-17:00" if day < 5 else "") for day in range(7))
    holidays = form_fields.OnePerLine(
        label=gettext_lazy("Closed on"), help_text=gettext_lazy("Dates, one a line, such as 2026-12-25.")
    )

    def following(self, newest: CalendarVersion) -> dict[str, Any]:
        """The newest week and the days on which it is closed."""
        days = {f"day{day}": shown(newest.hours.get(str(day), []), "-") for day in range(7)}
        return {"time_zone": newest.time_zone, "holidays": newest.holidays} | days

    def clean(self) -> dict[str, Any]:
        """The days as the rules read them, as "hours"."""
        data = super().clean()
        return data | {"hours": week_said(self)}


@admin.register(CalendarVersion)
class CalendarVersionAdmin(VersionAdmin):
    """When the desk is open."""

    list_display = ("valid_from_or_ever", "time_zone", "week", "closed_on")
    list_display_links = ("valid_from_or_ever",)
    form = CalendarForm
    said = ("valid_from", "time_zone", *DAYS, "holidays")
    told = ("valid_from_or_ever", "time_zone", "days", "holidays_in_words")

    @admin.display(description=gettext_lazy("opening hours"))
    def week(self, version: CalendarVersion) -> str:
        """The week in one line."""
        days = [(str(WEEKDAYS[int(day)])[:3], shown(shifts)) for day, shifts in sorted(version.hours.items())]
        return " · ".join(f"{day} {shifts}" for day, shifts in days)

    @admin.display(description=gettext_lazy("closed on"))
    def closed_on(self, version: CalendarVersion) -> str:
        """How many holidays."""
        return _("%d dates") % len(version.holidays)

    @admin.display(description=gettext_lazy("opening hours"))
    def days(self, version: CalendarVersion) -> str:
        """The week, a line for each day."""
        told = [(WEEKDAYS[day], shown(version.hours.get(str(day), [])) or _("closed")) for day in range(7)]
        return format_html('<dl class="d-week">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", told))

    @admin.display(description=gettext_lazy("closed on"))
    def holidays_in_words(self, version: CalendarVersion) -> str:
        """Every holiday."""
        return ", ".join(version.holidays) or "–"

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Publish a version."""
        agreed = {name: said[name] for name in ("valid_from", "time_zone", "hours", "holidays")}
        version = hours_and_targets.publish_calendar(by=me(request), at=clock.now(request), **agreed)
        return _published(version, _("The opening hours are published."))


class PolicyForm(VersionForm):
    """The limits, in business hours."""

    before = gettext_lazy("From a date on: until then the usual limits count, as they did so far.")
    valid_from = form_fields.MomentField(label=FROM)
    promise_bh = Limit(label=gettext_lazy("A promise without a date is due after"), initial=Policy.promise_bh)
    r2_bh = Limit(label=gettext_lazy("R2: waiting on us or a third party"), initial=Policy.r2_bh)
    r3_bh = Limit(label=gettext_lazy("R3: no answer from a person"), initial=Policy.r3_bh)
    r4_bh = Limit(label=gettext_lazy("R4: nobody owns it"), initial=Policy.r4_bh)
    r5_bh = Limit(label=gettext_lazy("R5: no update while a third party has it"), initial=Policy.r5_bh)

    def following(self, newest: PolicyVersion) -> dict[str, Any]:
        """The newest limits."""
        return {name: getattr(newest, name) for name in LIMITS}


LIMITS = ("promise_bh", "r2_bh", "r3_bh", "r4_bh", "r5_bh")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(VersionAdmin):
    """When a follow-up is about to be forgotten."""

    list_display = ("valid_from_or_ever", *LIMITS)
    list_display_links = ("valid_from_or_ever",)
    form = PolicyForm
    said = ("valid_from", *LIMITS)
    told = ("valid_from_or_ever", *LIMITS)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Publish a version."""
        limits = {name: said[name] for name in LIMITS}
        version = hours_and_targets.publish_policy(
            by=me(request), at=clock.now(request), valid_from=said["valid_from"], limits=limits
        )
        return _published(version, _("The limits are published."))


class TargetForm(VersionForm):
    """How soon, on which clock, from when on."""

    before = gettext_lazy("From a date on: what started before has no such target.")

    hours = form_fields.Text(
        label=gettext_lazy("Within"), max_length=10, help_text=gettext_lazy("Hours; 0.5 is half an hour.")
    )
    valid_from = form_fields.MomentField(label=FROM)

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
class ServiceTargetAdmin(VersionAdmin):
    """How soon we want to answer and to resolve."""

    list_display = ("metric", "in_hours", "clock", "valid_from_or_ever")
    list_display_links = ("metric",)
    form = TargetForm
    said = ("metric", "hours", "clock", "valid_from")
    told = ("metric", "in_hours", "clock", "valid_from_or_ever")

    def earlier(self, request: HttpRequest) -> QuerySet[ServiceTarget]:
        """Those of the same kind; which one it is, is chosen in the form itself."""
        chosen = request.POST.get("metric")
        return ServiceTarget.objects.filter(metric=chosen) if chosen else ServiceTarget.objects.none()

    @admin.display(description=gettext_lazy("within"), ordering="target_s")
    def in_hours(self, target: ServiceTarget) -> str:
        """As hours."""
        return _("%(hours)g h") % {"hours": target.target_s / 3600}

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Publish a target."""
        target = hours_and_targets.publish_target(
            by=me(request),
            at=clock.now(request),
            metric=said["metric"],
            target_s=said["hours"],
            clock=said["clock"],
            valid_from=said["valid_from"],
        )
        return _published(target, _("The target is published."))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> str:
        """What the target was before this one, and what it is."""
        target: ServiceTarget = form.instance
        earlier = ServiceTarget.objects.filter(metric=target.metric).exclude(pk=target.pk)
        before = earlier.order_by(F("valid_from").desc(nulls_last=True)).first()
        said = {
            "metric": target.get_metric_display(),
            "old": before and _in_words(before),
            "new": _in_words(target),
            "since": date_format(localtime(target.valid_from), "DATETIME_FORMAT") if target.valid_from else _("ever"),
        }
        if before is None:
            return _("%(metric)s: within %(new)s, from %(since)s on.") % said
        return _("%(metric)s: from %(old)s to %(new)s, from %(since)s on.") % said


def _in_words(target: ServiceTarget) -> str:
    said = {"hours": target.target_s / 3600, "clock": target.get_clock_display()}
    return _("%(hours)g h (%(clock)s)") % said
