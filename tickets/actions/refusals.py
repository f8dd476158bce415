"""What a verb is refused with, and what is said of it to whoever asked."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from tickets.actions import inputs
from tickets.actions.record import Invalid, Stale
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden

REFUSALS = (ValidationError, inputs.Refused, Invalid, Forbidden, Denied, Stale)


def reason(error: Exception) -> str:
    """One of them in a sentence."""
    if isinstance(error, Stale):
        return _("Something new came in it since you looked.")
    if isinstance(error, inputs.Refused):
        return str(error.reason)
    if isinstance(error, ValidationError):
        return " ".join(message for _field, message in inputs.flat(error.detail))
    return str(error)
