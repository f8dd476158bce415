"""A ticket that we open: a mail to somebody who has not written, or a call to somebody who has not called."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from config.broker import nudge
from tickets.actions.customers.identities import identities
from tickets.actions.inputs import Addresses, Explicit, PastInstant, RowId, Text
from tickets.actions.intake import by_hand
from tickets.actions.intake.by_hand import NotedContact
from tickets.actions.intake.inbound_message import Sender
from tickets.actions.intake.writing_first import FirstMail, write_first
from tickets.actions.outbox.copies import MOST_COPIED
from tickets.actions.record import Invalid, permit
from tickets.api.conditional import tag
from tickets.api.shapes import TicketShape, in_list, whole
from tickets.api.views import caller_key
from tickets.models import ChannelAccount, Customer, Ticket
from tickets.rest.repeats import IDEMPOTENCY_KEY, repeatable
from tickets.rest.schema import ETAG, problems
from tickets.rules.lifecycle import Channel


class NewTicketBody(Explicit):
    """Whom we turn to, and what we say. By phone: a call that was made and answered, with what was said."""

    channel = serializers.ChoiceField([Channel.EMAIL.value, Channel.PHONE.value], default=Channel.EMAIL.value)
    to = Text(
        max_length=320,
        required=False,
        help_text="An address, or by phone a number with its country's code. Not needed for a customer whom we have one of.",
    )
    customer = RowId(required=False, help_text="Somebody whom we know already.")
    name = Text(max_length=200, required=False, help_text="Of somebody new.")
    subject = Text(max_length=300)
    text = Text()
    mailbox = Text(max_length=80, required=False, help_text="The short name of the mailbox that it leaves by.")
    cc = Addresses(required=False, max_length=MOST_COPIED)
    bcc = Addresses(required=False, max_length=MOST_COPIED)
    occurred_at = PastInstant(required=False, help_text="When the call was answered, for late entries.")

    def validate(self, attrs):
        """Somebody must be named; a call has no mailbox and no copies, and a mail leaves now."""
        if "to" not in attrs and "customer" not in attrs:
            raise serializers.ValidationError({"to": [_("Say to whom: an address, or a customer.")]})
        other = ("mailbox", "cc", "bcc") if attrs["channel"] == Channel.PHONE else ("occurred_at",)
        wrong = {name: [_("This does not go with the channel.")] for name in other if name in attrs}
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


EXAMPLE = {"to": "mia@example.org", "name": "Mia", "subject": "Your order", "text": "It leaves tomorrow."}
OPENING = extend_schema(
    operation_id="ticket_open",
    summary="Write to somebody who has not written, or note a call to them",
    description=__doc__,
    tags=["tickets"],
    parameters=[IDEMPOTENCY_KEY, ETAG],
    request=NewTicketBody,
    responses={201: TicketShape, **problems(400, 401, 403, 404, 409, 413, 415, 422, 429)},
    examples=[OpenApiExample("A mail", EXAMPLE, request_only=True)],
)


class OpensTickets:
    """What a list of tickets does when something is posted to it."""

    @OPENING
    @repeatable(caller_key)
    def post(self, request):
        """Open it, and answer as GET of the ticket would."""
        at = timezone.now()
        permit(request.user, "reply")
        read = NewTicketBody(data=request.data, context={"by": request.user, "at": at})
        read.is_valid(raise_exception=True)
        given = read.validated_data
        customer = _customer(given.get("customer"), request.user)
        opened = _called if given["channel"] == Channel.PHONE else _written
        ticket = opened(given, customer, request.user, at)
        nudge("tickets.tasks.deliver")
        shown = whole(in_list(Ticket.objects).get(pk=ticket.pk))
        return Response(TicketShape(shown).data, status=201, headers={"ETag": tag(shown.version)})


def _customer(pk, user):
    """A customer of tickets that the caller may see. Foreign and missing are the same: Http404."""
    if pk is None:
        return None
    if not Ticket.objects.visible_to(user).filter(customer=pk).exists():
        raise Http404
    return Customer.objects.get(pk=pk)


def _written(given, customer, user, at):
    mailbox = None
    if "mailbox" in given:
        mailbox = ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True, slug=given["mailbox"]).first()
        if mailbox is None:
            raise Invalid("mailbox", _("There is no such mailbox."))
    mail = FirstMail(given["subject"], given["text"], mailbox, given.get("cc", ()), given.get("bcc", ()))
    return write_first(mail, by=user, at=at, to=given.get("to", ""), name=given.get("name", ""), customer=customer)


def _called(given, customer, user, at):
    answered_at = given.get("occurred_at", at)
    call = NotedContact(
        Channel.PHONE, answered_at, given["text"], ours=True, reached_at=answered_at, subject=given["subject"]
    )
    sender = None if customer else Sender(name=given.get("name", ""), phone=given["to"])
    if sender and not identities(sender):
        raise Invalid("to", _("This is no number that we can use."))
    return by_hand.log(call, by=user, at=at, sender=sender, customer=customer, ticket=by_hand.NEW).ticket
