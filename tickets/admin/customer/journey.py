"""A customer's whole journey: who they are, what is open, what they told us, what we owe them, all that was said."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from tickets.admin.shared import icons
from tickets.admin.shared.components import Pill
from tickets.admin.shared.formatting import Formatter
from tickets.admin.ticket.header import PROMISE_ICON, PROMISE_TONE, PROMISE_WORD, label
from tickets.admin.ticket.sidebar import IdentityRow, identity_row
from tickets.admin.ticket.timeline.rows import TimelineRow, failure, with_days
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Customer, CustomerChange, Identity, IdentityChange, KnownFact, Message, Promise, Ticket, User
from tickets.models.history import seconds
from tickets.models.message import Direction
from tickets.models.promise import PromiseState

PAGE = 50  # messages
MOST_PROMISES = 8
MOST_CHANGES = 10
KIND = {Direction.IN: "customer", Direction.OUT: "ours", Direction.INTERNAL: "note"}


@dataclass(frozen=True)
class JourneyFact:
    """What they told us, in which ticket, and whether it still holds. `earlier`: what they said before, if it differs."""

    key: str
    value: str
    ticket: int
    expired: bool
    earlier: str


@dataclass(frozen=True)
class JourneyPromise:
    """What we owe them, or did."""

    words: str
    icon: str
    tone: str
    headline: str
    detail: str
    ticket: int


@dataclass(frozen=True)
class Journey:
    """What we know of a customer, of what this person may see. `earlier`, `later`: numbers of the pages beside this one."""

    tickets: list[Ticket]
    open: list[Ticket]
    identities: list[IdentityRow]
    facts: list[JourneyFact]
    promises: list[JourneyPromise]
    changes: list[IdentityChange]
    file_changes: list[CustomerChange]
    rows: list[TimelineRow]
    earlier: int | None
    later: int | None


def journey(customer: Customer, user: User, formatter: Formatter, page: int = 1) -> Journey:
    """Read it; tickets of other teams stay theirs. Page 1 has the latest messages, each page in the order of time."""
    own = list(tickets(user).filter(customer=customer).select_related("owner").order_by("-id"))
    pks = [ticket.pk for ticket in own]
    found = Message.objects.filter(ticket__in=pks).select_related("author", "ticket").prefetch_related("attachments")
    start = (page - 1) * PAGE
    latest = list(found.order_by("-occurred_at", "-id")[start : start + PAGE + 1])
    rows = [_row(message, customer, formatter) for message in reversed(latest[:PAGE])]
    identities = Identity.objects.filter(customer=customer).order_by("-verified", "kind", "id")
    theirs = Q(customer=customer) | Q(customer__merged_into=customer)
    changes, file_changes = IdentityChange.objects.filter(theirs), CustomerChange.objects.filter(theirs)
    return Journey(
        tickets=own,
        open=[ticket for ticket in own if ticket.is_unresolved],
        identities=[identity_row(row) for row in identities],
        facts=_facts(pks, formatter),
        promises=_promises(pks, formatter),
        changes=list(changes.select_related("by").order_by("-at", "-id")[:MOST_CHANGES]),
        file_changes=list(file_changes.select_related("by").order_by("-at", "-id")[:MOST_CHANGES]),
        rows=list(with_days(rows, formatter)),
        earlier=page + 1 if len(latest) > PAGE else None,
        later=page - 1 if page > 1 else None,
    )


def _facts(pks: list[int], formatter: Formatter) -> list[JourneyFact]:
    """The latest value of each key; what it said before stays in sight where it differs."""
    by_key: dict[str, list[KnownFact]] = {}
    for fact in KnownFact.objects.filter(ticket__in=pks).order_by("noted_at", "id"):
        by_key.setdefault(fact.key, []).append(fact)
    return [
        JourneyFact(
            label(key),
            told[-1].value,
            told[-1].ticket_id,
            bool(told[-1].valid_until and told[-1].valid_until <= formatter.at),
            next((fact.value for fact in reversed(told) if fact.value != told[-1].value), ""),
        )
        for key, told in by_key.items()
    ]


def _promises(pks: list[int], formatter: Formatter) -> list[JourneyPromise]:
    """What can still be kept first, then what was broken and is owed, then the latest of the rest."""
    found = Promise.objects.filter(ticket__in=pks).exclude(state=PromiseState.SUPERSEDED).select_related("by")
    rows = sorted(found.order_by("-due_at", "-id"), key=lambda row: 0 if row.state == "open" else 1 if row.owed else 2)
    return [_promise(row, formatter) for row in rows[:MOST_PROMISES]]


def _promise(row: Promise, formatter: Formatter) -> JourneyPromise:
    due = seconds(row.due_at)
    is_open = row.state == PromiseState.OPEN
    overdue = is_open and due <= formatter.now  # true before the sweep has said so
    detail = _("%(by)s, due %(moment)s") % {"by": row.by or _("the desk"), "moment": formatter.moment(due)}
    return JourneyPromise(
        words=row.text or _("to come back to them"),
        icon=PROMISE_ICON["broken" if overdue else row.state],
        tone=PROMISE_TONE.get("broken" if overdue else row.state, "plain"),
        headline=formatter.distance(due).words if is_open else str(capfirst(PROMISE_WORD[row.state])),
        detail=detail,
        ticket=row.ticket_id,
    )


def _row(message: Message, customer: Customer, formatter: Formatter) -> TimelineRow:
    at, note = seconds(message.occurred_at), message.direction == Direction.INTERNAL
    who = str(message.author) if message.author else message.sender.get("name") or str(customer)
    if note and message.sender:
        who = str(message.sender.get("name") or message.sender.get("email"))
    elif not message.author and message.direction != Direction.IN:
        who = _("The desk")
    return TimelineRow(
        at=at,
        kind="automatic" if message.automatic else KIND[Direction(message.direction)],
        icon="lock" if note else "smart_toy" if message.automatic else icons.channel(message.channel),
        time=formatter.time(at),
        who=who,
        source="" if note else message.get_channel_display().lower(),
        text=message.text[:2000],
        anchor=f"m{message.pk}",
        pk=message.pk,
        ticket=message.ticket_id,
        marks=[
            Pill(f"#{message.ticket_id} {Truncator(message.ticket.subject).chars(40)}", "line", "confirmation_number")
        ],
        files=list(message.attachments.all()),
        failed=failure(message),
        cut=len(message.text) > 2000,
        rail="idle",
    )
