"""Words for a customer that still hold a placeholder are not sent: they would read our gap instead of their value."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tickets.actions.record import Invalid
from tickets.rules.placeholders import found


def no_gaps(text: str) -> None:
    """Refuse a text with placeholders in it, and name them. Errors: Invalid."""
    if gaps := found(text):
        names = ", ".join(f"{{{name}}}" for name in gaps)
        raise Invalid("text", _("Fill in or take out %(names)s before you send it.") % {"names": names})
