"""Plain JSON: a telephone system says that a call is offered, answered, ended, missed, or left a voicemail."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.actions.inputs import MAX_TEXT, Explicit
from tickets.actions.intake import calls
from tickets.channels.instants import HappenedAt
from tickets.channels.phone.callers import contact
from tickets.channels.phone.lines import LineView
from tickets.models import User
from tickets.rest.schema import problems


class CallBody(Explicit):
    """One event of a call. Without `at` it happened now; `from` is empty when the number is withheld."""

    call = serializers.CharField(max_length=80)
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


class CallEvent(LineView):
    """An event of a call. The same event of the same call again changes nothing."""

    body = CallBody

    @extend_schema(
        tags=["channels"],
        request=CallBody,
        responses={200: CallShape, **problems(400, 401, 409, 413, 415, 422)},
        examples=[OpenApiExample("A call", {"call": "8f2c", "from": "+4930901820", "agent": "ben"}, request_only=True)],
    )
    def post(self, request):
        """Take an event of a call."""
        line, at = request.auth.line, request.auth.at
        body = self.body(data=request.data, context={"at": at})
        body.is_valid(raise_exception=True)
        told = body.validated_data
        return Response(self.once(request, lambda: self._happened(line, told, at)))

    def _happened(self, line, told, at):
        caller = contact(line, told["call"], told.get("from"), self.event)
        when = {"at": at, "occurred_at": told.get("at", at)}
        session = HAPPENED[self.event](line.account, caller, told, when)
        return {"call": told["call"], "ticket": session.ticket_id}


HAPPENED = {
    "offered": lambda account, caller, told, when: calls.offered(account, caller, **when),
    "answered": lambda account, caller, told, when: calls.answered(account, caller, by=told["agent"], **when),
    "ended": lambda account, caller, told, when: calls.ended(account, caller, **when),
    "missed": lambda account, caller, told, when: calls.missed(account, caller, **when),
    "voicemail": lambda account, caller, told, when: calls.voicemail(
        account, caller, recording=told.get("recording_url", ""), transcript=told.get("transcript", ""), **when
    ),
}
