"""What a form changed, in words for the admin's history: from what to what, and of a secret only that it is another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tickets.admin.shared.form_fields import SecretField

LONGEST = 120


def sentence(form: Any, *, follows: bool) -> str:
    """All that a form changed: "Name: from “Support” to “Help”. Password: changed."; without `follows` only what is new."""
    parts = (_change(form, name, follows) for name in form.fields if name in form.changed_data)
    return " ".join(part for part in parts if part)


def _change(form: Any, name: str, follows: bool) -> str:
    field = form.fields[name]
    said: dict[str, str] = {"label": str(field.label)}
    if isinstance(field, SecretField):
        return (_("%(label)s: changed.") if follows else _("%(label)s: given.")) % said
    said |= {"old": shown(field, form[name].initial), "new": shown(field, form.cleaned_data.get(name))}
    if not said["old"] and not said["new"]:
        return ""  # typed, and of no effect
    if not follows or not said["old"]:
        return _("%(label)s: “%(new)s”.") % said
    if not said["new"]:
        return _("%(label)s: “%(old)s” removed.") % said
    return _("%(label)s: from “%(old)s” to “%(new)s”.") % said


def shown(field: forms.Field, value: Any) -> str:
    """A field's value for a person to read; "" for none."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(row) for row in value or ())
    if isinstance(field, forms.ModelChoiceField):
        return str(value if isinstance(value, Model) else field.queryset.filter(pk=value).first() or "")  # type: ignore[union-attr]
    if isinstance(field, forms.ChoiceField) and not isinstance(value, list):
        return _labels(field.choices).get(value, value or "")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, list | tuple):
        return Truncator(", ".join(_item(item) for item in value)).chars(LONGEST)
    return "" if value is None else Truncator(" ".join(str(value).split())).chars(LONGEST)


def _item(item: Any) -> str:
    """One of several: a pair, such as who is rung and where, is told with a colon."""
    return ": ".join(filter(None, item)) if isinstance(item, list | tuple) else str(item)


def _labels(choices: Any) -> dict[Any, str]:
    return {value: str(label) for value, label in choices}
