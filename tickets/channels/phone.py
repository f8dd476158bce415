"""Phone by plain JSON: a telephone system says that a call is offered, answered, ended, missed, or left a voicemail."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.actions import sessions
from tickets.actions.inbound import InboundMessage, Sender
from tickets.channels.accounts import ProviderView
from tickets.channels.bodies import MAX_TEXT, Explicit, HappenedAt, errors
from tickets.models import ChannelAccount, User
from tickets.rules.lifecycle import Channel

CALL = "(call)"
# What telephone systems send instead of a number that the caller keeps to themselves.
WITHHELD = {"", "anonymous", "restricted", "unknown", "unavailable", "private", "withheld", "+266696687"}


class CallBody(Explicit):
    """One event of a call. Without `at` it happened now; `from` is empty when the number is withheld."""

    call = serializers.CharField(max_length=120)
    to = serializers.CharField(max_length=64, required=False, allow_blank=True)
    at = HappenedAt(required=False)
    agent = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    recording_url = serializers.URLField(max_length=2000, required=False, allow_blank=True)
    transcript = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)

    def get_fields(self):
        """`from` is a word of Python's own."""
        caller = serializers.CharField(max_length=64, required=False, allow_blank=True, allow_null=True)
        return {**super().get_fields(), "from": caller}


class AnsweredBody(CallBody):
    """Somebody took the call, and we must know who."""

    agent = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))


class CallShape(serializers.Serializer):
    """The call and the ticket that it belongs to."""

    call = serializers.CharField()
    ticket = serializers.IntegerField()


class CallEvent(ProviderView):
    """An event of a call. The same event of the same call again changes nothing."""

    event = ""
    body = CallBody

    def account_for(self, secret_hash):
        """A line is known by its secret: all lines share the address."""
        lines = ChannelAccount.objects.filter(channel=Channel.PHONE, active=True)
        return lines.filter(secret_hash=secret_hash).first()

    @extend_schema(
        tags=["channels"],
        request=CallBody,
        responses={200: CallShape, **errors(400, 401, 409, 413, 415)},
        examples=[OpenApiExample("A call", {"call": "8f2c", "from": "+4930901820", "agent": "ben"}, request_only=True)],
    )
    def post(self, request):
        """Take an event of a call."""
        at = timezone.now()
        body = self.body(data=request.data, context={"at": at})
        body.is_valid(raise_exception=True)
        told = body.validated_data
        session = HAPPENED[self.event](request.auth, told, at=at, occurred_at=told.get("at", at))
        return Response({"call": told["call"], "ticket": session.ticket_id})


def _offered(account, told, **when):
    return sessions.call_offered(account, _contact(account, told, CALL, "offered"), **when)


def _answered(account, told, **when):
    caller = _contact(account, told, CALL, "offered")
    return sessions.call_answered(account, caller, by=told["agent"], **when)


def _ended(account, told, **when):
    return sessions.call_ended(account, _contact(account, told, CALL, "offered"), **when)


def _missed(account, told, **when):
    return sessions.call_missed(account, _contact(account, told, CALL, "offered"), **when)


def _voicemail(account, told, **when):
    recording = told.get("recording_url")
    parts = ["(voicemail)", told.get("transcript", ""), f"Recording: {recording}" if recording else ""]
    words = _contact(account, told, "\n".join(part for part in parts if part), "voicemail")
    return sessions.voicemail(account, _contact(account, told, CALL, "offered"), words, **when)


HAPPENED = {
    "offered": _offered,
    "answered": _answered,
    "ended": _ended,
    "missed": _missed,
    "voicemail": _voicemail,
}


def _contact(account, told, text, event):
    """A line of the caller in the one shape; a call id is unique only on its line."""
    call = f"{account.slug}:{told['call']}"
    return InboundMessage(
        channel=Channel.PHONE,
        sender=_caller(told.get("from") or ""),
        text=text,
        session=call,
        external_id=f"{call}:{event}",
    )


def _caller(number):
    return Sender() if number.strip().lower() in WITHHELD else Sender(phone=number)
