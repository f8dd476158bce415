"""The form by which somebody has a page of figures mailed: how often, when, and to whom."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import dates
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.mails.asked import OF_AN_INSTANT, moving
from metrics.mails.people import hindrance, reachable
from metrics.mails.rhythm import Rhythm
from metrics.models import Every
from metrics.reports.asking import ReportForm
from metrics.reports.moments import zone_on
from metrics.reports.periods import PERIODS, USUAL
from tickets.models import User

AS_IT_IS = "as-it-is"
INPUT = {"class": "d-input"}
MORNING = "08:00"


class People(forms.ModelMultipleChoiceField):
    """People of the desk; who cannot get a mail is told so beside their name."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name, and what is in the way."""
        reason = hindrance(obj)
        return _("%(name)s (%(reason)s)") % {"name": obj, "reason": reason} if reason else str(obj)


class MailForm(forms.Form):
    """What is asked of one page, on top of the page's own choices (`question`). `by`: who sets it up."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), widget=forms.Select(INPUT), required=False)
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=Every.choices, widget=forms.Select(INPUT))
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("On"), choices=list(dates.WEEKDAYS.items()), coerce=int, widget=forms.Select(INPUT)
    )
    day = forms.IntegerField(
        label=gettext_lazy("On day of the month"),
        help_text=gettext_lazy("a month without such a day: its last"),
        min_value=1,
        max_value=31,
        widget=forms.NumberInput(INPUT),
    )
    at = forms.TimeField(label=gettext_lazy("At"), widget=forms.TimeInput(INPUT | {"type": "time"}, "%H:%M"))
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), widget=forms.Select(INPUT))
    people = People(
        label=gettext_lazy("To"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who gets it.")},
    )

    def __init__(self, data: Any, *, by: User, question: ReportForm, has_period: bool) -> None:
        self.question, self.has_period = question, has_period
        zone = zone_on(question.at.date(), question.desk).key
        usual = {"every": Every.WEEKLY, "weekday": 0, "day": 1, "at": MORNING, "zone": zone, "people": [by.pk]}
        # The form sends both of these, and hides the one that is not asked for.
        given = None if data is None else data.copy()
        for name, every in (("weekday", Every.WEEKLY), ("day", Every.MONTHLY)):
            if given is not None and (given.get("every") != every or not given.get(name)):
                given[name] = usual[name]
        chosen = question.cleaned_data["period"] or USUAL
        super().__init__(given, initial=usual | {"period": chosen if has_period else ""})
        self.fields["period"].choices = self._periods()  # type: ignore[attr-defined]
        self.fields["zone"].choices = [(name, name) for name in _zones()]  # type: ignore[attr-defined]
        self.fields["people"].queryset = reachable(by)  # type: ignore[attr-defined]

    def _periods(self) -> list[tuple[str, Any]]:
        """Those that move with the days, and the page's own days and instants if it has such."""
        moving_ones: list[tuple[str, Any]] = (
            [(name, one.title) for name, one in PERIODS.items()] if self.has_period else [("", _("as it stands then"))]
        )
        return [*moving_ones, (AS_IT_IS, self._as_it_is())] if self._is_fixed else moving_ones

    @property
    def _is_fixed(self) -> bool:
        return any(name in self.question.parameters() for name in OF_AN_INSTANT if name != "period")

    def _as_it_is(self) -> str:
        """The same days and instants each time."""
        asked = self.question.cleaned_data
        words = [self.question.in_short[0]] if self.has_period else []
        if asked["as_of"]:
            words.append(_("as of %(time)s") % {"time": date_format(asked["as_of"], "Y-m-d H:i")})
        if asked["known_at"]:
            words.append(_("known at %(time)s") % {"time": date_format(asked["known_at"], "Y-m-d H:i")})
        return _("Always the same: %(words)s") % {"words": ", ".join(words)}

    @property
    def asked(self) -> dict[str, str]:
        """The page's choices as its address keeps them."""
        kept, period = self.question.parameters(), self.cleaned_data["period"]
        return kept if period == AS_IT_IS else moving(kept, period)

    @property
    def rhythm(self) -> Rhythm:
        """When it is sent."""
        asked = self.cleaned_data
        return Rhythm(asked["at"], asked["zone"], asked["weekday"], asked["day"])


def _zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")
