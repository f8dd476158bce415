"""Form fields of the set-up pages, in Unfold's widgets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

Text = partial(forms.CharField, widget=UnfoldAdminTextInputWidget)
Choice = partial(forms.ChoiceField, widget=UnfoldAdminSelectWidget)
One = partial(forms.ChoiceField, widget=UnfoldAdminRadioSelectWidget)
Whole = partial(forms.IntegerField, widget=UnfoldAdminIntegerFieldWidget)
Switch = partial(forms.BooleanField, required=False, widget=UnfoldBooleanSwitchWidget)
Slug = partial(forms.SlugField, widget=UnfoldAdminTextInputWidget)
Row = partial(forms.ModelChoiceField, widget=UnfoldAdminSelectWidget)
Rows = partial(forms.ModelMultipleChoiceField, required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget)
Several = partial(forms.MultipleChoiceField, widget=UnfoldAdminCheckboxSelectMultipleWidget)
Lines = partial(forms.CharField, required=False, widget=UnfoldAdminTextareaWidget({"rows": 4}))
Moment = partial(forms.DateTimeField, required=False, widget=UnfoldAdminTextInputWidget({"type": "datetime-local"}))
Day = partial(forms.DateField, required=False, widget=UnfoldAdminTextInputWidget({"type": "date"}))


def zones(empty: Any = None) -> Iterable[tuple[str, Any]]:
    """All time zones by their names."""
    names = [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
    return names if empty is None else [("", empty), *names]
