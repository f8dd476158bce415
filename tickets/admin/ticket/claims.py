"""Where a ticket's contacts say that they belong, and what was joined to it: each one click away, and one click back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.admin.ticket.page_data import PageData
from tickets.models import Message, Ticket
from tickets.rules.identity import JoinHint
from tickets.rules.lifecycle import Status

WHY = {
    JoinHint.TOKEN: gettext_lazy("%(who)s answers a mail of ours that belongs to it, but takes no part in it."),
    JoinHint.THREAD: gettext_lazy("%(who)s answers a mail that belongs to it, but nothing proves that they take part."),
    JoinHint.NUMBER: gettext_lazy("Its number stands in the subject, which anybody can write."),
}
COPIED = gettext_lazy("%(who)s was in copy of a mail there.")
MOST_COPIES = 50


@dataclass(frozen=True)
class ClaimRow:
    """A ticket that this one says it belongs to: the reason, and who that ticket's customer is."""

    ticket: Ticket
    why: str
    same_customer: bool


def claims(page: PageData) -> list[ClaimRow]:
    """What to look at before answering; only tickets that this person may see and that go on themselves."""
    if not page.ticket.is_unresolved:
        return []
    said = _said(page)
    open_to = {row.pk: row for row in page.others if row.status != Status.MERGED}
    rows = {pk: open_to[pk] for pk in said if pk in open_to}
    copies = _copies(rows)
    return [
        ClaimRow(row, _why(said[pk], copies.get(pk, set())), row.customer_id == page.ticket.customer_id)
        for pk, row in rows.items()
    ]


def _said(page: PageData) -> dict[int, tuple[JoinHint, Message | None]]:
    """The tickets that contacts name, each by its strongest reason and who wrote so."""
    found: dict[int, tuple[JoinHint, Message | None]] = {}
    for line in page.lines:
        for ticket, hint in line.data.get("claims", ()):
            if ticket != page.ticket.pk:
                found.setdefault(ticket, (JoinHint(hint), page.message_of.get(line.id)))
    return found


def _copies(tickets: Iterable[int]) -> dict[int, set[str]]:
    """Who was in copy of the tickets' mails."""
    wanted = list(tickets)
    found: dict[int, set[str]] = {}
    if wanted:
        mails = Message.objects.filter(ticket__in=wanted).exclude(copied=[]).order_by("-pk")
        for ticket, copied in mails.values_list("ticket_id", "copied")[:MOST_COPIES]:
            found.setdefault(ticket, set()).update(copied)
    return found


def _why(said: tuple[JoinHint, Message | None], copies: set[str]) -> str:
    hint, message = said
    address = message.sender.get("email", "") if message else ""
    who = {"who": address or _("The sender")}
    why = str(WHY[hint]) % who
    return f"{why} {str(COPIED) % who}" if address in copies else why
