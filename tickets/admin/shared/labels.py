"""What people of ours chose for a ticket, as the list and its page show it."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tickets.admin.shared.components import Pill
from tickets.admin.shared.formatting import Formatter
from tickets.models import Ticket
from tickets.models.history import seconds
from tickets.rules.lifecycle import Priority


def labels(ticket: Ticket, tell: Formatter) -> list[Pill]:
    """Its priority, unless it is as most tickets' are, until when it is snoozed, and its tags."""
    found = [Pill(tag, "line", "sell") for tag in ticket.tags]
    if ticket.priority != Priority.NORMAL:
        found.insert(0, Pill(_("%s priority") % capfirst(ticket.get_priority_display())))
    if ticket.is_unresolved and ticket.snoozed_until and ticket.snoozed_until > tell.at:
        until = _("Snoozed until %s") % tell.brief(seconds(ticket.snoozed_until))
        found.insert(0, Pill(until, "note", "snooze"))
    return found
