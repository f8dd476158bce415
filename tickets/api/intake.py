"""One contact, any channel: the door for web forms and for other programs.

Joining is not showing. A key vouches for whom it names, and the link that was mailed to a customer for that customer: they
are answered with the signed link, `url`. An anonymous caller proves nothing. Their contact may join an open ticket of the
person they claim to be (the desk sees it marked “sender not proven”); the link is mailed to that person, if it is an address
that they gave. The caller gets a `receipt`: an address that shows the words they sent and nothing else, whoever answers them.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from tickets.actions import by_link
from tickets.actions.customers.identities import identities, is_a_visitor
from tickets.actions.inputs import Explicit, Facts, PastInstant, Text
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.record import permit
from tickets.api.authentication import ApiKeyAuthentication, RequestToken
from tickets.api.files import WithFiles, body_of
from tickets.api.requests import StepShape, opened_by_token
from tickets.models import Ticket, tokens, words
from tickets.models.customer_page import next_step
from tickets.models.tokens import OpenedToken
from tickets.rest.parsers import Form, Json
from tickets.rest.repeats import IDEMPOTENCY_KEY, fingerprint, once_per_key
from tickets.rest.schema import problems
from tickets.rules import identity
from tickets.rules.showing import Holder

SCOPE = "intake"
IDENTIFIES = ("email", "phone", "handle")


class SenderBody(Explicit):
    """Who turns to us; at least one of email, phone and handle."""

    in_schema = {"anyOf": [{"required": [kind]} for kind in IDENTIFIES]}

    name = Text(max_length=200, required=False, allow_blank=True)
    email = Text(max_length=320, required=False, allow_blank=True)
    phone = Text(max_length=64, required=False, allow_blank=True, help_text="With the country's code: +4930901820.")
    handle = Text(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs):
        """Nobody can be answered who cannot be recognised."""
        recognised = {str(kind) for kind, _value in identities(Sender(**attrs))}
        wrong = {
            kind: [_("This is no %(field)s that we can use.") % {"field": kind}]
            for kind in IDENTIFIES
            if attrs.get(kind)
        }
        wrong = {kind: reason for kind, reason in wrong.items() if kind not in recognised}
        if wrong:
            raise serializers.ValidationError(wrong)
        if not recognised:
            raise serializers.ValidationError(_("Give one of email, phone and handle."))
        name = identity.handle(attrs.get("handle", ""))
        if name and is_a_visitor(name):
            raise serializers.ValidationError({"handle": [_("By this name a site vouches for its visitor.")]})
        return attrs


class IntakeBody(Explicit):
    """A contact."""

    channel = serializers.ChoiceField(words.CHANNEL, default="web")
    text = Text()
    subject = Text(max_length=300, required=False, allow_blank=True)
    facts = Facts(required=False)
    external_id = Text(max_length=180, required=False)
    ticket = Text(
        max_length=16, required=False, help_text="A reference, to go on with that ticket: needs its token, or a key."
    )
    occurred_at = PastInstant(required=False, help_text="When it happened, for late entries: needs a key.")

    def get_fields(self):
        """`from` is a word of Python's own, so it cannot be written above."""
        sender = SenderBody(required=False, help_text="Needed unless a ticket's token says who it is.")
        return {"from": sender, **super().get_fields()}


class IntakeForm(WithFiles, IntakeBody):
    """A contact with files."""


class AcceptedTicketShape(serializers.Serializer):
    """The ticket; `url` is the customer's signed link, null where the caller has not proven to be that customer: then it is
    mailed to them, and `receipt` shows the caller's own words."""

    reference = serializers.CharField()
    status = serializers.ChoiceField(words.STATUS)
    waiting_on = serializers.ChoiceField(words.WAITING_ON)
    url = serializers.URLField(allow_null=True)
    receipt = serializers.URLField(allow_null=True)


class AcceptedMessageShape(serializers.Serializer):
    """The message that was stored."""

    id = serializers.IntegerField()


class AcceptedShape(serializers.Serializer):
    """What became of a contact, what happens next and by when."""

    ticket = AcceptedTicketShape()
    message = AcceptedMessageShape()
    new_ticket = serializers.BooleanField()
    next = StepShape()


EXAMPLE = {
    "from": {"name": "Mia", "email": "mia@example.org"},
    "subject": "The app hangs",
    "text": "The app hangs on my phone every time I open the basket.",
    "facts": {"device": "Pixel 7", "app_version": "4.2"},
}


