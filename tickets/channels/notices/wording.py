"""What a notice says: what happened and to which ticket, and what to do; never words of a customer or of a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.models import Notice, Telling, Ticket
from tickets.rules.telling import What

LONGEST_SUBJECT = 120
SAYS = {
    What.MENTION: gettext_lazy("A note of %(who)s names you. Read it, and answer in a note."),
    What.ASSIGNED: gettext_lazy("It is yours now. See what is due."),
    What.WROTE: gettext_lazy("The customer wrote. It is yours: answer, or hand it over."),
    What.FOLLOWED: gettext_lazy("Something happened in this ticket, which you follow: %(event)s."),
}


@dataclass(frozen=True)
class Line:
    """One thing that is told. `number`: the ticket's, or that of the one it was merged into."""

    kind: str
    number: int
    subject: str
    says: str
    url: str


def lines(telling: Telling) -> list[Line]:
    """What a person may still see of what was put together for them, in the order in which it happened."""
    rows = telling.notices.select_related("ticket", "event__by").order_by("event_id")
    goes_on = {row.ticket.merged_into_id or row.ticket_id for row in rows}
    seen = Ticket.objects.visible_to(telling.person).filter(pk__in=goes_on).in_bulk()
    found = ((row, seen.get(row.ticket.merged_into_id or row.ticket_id)) for row in rows)
    return [_line(row, ticket) for row, ticket in found if ticket is not None]


def _line(notice: Notice, ticket: Ticket) -> Line:
    who = str(notice.event.by) if notice.event.by else _("the desk")
    says = str(SAYS[What(notice.kind)]) % {"who": who, "event": notice.event.get_kind_display().lower()}
    url = f"{settings.PUBLIC_URL}{reverse('admin:tickets_ticket_change', args=[ticket.pk])}"
    subject = " ".join(ticket.subject.split()) or _("No subject")
    return Line(notice.kind, ticket.pk, subject[:LONGEST_SUBJECT], says, url)


def headline(found: Sequence[Line]) -> str:
    """What one reads first: of one thing which, of several how many and in how many tickets."""
    if len(found) == 1:
        return f"#{found[0].number} {found[0].subject}"
    told = {"n": len(found), "tickets": len({line.number for line in found})}
    return ngettext("%(n)d thing for you", "%(n)d things for you, in tickets: %(tickets)d", told["n"]) % told
