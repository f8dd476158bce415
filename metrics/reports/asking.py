"""What a manager asks for on a page: the period, as of when, known by when, the clock, a split, buckets and filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.reports.grouping import GROUPS, NOBODY, names
from metrics.reports.moments import InvalidMoment, midnight, moment_of, zone_on
from metrics.reports.periods import BUCKETS, PERIODS, USUAL, buckets, suitable
from metrics.reports.tally import Keep
from metrics.reports.view import ReportScope
from tickets.models.history import seconds
from tickets.models.words import CHANNEL, CLOCK, PRIORITY
from tickets.rules.desk import Desk

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
FILTERS = ("team", "channel", "priority")
INSTANTS = ("as_of", "known_at")
OF_THE_PERIOD = ("period", "from", "to")
SPLITS = {
    "channel": _("first channel"),
    "organisation": _("organisation"),
    "owner": _("owner"),
    "priority": _("priority"),
    "status": _("status"),
    "team": _("team"),
    "waiting_on": _("waiting on"),
}


class Day(forms.DateField):
    """A day at the desk, within reason."""

    widget = forms.DateInput({"type": "date", "class": "d-input"}, "%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        """The day. Errors: ValidationError."""
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day < LATEST:
            raise forms.ValidationError(_("Give a day between the years 2000 and 2100."))
        return day


class MomentInput(forms.DateTimeInput):
    """An instant on the desk's own clock, however it was written in the address."""

    def __init__(self, desk: Desk) -> None:
        super().__init__({"type": "datetime-local", "step": "1", "class": "d-input"})
        self.desk = desk

    def format_value(self, value: Any) -> str | None:
        """As browsers want it; what is no instant is left as it was typed."""
        try:
            at = local_moment(value, self.desk) if value else None
        except InvalidMoment:
            return str(value)
        return f"{at.astimezone(zone_on(at.date(), self.desk)):%Y-%m-%dT%H:%M:%S}" if at else None


class Moment(forms.CharField):
    """An instant that has been: with an offset, on the desk's clock without one, or a day, which is its midnight."""

    def __init__(self, desk: Desk, at: datetime, **more: Any) -> None:
        super().__init__(required=False, widget=MomentInput(desk), **more)
        self.desk, self.at = desk, at

    def clean(self, value: Any) -> Any:
        """The instant, or None. Errors: ValidationError."""
        text = super().clean(value)
        try:
            at = local_moment(text, self.desk) if text else None
        except InvalidMoment as error:
            raise forms.ValidationError(str(error)) from error
        if at and at > self.at:
            raise forms.ValidationError(_("Give a time that has begun, or leave it empty for now."))
        return at