class Intake(APIView):
    """POST a contact."""

    parser_classes = [Json, Form]
    # No session: a page elsewhere must not be able to write in an agent's name.
    authentication_classes = [ApiKeyAuthentication, RequestToken]
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="intake",
        summary="One contact, any channel",
        tags=["intake"],
        description=__doc__,
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": IntakeBody, "multipart/form-data": IntakeForm},
        responses={
            200: AcceptedShape,
            201: AcceptedShape,
            **problems(400, 401, 403, 404, 409, 413, 415, 422, 429),
        },
        examples=[OpenApiExample("A contact", EXAMPLE, request_only=True)],
    )
    def post(self, request):
        """Check, take it in once, say what happens next."""
        at = timezone.now()
        given = body_of(request, IntakeBody, IntakeForm, at=at)
        caller = caller_of(request, given, at)
        body_hash = fingerprint(given)
        owner = caller.owner or body_hash

        def work():
            message = inbound_message(caller, given, owner)
            occurred_at = given.get("occurred_at")
            received = receive(message, at=at, occurred_at=occurred_at, **caller.place)
            return Response(accepted(received, at, proven=caller.proven), status=200 if received.repeated else 201)

        return once_per_key(request, owner=owner, body_hash=body_hash, at=at, work=work)

    def throttle_target(self, request):
        """Many strangers together must not flood one person: what is counted is whom they claim to be."""
        sender = request.data.get("from") if isinstance(request.data, dict) else None
        if not isinstance(sender, dict):
            return None
        claimed = next((sender[kind] for kind in IDENTIFIES if sender.get(kind)), "")
        return sha256(str(claimed).strip().lower().encode(errors="replace")).hexdigest()


@dataclass(frozen=True)
class Caller:
    """Who turns to us by what right. `owner`: whose the repeats are; `opened`: what their token opens; `proven`: whether a
    key, or a link that was mailed to them, vouches for the sender. `ticket`: the one that a key names."""

    owner: str = ""
    proven: bool = False
    ticket: Ticket | None = None
    opened: OpenedToken | None = None

    @property
    def place(self):
        """Where the contact belongs, as far as the caller may say."""
        return by_link.writer(self.opened).place if self.opened else {"ticket": self.ticket}


def caller_of(request, given, at):
    """The caller, with the right to what they ask for. Errors: PermissionDenied, ValidationError, 401 and 404."""
    if request.auth:
        return _program(request, given)
    if "occurred_at" in given:
        raise serializers.ValidationError({"occurred_at": [_("Only an API key may enter a contact late.")]})
    if "ticket" in given:
        opened = opened_by_token(request, given["ticket"], at)
        return Caller(by_link.writer(opened).owner, opened.holder.is_proven, opened=opened)
    _demand_sender(given)
    return Caller()


def _program(request, given):
    if SCOPE not in request.auth.scopes:
        raise PermissionDenied(_("This API key lacks the scope “%(scope)s”.") % {"scope": SCOPE})
    # Handing in for a customer is what a person of ours does by hand, with the same right.
    permit(request.user, "reply")
    _demand_sender(given)
    if "ticket" not in given:
        return Caller(request.auth.prefix, proven=True)
    tickets = Ticket.objects.visible_to(request.user).filter(reference=given["ticket"].upper())
    if not (ticket := tickets.first()):
        raise Http404
    return Caller(request.auth.prefix, proven=True, ticket=ticket)


def _demand_sender(given):
    if "from" not in given:
        raise serializers.ValidationError({"from": [_("Say who turns to us: email, phone or handle.")]})


def inbound_message(caller, given, owner):
    """The contact as every channel hands it over. An id in the channel is the caller's own: nobody meets another's.

    A token's holder is whom its link was made for and nobody else, whatever name comes with it.
    """
    external_id = given.get("external_id")
    sender = by_link.writer(caller.opened).sender if caller.opened else Sender(**given["from"])
    return InboundMessage(
        channel=given["channel"],
        sender=sender,
        text=given["text"],
        subject=given.get("subject", ""),
        proven=caller.proven,
        asks_for_link=not caller.proven,
        receipt=caller.opened.holder.receipt if caller.opened else None,
        external_id=f"{owner}:{external_id}" if external_id else None,
        facts=given.get("facts", {}),
        files=tuple(given.get("attachments", ())),
    )


def accepted(received, at, *, proven):
    """The answer, as JSON can hold it."""
    ticket = received.ticket
    link = receipt = None
    if not proven:
        receipt = tokens.link(received.message.ticket, Holder(receipt=received.message.pk), at=at)
    elif received.identity is not None:
        link = tokens.link(ticket, Holder(identity=received.identity), at=at)
    return AcceptedShape(
        {
            "ticket": {
                "reference": ticket.reference,
                "status": ticket.status,
                "waiting_on": ticket.waiting_on,
                "url": link,
                "receipt": receipt,
            },
            "message": {"id": received.message.pk},
            "new_ticket": received.new_ticket,
            "next": next_step(ticket, ticket.due_at if proven and ticket.due_kind == "promise" else None),
        }
    ).data
