"""Which fields of its own a desk has."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.models import CustomField
from tickets.rules.access import Actor
from tickets.rules.custom_fields import KEY, FieldKind

MOST = 100  # fields of a kind of thing
MOST_CHOICES = 200


@transaction.atomic
def add_field(
    *, by: Actor, on: str, key: str, label: str, kind: str, choices: str = "", required: bool = False
) -> CustomField:
    """A new field. Errors: Invalid for a key that is none or taken, and for a choice between nothing."""
    permit(by, "set-up")
    if not KEY.fullmatch(key):
        raise Invalid("key", _("A key is small letters, digits and underscores, such as loyalty_tier."))
    if CustomField.objects.filter(on=on, key=key).exists():
        raise Invalid("key", _("Another field has that key."))
    if CustomField.objects.filter(on=on).count() >= MOST:
        raise Invalid("key", _("At most %d fields.") % MOST)
    row = CustomField(on=on, key=key, label=label.strip(), kind=kind, required=required)
    row.choices = _choices(row, choices)
    row.save()
    return row


@transaction.atomic
def change_field(row: CustomField, *, by: Actor, label: str, choices: str, required: bool, in_use: bool) -> CustomField:
    """Another label, other choices, or out of use; gives the fresh row. What stands in it stays. Errors: Invalid."""
    permit(by, "set-up")
    fresh = CustomField.objects.select_for_update().get(pk=row.pk)
    fresh.label, fresh.required, fresh.in_use = label.strip(), required, in_use
    fresh.choices = _choices(fresh, choices)
    fresh.save()
    return fresh


def _choices(row: CustomField, typed: str) -> str:
    """One a line, each once. Errors: Invalid for a choice between nothing, and for choices of anything else."""
    row.choices = typed
    found: dict[str, str] = {}
    for option in row.options():
        found.setdefault(option.casefold(), option)
    options = list(found.values())
    if (row.kind == FieldKind.CHOICE) != bool(options):
        raise Invalid("choices", _("A choice has choices, one a line; no other kind has any."))
    if len(options) > MOST_CHOICES or any(len(option) > 80 for option in options):
        raise Invalid("choices", _("At most %d choices, each of at most 80 letters.") % MOST_CHOICES)
    return "\n".join(options)
