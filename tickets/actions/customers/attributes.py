"""What is known of a customer in the desk's own fields: by hand, by programs and by import, each change kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.customers.identities import kind_of
from tickets.actions.customers.naming import locked
from tickets.actions.own_fields import told
from tickets.actions.record import Invalid, permit
from tickets.models import Customer, CustomerChange, CustomerValue, Identity
from tickets.models.custom_field import FieldOn
from tickets.models.customer import CustomerChangeKind
from tickets.rules.access import Actor, person_id

LONGEST_SOURCE = 80


@transaction.atomic
def set_values(
    customer: Customer | int, values: Mapping[str, str], *, source: str = "", by: Actor, at: datetime
) -> list[CustomerValue]:
    """These values stand in these fields from now on, an empty one in none; gives all of the customer's.

    What stands there already is left with its source and time, so that the same again changes nothing. Errors: Invalid for a
    field that is none and for a value that it cannot hold, named by its key; Forbidden for somebody who was merged away.
    """
    permit(by, "attributes")
    row, person, source = locked(customer), person_id(by), source.strip()[:LONGEST_SOURCE]
    said_now = told(values, FieldOn.CUSTOMER)
    held = {value.field_id: value for value in CustomerValue.objects.filter(customer=row)}
    for one, value in said_now:
        before = held[one.pk].value if one.pk in held else ""
        if value == before:
            continue
        said = {"value": value, "source": source, "by_id": person, "at": at}
        if value:
            CustomerValue.objects.update_or_create(customer=row, field=one, defaults=said)
        else:
            held[one.pk].delete()
        CustomerChange.objects.create(
            customer=row,
            what=CustomerChangeKind.ATTRIBUTE,
            about=one.label,
            before=before,
            after=value,
            by_id=person,
            source=source,
            at=at,
        )
    return of(row)


def of(customer: Customer | int) -> list[CustomerValue]:
    """What stands in a customer's fields, by label."""
    found = CustomerValue.objects.filter(customer=customer).select_related("field", "by")
    return list(found.order_by("field__label", "pk"))


@dataclass
class ImportedAttributes:
    """What became of a file's lines: how many said something new, how many nothing new, and those that were refused."""

    taken: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, who: str, source: str, by: Actor, at: datetime
) -> ImportedAttributes:
    """Lines of a file, by their numbers: the column `who` names the customer by an address, a number or a handle of theirs,
    the others are fields. Each line stands for itself, and the same file again changes nothing.
    """
    permit(by, "attributes")
    became = ImportedAttributes()
    for number, row in rows:
        values = {key: value or "" for key, value in row.items() if key and key != who}
        try:
            customer = _named(row.get(who) or "")
            before = CustomerChange.objects.filter(customer=customer).count()
            set_values(customer, values, source=source, by=by, at=at)
        except ValueError as refused:
            became.refused.append((number, str(refused)))
        else:
            changed = CustomerChange.objects.filter(customer=customer).count() > before
            became.taken, became.known = became.taken + changed, became.known + (not changed)
    return became


def _named(value: str) -> Customer:
    """Whose address, number or handle it is. Errors: Invalid for nobody's, and for one that several people use."""
    kind, found = kind_of(value) if value.strip() else ("", None)
    rows = Identity.objects.filter(kind=kind, value=found or "", shared=False).select_related("customer")
    row = rows.first()
    if row is None:
        raise Invalid("customer", _("Nobody is known by “%(value)s” alone.") % {"value": value[:80]})
    return row.customer
