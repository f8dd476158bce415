"""Chat over HTTP: a widget opens a session, writes to it, and asks what is new in it.

The session's key is shown once and comes back as a header (a widget's cookie would be a third party's). It opens this
one conversation and nothing else: an address typed into a chat shows nobody's history.
"""

from datetime import timedelta
from hmac import compare_digest

from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from config import conditional, presence
from tickets.actions import by_chat
from tickets.actions.intake import chats, sessions
from tickets.actions.intake.inbound_message import InboundFile, InboundMessage, Sender
from tickets.actions.setup.accounts import fingerprint
from tickets.channels.accounts import StrangersView, account_of
from tickets.channels.chat import bodies, reading, visitor_token
from tickets.channels.chat.throttles import LooksPerAddress, LooksPerChat, OpensPerAddress, OpensPerWidget
from tickets.models import Attachment, ChannelSession
from tickets.models.chat_question import lines_of
from tickets.models.widget import widget_of
from tickets.rest.parsers import Json
from tickets.rest.repeats import IDEMPOTENCY_KEY, repeatable
from tickets.rest.schema import ETAG, IF_NONE_MATCH, problems
from tickets.rules import identity
from tickets.rules.lifecycle import Channel

KEY = "X-Chat-Key"
KEY_PARAMETER = OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True)
SEEN_EVERY = timedelta(seconds=20)


class Sessions(StrangersView):
    """A visitor opens the chat."""

    throttle_classes = [OpensPerAddress, OpensPerWidget]

    @extend_schema(
        tags=["channels"],
        request=bodies.OpenBody,
        responses={201: bodies.SessionShape, **problems(400, 404, 413, 415, 429)},
    )
    def post(self, request, widget):
        """Open a session. Its key is shown to whoever opens it and to nobody else; with the key of a browser, or a token of the
        site, the visitor's own chat goes on."""
        account, at = account_of(Channel.CHAT, widget), timezone.now()
        body = bodies.OpenBody(data=request.data)
        body.is_valid(raise_exception=True)
        token = body.validated_data.get("token")
        who = _vouched(account, token, at) if token else {"browser": body.validated_data.get("browser") or ""}
        chat, key = chats.open_chat(account, at=at, **who)
        return Response({"session": chat.external_id, "key": key}, status=201)


def _of_chat(view, request, widget, session):
    """Whose the repeats are. Opening a chat is not among them: what it answers is the key, which is kept nowhere."""
    return f"chat-{view.opened(request, widget, session).pk}", timezone.now()


class ChatView(StrangersView):
    """A view of one session, for who has its key. Unknown, foreign and wrong are the same 404."""

    def opened(self, request, widget, session):
        """The session. Error: Http404."""
        chats_of = ChannelSession.objects.select_related("account__widget", "ticket__merged_into")
        chat = chats_of.filter(channel=Channel.CHAT, external_id=session, account__slug=widget).first()
        presented = fingerprint(_key(request))
        is_theirs = chat is not None and chat.key_hash and compare_digest(chat.key_hash, presented)
        if not is_theirs or not chat.account.active:
            raise Http404
        return chat


class Lines(ChatView):
    """The lines of one session."""

    parser_classes = [Json, bodies.ChatForm]

    def get_throttles(self):
        """Who looks every second is counted by the chat; who writes, as everywhere."""
        if self.request.method == "GET":
            return [LooksPerChat(), LooksPerAddress()]
        return super().get_throttles()

    @extend_schema(
        tags=["channels"],
        request={"application/json": bodies.SaidBody, "multipart/form-data": bodies.SentBody},
        parameters=[KEY_PARAMETER, IDEMPOTENCY_KEY],
        responses={200: bodies.LineShape, 201: bodies.LineShape, **problems(400, 404, 409, 413, 415, 422, 429)},
    )
    @repeatable(_of_chat)
    def post(self, request, widget, session):
        """Say something, or send files. 201, or 200 for a repeat with the same `client_id`."""
        chat = self.opened(request, widget, session)
        is_form = (request.content_type or "").startswith("multipart/")
        body = (bodies.SentBody if is_form else bodies.SaidBody)(data=request.data)
        body.is_valid(raise_exception=True)
        line = _inbound(chat, body.validated_data)
        received = sessions.said(chat, line, at=timezone.now(), account=chat.account)
        presence.stopped(chat.pk, "visitor")
        shown = bodies.LineShape(received.message).data
        return Response(shown, status=200 if received.repeated else 201)

    @extend_schema(
        tags=["channels"],
        parameters=[KEY_PARAMETER, bodies.AskedQuery, ETAG, IF_NONE_MATCH],
        responses={200: bodies.LinesShape, 304: None, **problems(400, 404, 429)},
    )
    def get(self, request, widget, session):
        """What was said in this chat, after a message; 304 while nothing is new."""
        chat, at = self.opened(request, widget, session), timezone.now()
        query = bodies.AskedQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        if query.validated_data["typing"]:
            presence.writes(chat.pk, "visitor")
        after = query.validated_data["after"]
        if after > chat.shown or chat.seen_at is None or at - chat.seen_at >= SEEN_EVERY:
            chats.seen(chat, at=at, shown=after)
        state = reading.standing(chat)
        if unchanged := conditional.unchanged(request, state.etag):
            return unchanged
        news = reading.news(chat, after)
        shown = bodies.LinesShape(news).data
        if (question := news["question"]) and not question.answer:
            by_chat.asked(question.message, at=at)
        return Response(shown, headers=conditional.headers(state.etag))


