"""A ticket as its customer may see it: our promises, what we understood, what was said. No notes, no internals.

The customer's page and the customer's API show the same; this is what both are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets.models.customer import Customer
from tickets.models.fact import Feedback, KnownFact
from tickets.models.history import load_lines, moment
from tickets.models.message import Direction, Message
from tickets.models.people import User
from tickets.models.promise import Promise
from tickets.models.ticket import Ticket
from tickets.rules.closed_loop import presumed_from
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import SETTLED, Loop, WaitingOn
from tickets.rules.standing import tell


@dataclass(frozen=True)
class Step:
    """What happens next, in a sentence for the customer, and by when (None: no time was agreed)."""

    what: str
    due_at: datetime | None


@dataclass(frozen=True)
class Question:
    """“Does it work for you?”: what we said when we resolved it, and when silence will be taken for a yes."""

    message: Message | None
    asked_by: str
    presumed_at: datetime | None


@dataclass(frozen=True)
class CustomersView:
    """Everything that is shown. `question` is None unless we wait for the customer's yes or no."""

    ticket: Ticket
    step: Step
    question: Question | None
    promises: list[Promise]
    facts: list[KnownFact]
    messages: list[Message]
    scores: dict[str, int]


def customers_view(ticket: Ticket, *, desk: Desk, at: datetime) -> CustomersView:
    """The view of a ticket as of an instant; a merged ticket is seen where its story goes on."""
    ticket = home_of(ticket)
    parts = _own_parts(ticket)
    messages = list(_messages(parts))
    promises = list(Promise.objects.told().filter(made_in__ticket__in=parts).select_related("by", "message"))
    return CustomersView(
        ticket=ticket,
        step=next_step(ticket),
        question=_question(ticket, messages, desk),
        promises=promises,
        facts=_facts(parts, at),
        messages=messages,
        scores=dict(Feedback.objects.filter(ticket__in=parts).values_list("survey", "score")),
    )


def home_of(ticket: Ticket) -> Ticket:
    """Where a ticket's story goes on after a merge; another customer's ticket stays closed to this one."""
    home = ticket.merged_into
    return home if home is not None and home.customer_id == ticket.customer_id else ticket


def next_step(ticket: Ticket) -> Step:
    """What happens next and by when, from the ticket's row alone."""
    if ticket.status in SETTLED:
        if ticket.loop == Loop.AWAITING:
            return Step(_("Tell us whether it is solved."), None)
        return Step(_("Nothing is left to do. Write to us if it comes back."), None)
    if ticket.waiting_on == WaitingOn.CUSTOMER:
        return Step(_("We wait for your answer."), None)
    return Step(_due_words(ticket.due_kind), ticket.due_at)


def known_as(customer: Customer) -> dict[str, str]:
    """A customer's name and one identity on file, by kind: who writes when it is the link that vouches for them."""
    first = customer.identities.order_by("-verified", "pk").first()
    return {"name": customer.name} | ({first.kind: first.value} if first else {})


def _due_words(kind: str) -> str:
    words = {
        "promise": _("We do what we promised."),
        "update": _("You hear from us how it stands."),
        "resolution": _("We solve it."),
        "resolution_net": _("We solve it."),
    }
    return words.get(kind, _("A person answers you."))


def name_of(person: User | None) -> str:
    """What a customer calls a person of ours; never their login."""
    return (person and (person.first_name or person.last_name)) or _("Support")


def _own_parts(ticket: Ticket) -> list[int]:
    """The ticket and what was merged into it; what came from another customer stays between them and us."""
    merged = Ticket.objects.filter(merged_into=ticket, customer=ticket.customer_id)
    return [ticket.pk, *merged.values_list("pk", flat=True)]


def _messages(parts: list[int]) -> QuerySet[Message]:
    shown = Message.objects.filter(ticket__in=parts).exclude(direction=Direction.INTERNAL)
    return shown.select_related("author").prefetch_related("attachments")


def _facts(parts: list[int], at: datetime) -> list[KnownFact]:
    """The latest note of each key, if it still holds: one that has expired means that we no longer know."""
    facts = KnownFact.objects.filter(ticket__in=parts).select_related("message")
    return [fact for fact in {fact.key: fact for fact in facts}.values() if _holds(fact, at)]


def _holds(fact: KnownFact, at: datetime) -> bool:
    return fact.valid_until is None or at < fact.valid_until


def _question(ticket: Ticket, messages: list[Message], desk: Desk) -> Question | None:
    if ticket.status not in SETTLED or ticket.loop not in (Loop.AWAITING, Loop.PRESUMED):
        return None
    told = [m for m in messages if m.direction == Direction.OUT and not m.automatic]
    message = told[-1] if told else None
    lines = load_lines([ticket.pk])[ticket.pk]
    return Question(message, name_of(message.author if message else None), moment(presumed_from(tell(lines, desk))))
