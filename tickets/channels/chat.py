"""Chat over HTTP: a widget opens a session, writes to it, and asks what is new in it.

The session's key is shown once and comes back as a header (a widget's cookie would be a third party's). It opens this
one conversation and nothing else: an address typed into a chat shows nobody's history.
"""

import secrets
from hmac import compare_digest

from django.db.models import Count, Max
from django.http import Http404
from django.utils import timezone
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.actions import sessions
from tickets.actions.inbound import InboundMessage, Sender
from tickets.actions.operations import fingerprint
from tickets.channels.accounts import StrangersView, account_of
from tickets.channels.bodies import MAX_TEXT, Explicit, Facts, as_utc, errors
from tickets.models import ChannelSession, Message
from tickets.models.message import Direction
from tickets.rules.lifecycle import Channel

KEY = "X-Chat-Key"
MOST_MESSAGES = 200
KEY_PARAMETER = OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True)


class OpenBody(Explicit):
    """Nothing is needed to begin."""


class SaidBody(Explicit):
    """What the visitor wrote. The same `client_id` again is the same message."""

    text = serializers.CharField(max_length=MAX_TEXT)
    client_id = serializers.CharField(max_length=64)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=320, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=64, required=False, allow_blank=True)
    facts = Facts(required=False)


class AskedQuery(serializers.Serializer):
    """After which message to begin."""

    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)


class SessionShape(serializers.Serializer):
    """A session and the key that opens it."""

    session = serializers.CharField()
    key = serializers.CharField()


class LineShape(serializers.Serializer):
    """One line of the chat. `who`: you, us (a person of ours), automatic."""

    id = serializers.IntegerField(source="pk")
    who = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    text = serializers.CharField()
    at = serializers.SerializerMethodField()

    def get_who(self, message) -> str:
        """Whose words they are."""
        if message.direction == Direction.IN:
            return "you"
        return "automatic" if message.automatic else "us"

    def get_name(self, message) -> str | None:
        """The first name of a person of ours."""
        return (message.author.first_name or message.author.username) if message.author else None

    def get_at(self, message) -> str:
        """When it was said."""
        return as_utc(message.occurred_at)


class LinesShape(serializers.Serializer):
    """What is new."""

    messages = LineShape(many=True)


class Sessions(StrangersView):
    """A visitor opens the chat."""

    @extend_schema(
        tags=["channels"], request=OpenBody, responses={201: SessionShape, **errors(400, 404, 413, 415, 429)}
    )
    def post(self, request, widget):
        """Open a session. Its key is shown this once."""
        account = account_of(Channel.CHAT, widget)
        OpenBody(data=request.data).is_valid(raise_exception=True)
        name, key = f"{account.slug}.{secrets.token_urlsafe(16)}", secrets.token_urlsafe(32)
        sessions.open_session(Channel.CHAT, name, at=timezone.now(), key_hash=fingerprint(key))
        return Response({"session": name, "key": key}, status=201)


class Lines(StrangersView):
    """The lines of one session, for who has its key. Unknown, foreign and wrong are the same 404."""

    @extend_schema(
        tags=["channels"],
        request=SaidBody,
        parameters=[KEY_PARAMETER],
        responses={200: LineShape, 201: LineShape, **errors(400, 404, 413, 415, 429)},
    )
    def post(self, request, widget, session):
        """Say something. 201, or 200 for a repeat with the same `client_id`."""
        account, opened = self._opened(request, widget, session)
        body = SaidBody(data=request.data)
        body.is_valid(raise_exception=True)
        line = _inbound(opened, body.validated_data)
        received = sessions.said(opened, line, at=timezone.now(), account=account)
        return Response(LineShape(received.message).data, status=200 if received.repeated else 201)

    @extend_schema(
        tags=["channels"],
        parameters=[KEY_PARAMETER, AskedQuery],
        responses={200: LinesShape, 304: None, **errors(400, 404, 429)},
    )
    def get(self, request, widget, session):
        """What was said in this chat, after a message; 304 while nothing is new."""
        _, opened = self._opened(request, widget, session)
        query = AskedQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        lines = _lines(opened).filter(pk__gt=query.validated_data["after"])
        state = lines.aggregate(last=Max("pk"), count=Count("pk"))
        etag = f'"{opened.pk}-{state["last"] or 0}-{state["count"]}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        if etag in [known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))]:
            return Response(status=304, headers=headers)
        return Response(LinesShape({"messages": lines[:MOST_MESSAGES]}).data, headers=headers)

    def _opened(self, request, widget, session):
        account = account_of(Channel.CHAT, widget)
        opened = ChannelSession.objects.filter(channel=Channel.CHAT, external_id=session).first()
        presented = fingerprint(_key(request))
        theirs = opened is not None and opened.key_hash and session.startswith(f"{account.slug}.")
        if not theirs or not compare_digest(opened.key_hash, presented):
            raise Http404
        return account, opened


def _key(request):
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get(KEY) or (key.strip() if scheme.lower() == "chat" else "")


def _lines(opened):
    """Words of this chat and of no other channel; never notes."""
    public = Message.objects.filter(channel=Channel.CHAT, session=opened.external_id).exclude(
        direction=Direction.INTERNAL
    )
    return public.select_related("author").order_by("pk")


def _inbound(opened, told):
    return InboundMessage(
        channel=Channel.CHAT,
        sender=Sender(name=told.get("name", ""), email=told.get("email", ""), phone=told.get("phone", "")),
        text=told["text"],
        session=opened.external_id,
        external_id=f"{opened.external_id}:{told['client_id']}",
        facts=told.get("facts", {}),
    )
