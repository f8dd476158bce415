"""The desk's own fields: which there are, what may be put into them, and which are needed before a ticket is resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from tickets.actions.change import Entry
from tickets.actions.record import Invalid
from tickets.events.resolution import Resolved
from tickets.events.status import FieldsSet
from tickets.models import CustomerValue, CustomField, Ticket
from tickets.models.custom_field import FieldOn
from tickets.models.words import worded
from tickets.rules.custom_fields import WrongValue, normal


def fields(on: str) -> dict[str, CustomField]:
    """The fields of customers or of tickets that are in use, by key."""
    return {row.key: row for row in CustomField.objects.filter(on=on, in_use=True)}


def told(values: Mapping[str, str], on: str) -> list[tuple[CustomField, str]]:
    """What is to stand in which field, each in its one form.

    Errors: Invalid for a field that is none and for a value that it cannot hold, named by its key.
    """
    known, found = fields(on), []
    for key, typed in values.items():
        if key not in known:
            raise Invalid(key, _("There is no field “%(key)s” in use.") % {"key": key})
        field = known[key]
        try:
            found.append((field, normal(field.kind, typed, field.options())))
        except WrongValue as wrong:
            raise Invalid(key, f"{field.label}: {worded(wrong)}") from wrong
    return found


def need_fields(ticket: Ticket, entries: Iterable[Entry]) -> None:
    """Nothing is resolved while a field is empty that the desk requires, whoever resolves it and wherever.

    Errors: Invalid, which names the fields.
    """
    entries = list(entries)
    if not any(entry.kind is Resolved for entry in entries):
        return
    required = list(CustomField.objects.filter(required=True, in_use=True))
    held = {**ticket.fields}
    for entry in entries:
        held |= entry.facts if entry.kind is FieldsSet else {}
    missing = [field for field in required if field.on == FieldOn.TICKET and not held.get(field.key)]
    if of_customer := [field for field in required if field.on == FieldOn.CUSTOMER]:
        known = set(CustomerValue.objects.filter(customer=ticket.customer_id).values_list("field", flat=True))
        missing += [field for field in of_customer if field.pk not in known]
    if missing:
        names = ", ".join(field.label for field in missing)
        raise Invalid("fields", _("Before it is resolved, fill in: %(fields)s.") % {"fields": names})
