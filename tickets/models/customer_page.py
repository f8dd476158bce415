"""A ticket as whoever holds a link may see it: our promises, what we understood, what was said. No notes, no internals.

The customer's page and the customer's API show the same; this is what both are made of. What is shown to whom is decided by
`tickets.rules.showing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tickets.events.contact import CONTACTS
from tickets.events.replay import story_of
from tickets.events.status import Renamed
from tickets.models import tokens
from tickets.models.customer import Identity, IdentityKind
from tickets.models.customer_lines import ShownLine, display_name, shown_lines, spoken, words_shown
from tickets.models.event import Event
from tickets.models.fact import Feedback, KnownFact
from tickets.models.history import load_events, moment
from tickets.models.message import Direction, Message
from tickets.models.promise import Promise
from tickets.models.ticket import Ticket
from tickets.models.tokens import OpenedToken
from tickets.rules.closed_loop import presumed_from
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import SETTLED, Loop, WaitingOn
from tickets.rules.showing import Holder, Known, Seen, is_internal, seen


@dataclass(frozen=True)
class NextStep:
    """What happens next, in a sentence for the customer, and by when (None: no time was promised)."""

    what: str
    due_at: datetime | None


@dataclass(frozen=True)
class AskedQuestion:
    """“Does it work for you?”: what we said when we resolved it, and when silence will be taken for a yes."""

    message: Message | None
    words: str
    asked_by: str
    presumed_at: datetime | None
    is_new: bool  # nobody was asked yet


@dataclass(frozen=True)
class CustomerPage:
    """Everything that is shown. `question` is None unless we wait for the holder's yes or no; `is_told`: whether our last words,
    if there are any, are shown to them.

    `subject` is "" where another one's words are the ticket's subject. `messages`: those that are shown in their own words,
    with their files; `lines` tells of calls and visits too.
    """

    ticket: Ticket
    subject: str
    step: NextStep
    question: AskedQuestion | None
    is_told: bool
    promises: list[Promise]
    facts: list[KnownFact]
    messages: list[Message]
    lines: list[ShownLine]
    scores: dict[str, int]


def opened(reference: str, token: str, at: datetime) -> OpenedToken | None:
    """What a customer's token opens at an instant, where its story goes on; None if it opens nothing."""
    found = tokens.read(reference, token, at)
    return found and OpenedToken(home_of(found.ticket), found.holder)


def customers_view(ticket: Ticket, holder: Holder, *, desk: Desk, at: datetime) -> CustomerPage:
    """The view of a ticket for a holder as of an instant; a merged ticket is seen where its story goes on."""
    ticket = home_of(ticket)
    parts = _own_parts(ticket)
    said = list(_messages(parts))
    theirs = seen(holder, _on_file(ticket), map(spoken, said))
    shown = [message for message in said if message.pk in theirs.messages]
    made = Promise.objects.in_effect().filter(made_in__ticket__in=parts).select_related("by", "message", "made_in")
    promises = [promise for promise in made if _is_promised_to(promise, theirs)]
    return CustomerPage(
        ticket=ticket,
        subject=ticket.subject if _is_their_subject(ticket, holder, said, theirs) else "",
        step=next_step(ticket, min((promise.due_at for promise in promises if promise.owed), default=None)),
        question=_question(ticket, holder, said, theirs, desk),
        is_told=theirs.shows(_last_words(said)),
        promises=promises,
        facts=_facts(parts, theirs, at),
        messages=[message for message in shown if not is_internal(holder, message.channel)],
        lines=shown_lines(holder, shown),
        scores=dict(Feedback.objects.filter(ticket__in=parts).values_list("survey", "score")) if theirs.alone else {},
    )


def home_of(ticket: Ticket) -> Ticket:
    """Where a ticket's story goes on after a merge; another customer's ticket stays closed to this one."""
    home = ticket.merged_into
    return home if home is not None and home.customer_id == ticket.customer_id else ticket