def local_moment(text: str, desk: Desk) -> datetime:
    """An instant; without an offset it is read on the desk's clock. Errors: InvalidMoment."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return moment_of(text, desk)
    if read.tzinfo is None and ":" in text:
        text = read.replace(tzinfo=zone_on(read.date(), desk)).isoformat()
    return moment_of(text, desk)


def _choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.Select({"class": "d-input"}), **more
    )


class ReportForm(forms.Form):
    """The controls of the page. A day is midnight at its start, as on every way of asking.

    Left empty: the last four weeks with today, which end at the coming midnight, as of now, in business hours, not split.
    A preset period goes with the days that it stands for: whoever changes these has a period of their own.
    """

    period = forms.ChoiceField(
        required=False,
        choices=[("", "")] + [(name, one.title) for name, one in PERIODS.items()],
        widget=forms.HiddenInput,
    )
    to = Day(label=_("and before"), required=False, help_text=_("a day is the midnight at its start"))
    clock = forms.ChoiceField(label=_("clock"), required=False, choices=CLOCK, widget=forms.RadioSelect)
    by = _choice(_("split by"), [("", _("nothing")), *((name, SPLITS.get(name, name)) for name in GROUPS)])
    every = _choice(_("drawn by"), [("", _("what suits")), *((name, one.title) for name, one in BUCKETS.items())])
    channel = _choice(_("channel"), [("", _("all")), *CHANNEL])
    priority = _choice(_("priority"), [("", _("all")), *PRIORITY])

    def __init__(self, asked: Mapping[str, Any], *, desk: Desk, at: datetime) -> None:
        self.desk, self.at = desk, at
        given = {name: value for name, value in asked.items() if value}
        super().__init__({"clock": "business"} | given | self._period(given))
        self.fields["from"] = Day(label=_("from"), required=False)  # a word of Python's own
        self.fields["as_of"] = Moment(desk, at, label=_("as of"), help_text=_("empty: now"))
        self.fields["known_at"] = Moment(desk, at, label=_("known at"), help_text=_("empty: now"))
        self.fields["team"] = _choice(_("team"), lambda: [("", _("all")), (NOBODY, _("no team")), *self.teams])
        self.order_fields(["period", "from", "to", "as_of", "known_at", "clock", "by", "every", *FILTERS])

    @cached_property
    def teams(self) -> list[tuple[str, str]]:
        """The teams that one can look at, by their names."""
        return sorted(((str(pk), name) for pk, name in names("team").items()), key=lambda team: team[1])

    def _period(self, given: dict[str, Any]) -> dict[str, Any]:
        """The preset asked for with its days, or the days given; what is missing of these is as usual."""
        today = self.today(given)
        own = {bound: given[bound] for bound in ("from", "to") if bound in given}
        name = given.get("period", "" if own else USUAL)
        if name in PERIODS:
            days = {bound: day.isoformat() for bound, day in PERIODS[name].days(today).items()}
            if all(days[bound] == day for bound, day in own.items()):
                return {"period": name, **days}
        elif name:
            return {}
        usual = {bound: day.isoformat() for bound, day in PERIODS[USUAL].days(today).items()}
        return {"period": ""} | usual | own

    def today(self, given: Mapping[str, Any]) -> date:
        """The day that periods end with: that of the instant looked at."""
        try:
            until = local_moment(given["as_of"], self.desk) if "as_of" in given else self.at
        except InvalidMoment:
            until = self.at
        return until.astimezone(zone_on(until.date(), self.desk)).date()

    def clean(self) -> dict[str, Any]:
        """A period begins before it ends."""
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("from") and asked.get("to") and asked["from"] >= asked["to"]:
            self.add_error("from", _("The period must begin before it ends."))
        return asked

    @property
    def until(self) -> datetime:
        """As of when: what was asked for, or now."""
        at: datetime = self.cleaned_data["as_of"] or self.at
        return at

    @property
    def known_at(self) -> datetime:
        """Known by when: what was asked for, or now."""
        at: datetime = self.cleaned_data["known_at"] or self.at
        return at

    @property
    def answered(self) -> dict[str, str]:
        """The period, the instant looked at and by when it was known, as they were used, on the desk's own clock."""
        bounds = {bound: midnight(self.cleaned_data[bound], self.desk) for bound in ("from", "to")}
        moments = {"since": bounds["from"], "to": bounds["to"], "as_of": self.until, "known_at": self.known_at}
        zone = zone_on(self.at.date(), self.desk)
        told = {name: f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" for name, moment in moments.items()}
        return told | {"zone": zone.key}

    @property
    def in_short(self) -> list[str]:
        """What was asked for, in a line."""
        asked = self.cleaned_data
        title = PERIODS[asked["period"]].title if asked["period"] else f"{asked['from']} – {asked['to']}"
        chosen = [dict(self.fields[name].choices).get(asked[name]) for name in FILTERS if asked[name]]  # type: ignore[attr-defined]
        return [str(title), str(dict(CLOCK)[asked["clock"]]), *map(str, chosen)]

    @property
    def presets(self) -> list[dict[str, Any]]:
        """The periods with a name, and the address that asks for each and else for the same."""
        chosen = self.data.get("period", "")
        kept = {name: value for name, value in self.data.items() if name in self.fields and name not in OF_THE_PERIOD}
        return [
            {"title": one.title, "asked": urlencode({"period": name, **kept}), "chosen": name == chosen}
            for name, one in PERIODS.items()
        ]

    @property
    def view(self) -> ReportScope:
        """The side from which the reports look."""
        return self._view(self.cleaned_data["from"], self.cleaned_data["to"])

    @property
    def instant(self) -> ReportScope:
        """The same without a period, for the reports that take none."""
        return ReportScope(self.desk, seconds(self.until), self.cleaned_data["clock"])

    def _view(self, since: date, to: date) -> ReportScope:
        first, end = (seconds(midnight(day, self.desk)) for day in (since, to))
        return ReportScope(self.desk, seconds(self.until), self.cleaned_data["clock"], first, end)

    @property
    def drawn_by(self) -> str:
        """In which buckets the period is drawn: those asked for, or those that suit its length."""
        asked = self.cleaned_data
        return asked.get("every") or suitable(asked["from"], asked["to"])

    @cached_property
    def buckets(self) -> list[tuple[date, date]]:
        """The days [from, to) of each bucket, the latest of them if there are too many to draw."""
        return buckets(self.cleaned_data["from"], self.cleaned_data["to"], self.drawn_by)

    @property
    def bucket_views(self) -> list[ReportScope]:
        """Each bucket as a period of its own."""
        return [self._view(since, to) for since, to in self.buckets]

    @property
    def filters(self) -> dict[str, str]:
        """By what the tickets were chosen."""
        return {name: self.cleaned_data[name] for name in FILTERS if self.cleaned_data[name]}

    @property
    def keep(self) -> Keep | None:
        """Which tickets were asked for; None where nothing was chosen."""
        if not self.filters:
            return None
        chosen = [(GROUPS[name], None if value == NOBODY else value) for name, value in self.filters.items()]
        return lambda facts, seen: np.logical_and.reduce(
            [facts.part(split.name, seen) == split.part(value) for split, value in chosen]
        )

    def parameters(self) -> dict[str, str]:
        """What was asked, for addresses of pages that look from the same side; a preset stays one."""
        given = {name: self.cleaned_data[name] for name in self.fields}
        if given["period"]:
            del given["from"], given["to"]
        given |= {name: _written(given[name]) for name in INSTANTS if given[name]}
        return {name: str(value) for name, value in given.items() if value}

    def fixed(self) -> dict[str, str]:
        """The same, for ever: days and instants as they were used, whenever somebody follows the address."""
        given = self.parameters() | {bound: str(self.cleaned_data[bound]) for bound in ("from", "to")}
        given |= {"as_of": _written(self.until), "known_at": _written(self.known_at), "every": self.drawn_by}
        return {name: value for name, value in given.items() if name != "period"}


def _written(at: datetime) -> str:
    """An instant in UTC, as exact as it was used: what was noted within the same second stays on its side."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