class Reach(ChatView):
    """Where a visitor can be reached."""

    @extend_schema(
        tags=["channels"],
        request=bodies.ReachBody,
        parameters=[KEY_PARAMETER, IDEMPOTENCY_KEY],
        responses={200: bodies.ReachShape, **problems(400, 404, 409, 413, 415, 422, 429)},
    )
    @repeatable(_of_chat)
    def post(self, request, widget, session):
        """Leave an address: answers go there once the chat is left."""
        chat = self.opened(request, widget, session)
        body = bodies.ReachBody(data=request.data)
        body.is_valid(raise_exception=True)
        chat = chats.leave_address(chat, body.validated_data["email"], at=timezone.now())
        return Response({"reach": chat.reach})


class End(ChatView):
    """The end of a chat."""

    @extend_schema(
        tags=["channels"],
        request=None,
        parameters=[KEY_PARAMETER, IDEMPOTENCY_KEY],
        responses={204: None, **problems(400, 404, 409, 422, 429)},
    )
    @repeatable(_of_chat)
    def post(self, request, widget, session):
        """End the chat. Nothing more can be said in it; a second time changes nothing."""
        chats.end(self.opened(request, widget, session), at=timezone.now())
        return Response(status=204)


def _answer(operation, summary, act):
    """A view for one of the two answers to “is it solved?”."""

    @extend_schema(
        operation_id=operation,
        summary=summary,
        tags=["channels"],
        request=None,
        parameters=[KEY_PARAMETER, IDEMPOTENCY_KEY],
        description="The visitor's answer, where the chat's question asks for it; 409 where nothing is asked.",
        responses={200: bodies.QuestionShape, **problems(400, 404, 409, 422, 429)},
    )
    @repeatable(_of_chat)
    def post(self, request, widget, session):
        answered = act(self.opened(request, widget, session), at=timezone.now())
        return Response(bodies.QuestionShape(answered).data)

    return type(operation.title().replace("_", ""), (ChatView,), {"post": post})


ConfirmInChat = _answer("chat_confirm", "Yes, it is solved", by_chat.confirm)
DisputeInChat = _answer("chat_dispute", "No, not yet", by_chat.dispute)


class FileView(ChatView):
    """A file of the chat."""

    @extend_schema(
        tags=["channels"],
        parameters=[KEY_PARAMETER],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **problems(404, 429)},
    )
    def get(self, request, widget, session, pk):
        """A file of a line that this session may read: always to be saved, whatever it says it is."""
        chat = self.opened(request, widget, session)
        shown = lines_of(chat).order_by().values("pk")
        file = Attachment.objects.filter(pk=pk, message__in=shown).first()
        if file is None:
            raise Http404
        response = FileResponse(file.file.open(), as_attachment=True, filename=file.name)
        response["Content-Type"] = "application/octet-stream"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cache-Control"] = "private, no-store"
        return response


def _vouched(account, token, at):
    """Whom the site says that the visitor is. Error: ValidationError, which does not say what is wrong."""
    try:
        visitor = visitor_token.read(token, secret=widget_of(account).secret, audience=account.slug, at=at)
    except visitor_token.NotVouchedFor as error:
        raise serializers.ValidationError({"token": [_("This token is not valid here, or not any more.")]}) from error
    vouched = {"name": visitor.name, "email": visitor.email if identity.email(visitor.email) else ""}
    return {"subject": visitor.subject, "vouched": {key: value for key, value in vouched.items() if value}}


def _key(request):
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get(KEY) or (key.strip() if scheme.lower() == "chat" else "")


def _inbound(chat, told):
    """A line in the one shape. Whom the site vouches for is who it says, whatever they type."""
    files = told.get("files", ())
    typed = Sender(told.get("name", ""), told.get("email", "") or chat.reach, told.get("phone", ""))
    return InboundMessage(
        channel=Channel.CHAT,
        sender=_proven(chat) if chat.subject else typed,
        proven=bool(chat.subject),
        text=told.get("text", ""),
        session=chat.external_id,
        external_id=f"{chat.external_id}:{told['client_id']}",
        facts=told.get("facts", {}),
        files=tuple(InboundFile(file.name or "", file.content_type or "", file) for file in files),
    )


def _proven(chat):
    """The visitor by their name at the site, which is a handle of theirs that no other site can use. One that would be
    taken for another when compared is told by its fingerprint."""
    name = f"{chat.account.slug}:{chat.subject}"
    handle = name if identity.handle(name) == name else f"{chat.account.slug}:={fingerprint(chat.subject)}"
    return Sender(chat.vouched.get("name", ""), chat.vouched.get("email", ""), handle=handle)