def next_step(ticket: Ticket, due_at: datetime | None = None) -> NextStep:
    """What happens next. `due_at`: when what we promised them is due; a target of our own is promised to nobody."""
    if ticket.status in SETTLED:
        if ticket.loop == Loop.AWAITING:
            return NextStep(_("Tell us whether it is solved."), None)
        return NextStep(_("Nothing is left to do. Write to us if it comes back."), None)
    if due_at:
        return NextStep(_("We do what we promised."), due_at)
    if ticket.waiting_on == WaitingOn.CUSTOMER:
        return NextStep(_("We wait for your answer."), None)
    return NextStep(_("A person answers you."), None)


def known_as(identity: Identity) -> dict[str, str]:
    """A customer's name and one identity: who writes when it is the link to it that vouches for them."""
    return {"name": identity.customer.name, str(identity.kind): identity.value}


def _own_parts(ticket: Ticket) -> list[int]:
    """The ticket and what was merged into it; what came from another customer stays between them and us."""
    merged = Ticket.objects.filter(merged_into=ticket, customer=ticket.customer_id)
    return [ticket.pk, *merged.values_list("pk", flat=True)]


def _messages(parts: list[int]) -> QuerySet[Message]:
    """All that was said but notes, each with the choices of the contact that it came by."""
    contact = Event.objects.filter(message=OuterRef("pk"), kind__in=CONTACTS).order_by("id").values("data")[:1]
    said = Message.objects.filter(ticket__in=parts).exclude(direction=Direction.INTERNAL)
    return said.annotate(contact=Subquery(contact)).select_related("author").prefetch_related("attachments")


def _on_file(ticket: Ticket) -> list[Known]:
    rows = Identity.objects.filter(customer=ticket.customer_id)
    return [
        Known(row.pk, row.value if row.kind == IdentityKind.EMAIL else "", row.verified, row.shared) for row in rows
    ]


def _is_their_subject(ticket: Ticket, holder: Holder, said: list[Message], theirs: Seen) -> bool:
    """A ticket's subject is what its first contact wrote. What was noted of a call is for us, unless we renamed it since."""
    began = min((m for m in said if m.ticket_id == ticket.pk), key=lambda m: m.pk, default=None)
    if began and is_internal(holder, began.channel) and not ticket.events.filter(kind=Renamed.name).exists():
        return False
    first = next((m for m in said if m.direction == Direction.IN and m.ticket_id == ticket.pk), None)
    return theirs.shows(first.pk if first else None)


def _is_promised_to(promise: Promise, theirs: Seen) -> bool:
    return theirs.shows(promise.message_id, session=promise.made_in.data.get("missed", ""))


def _facts(parts: list[int], theirs: Seen, at: datetime) -> list[KnownFact]:
    """The latest that the holder told us of each key, if it still holds: one that has expired means that we no longer know."""
    facts = KnownFact.objects.filter(ticket__in=parts).select_related("message", "event")
    own = [fact for fact in facts if theirs.shows(fact.message_id, came_by=fact.event.data.get("address"))]
    return [fact for fact in {fact.key: fact for fact in own}.values() if _holds(fact, at)]


def _holds(fact: KnownFact, at: datetime) -> bool:
    return fact.valid_until is None or at < fact.valid_until


def _last_words(said: list[Message]) -> int | None:
    return next((m.pk for m in reversed(said) if m.direction == Direction.OUT and not m.automatic), None)


def _question(ticket: Ticket, holder: Holder, said: list[Message], theirs: Seen, desk: Desk) -> AskedQuestion | None:
    """Asked of whom we told that it is solved, and of nobody else."""
    if ticket.status not in SETTLED or ticket.loop == Loop.CONFIRMED:
        return None
    last = _last_words(said)
    if not theirs.shows(last):
        return None
    message = next((m for m in said if m.pk == last), None)
    story = story_of(load_events([ticket.pk])[ticket.pk], desk)
    if story.resolution is None or story.resolution.undelivered:
        return None
    return AskedQuestion(
        message,
        words_shown(holder, message, said) if message else "",
        display_name(message.author if message else None),
        moment(presumed_from(story)),
        is_new=story.resolution.asked_at is None,
    )
