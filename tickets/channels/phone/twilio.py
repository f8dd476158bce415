"""Voice webhooks as Twilio sends them: forms in, TwiML out, each signed over the address that we are known by.

`voice` asks what to do with a call that comes in; `status` tells how it goes (with `?agent=`, how one person's leg goes);
`dial` says what became of ringing them, `recording` and `transcription` bring what was said after the tone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser

from tickets.actions.inputs import MAX_TEXT
from tickets.actions.intake import calls
from tickets.actions.intake.inbound_message import InboundMessage
from tickets.channels.instants import OLDEST
from tickets.channels.phone import transcripts
from tickets.channels.phone.callers import contact
from tickets.channels.phone.lines import LineView
from tickets.models import Line, User
from tickets.rest.schema import problems

MISSED = {"busy", "no-answer", "failed", "canceled"}
PARAMETERS = [OpenApiParameter("line", str), OpenApiParameter("agent", str)]


class CallForm(serializers.Serializer):
    """What we read of a hook. A provider may add fields at any time: others are left alone, not refused."""

    CallSid = serializers.CharField(max_length=80)
    ParentCallSid = serializers.CharField(max_length=80, required=False)
    From = serializers.CharField(max_length=200, required=False)
    To = serializers.CharField(max_length=200, required=False)
    Direction = serializers.CharField(max_length=40, required=False)
    CallStatus = serializers.CharField(max_length=40, required=False)
    DialCallStatus = serializers.CharField(max_length=40, required=False)
    DialCallDuration = serializers.IntegerField(min_value=0, max_value=86_400, required=False)
    Timestamp = serializers.CharField(max_length=80, required=False)
    RecordingUrl = serializers.URLField(max_length=2000, required=False)
    RecordingDuration = serializers.IntegerField(min_value=0, required=False)
    TranscriptionText = serializers.CharField(max_length=MAX_TEXT, required=False)


class TwilioEvent(LineView):
    """An event of a call. The same event again gets the same answer and changes nothing."""

    parser_classes = [FormParser]

    @extend_schema(
        tags=["channels"],
        request={"application/x-www-form-urlencoded": CallForm},
        parameters=PARAMETERS,
        responses={(200, "text/xml"): OpenApiTypes.STR, **problems(400, 401, 403, 409, 413, 415, 422)},
    )
    def post(self, request):
        """Take an event of a call, and say what to do with it."""
        line, at = request.auth.line, request.auth.at
        form = CallForm(data={name: value for name, value in request.data.items() if value})
        form.is_valid(raise_exception=True)
        told = form.validated_data | {"agent": request.query_params.get("agent", "")}
        answer = self.once(request, lambda: {"xml": ANSWERS[self.event](line, told, at)})
        return HttpResponse(answer["xml"], content_type="text/xml")


Told = dict[str, Any]


class When(TypedDict):
    """When we hear of it, and when it happened."""

    at: datetime
    occurred_at: datetime


def _voice(line: Line, told: Told, at: datetime) -> str:
    """A call comes in: the contact, and everybody's telephone rings."""
    if _is_ours(told):
        return transcripts.hang_up()
    calls.offered(line.account, _caller(line, told, "offered"), at=at, occurred_at=_moment(told, at))
    return transcripts.ring(line)


def _status(line: Line, told: Told, at: datetime) -> str:
    status = told.get("CallStatus", "")
    when = When(at=at, occurred_at=_moment(told, at))
    if told["agent"]:
        if status == "in-progress":
            _answered(line, told, told["agent"], **when)
    elif _is_ours(told):
        pass  # we rang somebody: nobody turned to us
    elif status == "ringing":
        calls.offered(line.account, _caller(line, told, "offered"), **when)
    elif status == "completed":
        calls.ended(line.account, _caller(line, told, "ended"), **when)
    elif status in MISSED:
        calls.missed(line.account, _caller(line, told, "missed"), **when)
    return transcripts.nothing()


def _dial(line: Line, told: Told, at: datetime) -> str:
    """Ringing is over. Who answered has been told by their own leg, or goes without saying if only one was rung."""
    when = When(at=at, occurred_at=_moment(told, at))
    if told.get("DialCallStatus") not in ("completed", "answered"):
        calls.missed(line.account, _caller(line, told, "missed"), **when)
        return transcripts.record(line)
    if len(line.rings) == 1:
        spoke = timedelta(seconds=told.get("DialCallDuration", 0))
        _answered(line, told, line.rings[0][0], at=at, occurred_at=when["occurred_at"] - spoke)
    calls.ended(line.account, _caller(line, told, "ended"), was_taken=True, **when)
    return transcripts.hang_up()


def _recording(line: Line, told: Told, at: datetime) -> str:
    if told.get("RecordingUrl") and told.get("RecordingDuration") != 0:
        _voicemail(line, told, at, recording=told["RecordingUrl"])
    return transcripts.hang_up()


def _transcription(line: Line, told: Told, at: datetime) -> str:
    if told.get("TranscriptionText"):
        _voicemail(line, told, at, recording=told.get("RecordingUrl", ""), transcript=told["TranscriptionText"])
    return transcripts.nothing()


ANSWERS = {
    "voice": _voice,
    "status": _status,
    "dial": _dial,
    "recording": _recording,
    "transcription": _transcription,
}


def _answered(line: Line, told: Told, username: str, *, at: datetime, occurred_at: datetime) -> None:
    """A person of ours picked up; somebody who has left us since the line was set up answers nothing."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person:
        caller = _caller(line, told, "answered")
        calls.answered(line.account, caller, by=person, at=at, occurred_at=occurred_at)


def _voicemail(line: Line, told: Told, at: datetime, **words: str) -> None:
    caller = _caller(line, told, "missed")
    calls.voicemail(line.account, caller, at=at, occurred_at=_moment(told, at), **words)


def _caller(line: Line, told: Told, event: str) -> InboundMessage:
    """The caller, by the call that they made; a leg to one of us is part of it."""
    call = told.get("ParentCallSid") or told["CallSid"]
    return contact(line, call, told.get("From"), event)


def _is_ours(told: Told) -> bool:
    return told.get("Direction", "").startswith("outbound") and not told.get("ParentCallSid")


def _moment(told: Told, at: datetime) -> datetime:
    """When it happened by Twilio's clock, never after now. Errors: ValidationError for what nobody sends that late."""
    try:
        when = parsedate_to_datetime(told.get("Timestamp", ""))
    except ValueError:
        return at
    if when.tzinfo is None:
        return at
    if when < at - OLDEST:
        raise ValidationError({"Timestamp": [_("This lies more than 31 days back.")]})
    return min(when, at)
