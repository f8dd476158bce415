"""Tickets of the list as a CSV file: row by row, and no text in it is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tickets.models import CustomField, Ticket
from tickets.models.custom_field import FieldOn
from tickets.rules.spreadsheets import defused

AT_ONCE = 500


def csv_of(tickets: QuerySet[Ticket], at: datetime) -> StreamingHttpResponse:
    """These tickets in the order of their numbers, as a file to download. Times are those of whoever asks."""
    response = StreamingHttpResponse(_lines(tickets), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tickets-{localtime(at):%Y-%m-%d-%H%M}.csv"'
    return response


def _lines(tickets: QuerySet[Ticket]) -> Iterator[str]:
    """With the mark at its beginning by which spreadsheets know that it is UTF-8."""
    own = list(CustomField.objects.filter(on=FieldOn.TICKET))
    yield "\ufeff" + _line([*_titles(), *(field.label for field in own)])
    found = tickets.select_related("customer__organisation", "owner", "team").order_by("id")
    for ticket in found.iterator(chunk_size=AT_ONCE):
        yield _line([*_values(ticket), *(ticket.fields.get(field.key, "") for field in own)])


def _line(values: list[Any]) -> str:
    text = StringIO()
    csv.writer(text).writerow([defused(value) for value in values])
    return text.getvalue()


def _titles() -> list[str]:
    return [
        *(_("Number"), _("Reference"), _("Subject"), _("Customer"), _("Status"), _("Waiting on"), _("Priority")),
        *(_("Owner"), _("Team"), _("Tags"), _("Started"), _("Last contact"), _("Due next"), _("What is due")),
        *(_("Stalled since"), _("Stalled by"), _("Resolved at"), _("Contacts"), _("Chasers"), _("Organisation")),
    ]


def _values(ticket: Ticket) -> list[Any]:
    return [
        *(ticket.pk, ticket.reference, ticket.subject, str(ticket.customer), ticket.standing),
        *(ticket.get_waiting_on_display(), ticket.get_priority_display(), ticket.owner, ticket.team),
        *(", ".join(ticket.tags), _moment(ticket.started_at), _moment(ticket.last_contact_at), _moment(ticket.due_at)),
        *(ticket.get_due_kind_display() if ticket.due_kind else "", _moment(ticket.stalled_since)),
        *(
            ", ".join(ticket.stalled_rules),
            _moment(ticket.resolved_at),
            ticket.contacts,
            ticket.chasers,
            ticket.customer.organisation,
        ),
    ]


def _moment(at: datetime | None) -> str:
    """As spreadsheets read a time."""
    return f"{localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""
