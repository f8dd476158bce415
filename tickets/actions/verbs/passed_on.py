"""Whose mail a person of ours passed on: they become its ticket's customer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.customers.identities import introduce, on_file, speaking
from tickets.actions.links import end_links
from tickets.actions.record import Entry, Invalid, record
from tickets.actions.verbs.conversation import internal
from tickets.actions.verbs.verb import WholeVerb
from tickets.events.note import Noted
from tickets.models import Customer, KnownFact, Message, Ticket
from tickets.models.customer import IdentityKind
from tickets.models.message import Direction
from tickets.rules.access import Actor
from tickets.rules.identity import email
from tickets.rules.subjects import is_forward


class CustomerIsSender(WholeVerb):
    """Whoever wrote the mail that one of us passed on is the customer of its ticket; a note says so.

    No event moves: the words stay those of the person who passed them on, so that no link shows them to anybody.
    """

    name, permission = "passed-on", "identities"
    button, icon = gettext_lazy("Make them the customer"), "forward_to_inbox"
    beside = gettext_lazy("Whoever wrote the mail that was passed on")

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """Where somebody of ours passed a mail on, and is still taken for the customer. Other subjects cost no look-up."""
        return is_forward(ticket.subject) and bool(_writer(ticket))

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """Errors: Invalid where no mail was passed on, Stale, Forbidden."""
        address = _writer(ticket)
        if not address:
            raise Invalid("ticket", _("Nothing says whose mail was passed on."))
        words = _("The customer is %(address)s, whose mail was passed on.") % {"address": address}
        fresh = record(
            ticket,
            [Entry(Noted, actor=actor, message=internal(actor, words, at))],
            at=at,
            expected_version=expected_version,
        )
        gone, customer = fresh.customer_id, _customer(address, at)
        end_links(Ticket.objects.of_one_story(fresh))
        Ticket.objects.filter(pk=fresh.pk).update(customer=customer)
        Message.objects.filter(ticket=fresh, customer=gone).update(customer=customer)
        KnownFact.objects.filter(ticket=fresh, customer=gone).update(customer=customer)
        return Ticket.objects.get(pk=fresh.pk)

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Who it is now."""
        return _("%(customer)s is the customer.") % {"customer": result.customer}


def _writer(ticket: Ticket | int) -> str:
    """The address of whoever wrote the mail with which a ticket began, if one of us passed it on and is its customer."""
    pk = ticket if isinstance(ticket, int) else ticket.pk
    first = Message.objects.filter(ticket=pk, direction=Direction.IN).select_related("ticket").first()
    if first is None or first.customer_id != first.ticket.customer_id:
        return ""
    address = email(first.sender.get("passed_on", "")) or ""
    own = first.ticket.customer.identities.filter(kind=IdentityKind.EMAIL, value=address)
    return "" if not address or own.exists() else address


def _customer(address: str, at: datetime) -> Customer:
    """Whoever has the address, or somebody new: only claimed, as all that a mail says."""
    pair = (str(IdentityKind.EMAIL), address)
    found = on_file([pair])
    if rows := speaking(found):
        return Customer.objects.get(pk=rows[0].customer_id)
    customer = Customer.objects.create(name=address, created_at=at)
    introduce(customer, [pair], shared={pair} if found else set(), verified=False, at=at)
    return customer
