"""What is known of a customer in the desk's own fields, as a card beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tickets.actions.customers import attributes
from tickets.actions.own_fields import fields
from tickets.models import Customer, CustomField, Ticket
from tickets.models.custom_field import FieldOn


@dataclass(frozen=True)
class FieldRow:
    """A field with what stands in it, in its one form, where that came from and when; "" and None of an empty one."""

    field: CustomField
    value: str = ""
    source: str = ""
    at: datetime | None = None


def rows(customer: Customer) -> list[FieldRow]:
    """All fields that are in use, and those out of use in which something stands."""
    empty = {field.pk: FieldRow(field) for field in fields(FieldOn.CUSTOMER).values()}
    held = {
        row.field_id: FieldRow(row.field, row.value, row.source or str(row.by or ""), row.at)
        for row in attributes.of(customer)
    }
    return sorted((empty | held).values(), key=lambda row: row.field.label.casefold())


def rows_of_ticket(ticket: Ticket) -> list[FieldRow]:
    """All of a ticket's fields that are in use, and those out of use in which something stands."""
    every = CustomField.objects.filter(on=FieldOn.TICKET)
    found = (FieldRow(field, ticket.fields.get(field.key, "")) for field in every)
    return sorted((row for row in found if row.field.in_use or row.value), key=lambda row: row.field.label.casefold())
