"""Form fields of the desk's pages, in Unfold's widgets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
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
Day = partial(forms.DateField, required=False, widget=UnfoldAdminTextInputWidget({"type": "date"}))


class MomentField(forms.DateTimeField):
    """A moment on the reader's own clock; None where it may be empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "widget": UnfoldAdminTextInputWidget({"type": "datetime-local"}), **kwargs}
        )

    def prepare_value(self, value: Any) -> Any:
        """As a browser's own field takes it."""
        value = super().prepare_value(value)
        return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class OnePerLine(forms.Field):
    """Several short texts, one a line; a list of those that are not empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": UnfoldAdminTextareaWidget({"rows": 4}), **kwargs})

    def to_python(self, value: Any) -> list[str]:
        """The lines without blanks around them."""
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """A text again."""
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another line is meant; browsers end lines in their own way."""
        return self.to_python(initial) != self.to_python(data)


class SecretField(forms.CharField):
    """A secret is written and never shown; an empty one keeps what is stored."""

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}, render_value=False)
        super().__init__(**{"required": False, "strip": False, "max_length": 4000, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> str:
        """Nothing, whatever is stored."""
        return ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether one was given."""
        return bool(data)


def zones(empty: Any = None) -> Iterable[tuple[str, Any]]:
    """All time zones by their names."""
    names = [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
    return names if empty is None else [("", empty), *names]
