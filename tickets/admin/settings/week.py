"""A week as one writes it on a door, a field for each day: "09:00-12:00, 13:00-17:00"."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from tickets.admin.shared import form_fields

SHIFT = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
DAYS = [f"day{day}" for day in WEEKDAYS]


def weekday(day: int, initial: str = "", **more: Any) -> forms.Field:
    """The field of a day; Monday is 0."""
    return form_fields.Text(label=WEEKDAYS[day], required=False, max_length=200, initial=initial, **more)


def shown(shifts: Any, dash: str = "–") -> str:
    """The hours of a day."""
    return ", ".join(f"{opens}{dash}{closes}" for opens, closes in shifts)


def week_said(form: Any) -> dict[str, list[list[str]]]:
    """The days of a form as the rules read them, without those that have no hours; what is written otherwise is an error."""
    days = {str(day): _shifts(form, f"day{day}") for day in WEEKDAYS}
    return {day: shifts for day, shifts in days.items() if shifts}


def _shifts(form: Any, name: str) -> list[list[str]]:
    parts = [part.strip() for part in (form.cleaned_data.get(name) or "").split(",") if part.strip()]
    found = [SHIFT.fullmatch(part) for part in parts]
    if not all(found):
        form.add_error(name, _("Write it as 09:00-12:00, 13:00-17:00."))
        return []
    return [[match[1].zfill(5), match[2].zfill(5)] for match in found if match]
