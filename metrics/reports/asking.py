"""What a manager asks for on a page: the period, as of when, the clock, and a split."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.reports.moments import midnight, zone_on
from metrics.reports.view import ReportScope
from tickets.models.history import seconds
from tickets.rules.desk import Desk

WEEKS_LOOKED_AT = 4
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Day(forms.DateField):
    """A day at the desk, within reason."""

    widget = forms.DateInput({"type": "date", "class": "d-input"}, "%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        """The day. Errors: ValidationError."""
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day < LATEST:
            raise forms.ValidationError(_("Give a day between the years 2000 and 2100."))
        return day


class ReportForm(forms.Form):
    """The controls of the page. A day is midnight at its start, as on every way of asking.

    Left empty: the last four weeks with today, which end at the coming midnight, as of now, in business hours, not split.
    """

    to = Day(label=_("and before"), required=False, help_text=_("a day is the midnight at its start"))
    as_of = Day(label=_("as of the start of"), required=False, help_text=_("empty: now"))
    clock = forms.ChoiceField(
        label=_("clock"),
        required=False,
        choices=[("business", _("Business hours")), ("calendar", _("Calendar"))],
        widget=forms.RadioSelect,
    )
    by = forms.ChoiceField(
        label=_("split by"),
        required=False,
        choices=[("", _("nothing")), ("channel", _("first channel"))],
        widget=forms.Select({"class": "d-input"}),
    )

    def __init__(self, asked: Any, *, desk: Desk, at: datetime) -> None:
        self.desk, self.at = desk, at
        today = at.astimezone(zone_on(at.date(), desk)).date()
        self.usual = {
            "from": today - timedelta(weeks=WEEKS_LOOKED_AT) + timedelta(days=1),
            "to": today + timedelta(days=1),
            "clock": "business",
        }
        shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in self.usual.items()}
        super().__init__(shown | {name: value for name, value in asked.items() if value})
        self.fields["from"] = Day(label=_("Started from"), required=False)  # a word of Python's own
        self.order_fields(["from", "to", "as_of", "clock", "by"])

    def clean(self) -> dict[str, Any]:
        """A period begins before it ends."""
        asked: dict[str, Any] = super().clean() or {}
        if "from" in asked and "to" in asked and asked["from"] >= asked["to"]:
            self.add_error("from", _("The period must begin before it ends."))
        return asked

    def clean_as_of(self) -> date | None:
        """A day that has begun."""
        day: date | None = self.cleaned_data["as_of"]
        if day and midnight(day, self.desk) > self.at:
            raise forms.ValidationError(_("As of when: give a day that has begun, or leave it empty for now."))
        return day

    @property
    def until(self) -> datetime:
        """As of when: the start of the day that was asked for, or now."""
        day = self.cleaned_data["as_of"]
        return midnight(day, self.desk) if day else self.at

    @property
    def answered(self) -> dict[str, str]:
        """The period, the instant looked at and by when it was known, as they were used, on the desk's own clock."""
        bounds = {bound: midnight(self.cleaned_data[bound], self.desk) for bound in ("from", "to")}
        moments = {"since": bounds["from"], "to": bounds["to"], "as_of": self.until, "known_at": self.at}
        zone = zone_on(self.at.date(), self.desk)
        told = {name: f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" for name, moment in moments.items()}
        return told | {"zone": zone.key}

    @property
    def view(self) -> ReportScope:
        """The side from which the reports look."""
        since, to = (seconds(midnight(self.cleaned_data[bound], self.desk)) for bound in ("from", "to"))
        return ReportScope(self.desk, seconds(self.until), self.cleaned_data["clock"], since, to)

    def parameters(self) -> dict[str, str]:
        """What was asked, for addresses of pages that look from the same side."""
        given = {name: self.cleaned_data[name] for name in self.fields}
        return {name: str(value) for name, value in given.items() if value}
