"""The customer's own view of a ticket, and what a customer may do with it: write, say yes, say no, give a score.

The signed token is who they are: no account, no session, no cookie. What it shows is what may be shown to whom its link was
made for; the token of a receipt shows the words that were sent by it, and takes more of them.
"""

from hashlib import sha256

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from config.downloads import download
from tickets.actions import by_link
from tickets.actions.inputs import Explicit, Instant, Text
from tickets.actions.verbs.outcome import GiveFeedback
from tickets.api.authentication import RequestToken, token_of
from tickets.api.files import CONTENT, AnyAccept, FileShape, WithFiles, body_of
from tickets.api.shapes import OrNull
from tickets.models import Attachment, tokens, words
from tickets.models.customer_lines import display_name
from tickets.models.customer_page import customers_view, opened
from tickets.models.history import current_desk
from tickets.models.promise import PromiseState
from tickets.rest.parsers import Form, Json
from tickets.rest.repeats import IDEMPOTENCY_KEY, fingerprint, once_per_key, repeatable
from tickets.rest.schema import problems

ROW_FIELDS = ("status", "waiting_on", "started_at", "resolved_at")


class StepShape(serializers.Serializer):
    """What happens next; by when, where we promised it."""

    what = serializers.CharField()
    due_at = Instant(allow_null=True)


class OwnPromiseShape(serializers.Serializer):
    """Our word, kept or not."""

    text = serializers.CharField()
    by = serializers.SerializerMethodField()
    made_at = Instant()
    due_at = Instant()
    state = serializers.ChoiceField(PromiseState.choices)
    settled_at = Instant(allow_null=True)
    fulfilled_late_at = Instant(allow_null=True)

    def get_by(self, promise) -> str:
        """The name that the customer knows."""
        return display_name(promise.by)


class OwnFactShape(serializers.Serializer):
    """What we understood."""

    key = serializers.CharField()
    value = serializers.CharField()
    noted_at = Instant()


class OwnMessageShape(serializers.Serializer):
    """What was said. `who`: you, us (a person of ours), automatic (our machine), call. Of a call or a visit `text` says that
    there was one, with whom and how long; words that we marked for you stand below, and `who` is us then."""

    id = serializers.IntegerField(source="message.pk")
    who = serializers.CharField()
    name = serializers.SerializerMethodField()
    channel = serializers.ChoiceField(words.CHANNEL, source="message.channel")
    text = serializers.CharField()
    at = Instant(source="message.occurred_at")
    attachments = FileShape(many=True, source="files")

    def get_name(self, line) -> str | None:
        """Which person of ours; null for the customer and for machines."""
        return line.name or None


class LoopShape(serializers.Serializer):
    """Where we stand with “does it work for you?”; `presumed_at`: when silence is taken for a yes."""

    state = OrNull(words.LOOP)
    asked = serializers.BooleanField()
    presumed_at = Instant(allow_null=True)


class RequestShape(serializers.Serializer):
    """A ticket as its customer sees it. `receipt`: the token is a receipt's, which shows your own words alone; how the ticket
    stands is null then. `subject` is empty where another one's words are."""

    reference = serializers.CharField()
    receipt = serializers.BooleanField()
    subject = serializers.CharField()
    status = OrNull(words.STATUS)
    waiting_on = OrNull(words.WAITING_ON)
    started_at = Instant(allow_null=True)
    resolved_at = Instant(allow_null=True)
    loop = LoopShape()
    next = StepShape()
    promises = OwnPromiseShape(many=True)
    facts = OwnFactShape(many=True)
    messages = OwnMessageShape(many=True)
    scores = serializers.DictField(child=serializers.IntegerField())
    link_expires_at = Instant()


class MessageBody(Explicit):
    """Words of the customer."""

    text = Text()


class MessageForm(WithFiles, MessageBody):
    """Words of the customer, with files."""


class ConfirmBody(Explicit):
    """Yes, it is solved."""


class DisputeOwnBody(Explicit):
    """No, and what is still wrong."""

    text = Text(required=False)


def opened_by_token(request, reference, at):
    """What the caller's token opens. Errors: NotAuthenticated without one, Http404 if it opens nothing."""
    token = token_of(request)
    if not token:
        raise NotAuthenticated(_("Open the link that we sent you, or send Authorization: Request TOKEN."))
    found = opened(reference, token, at)
    if found is None:
        raise Http404
    return found


def shown(ticket, holder, request, at):
    """A ticket in the shape that whoever holds the link reads."""
    view = customers_view(ticket, holder, desk=current_desk(at), at=at)
    question, stands = view.question, holder.is_proven
    return RequestShape(
        {
            **{name: getattr(view.ticket, name) if stands else None for name in ROW_FIELDS},
            "reference": view.ticket.reference,
            "receipt": not stands,
            "subject": view.subject,
            "loop": {
                "state": view.ticket.loop if stands else "",
                "asked": question is not None,
                "presumed_at": question.presumed_at if question else None,
            },
            "next": view.step if stands else RECEIVED,
            "promises": view.promises,
            "facts": view.facts,
            "messages": view.lines,
            "scores": view.scores,
            "link_expires_at": tokens.expires_at(token_of(request)),
        }
    ).data


TOKEN = [OpenApiParameter("t", str, description="The token of the signed link, unless it is in the header.")]
REFUSALS = problems(400, 401, 403, 404, 409, 413, 415, 429)
RECEIVED = {"what": _("We have your message. What we answer goes to whom you named."), "due_at": None}


class RequestView(APIView):
    """A view for whoever holds the signed link of one ticket."""

    authentication_classes = [RequestToken]
    permission_classes = []


class OwnRequest(RequestView):
    """The ticket as its customer sees it."""

    @extend_schema(
        operation_id="request",
        summary="Your request: promises, what we understood, the conversation",
        tags=["requests"],
        parameters=TOKEN,
        responses={200: RequestShape, **problems(401, 404, 429)},
    )
    def get(self, request, reference):
        """The view."""
        at = timezone.now()
        found = opened_by_token(request, reference, at)
        by_link.see(found, at=at)
        return Response(shown(found.ticket, found.holder, request, at))


class OwnFile(RequestView):
    """A file of the conversation."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="request_file",
        summary="A file of your request",
        tags=["requests"],
        parameters=TOKEN,
        responses={**CONTENT, **problems(401, 404, 429)},
    )
    def get(self, request, reference, pk):
        """Its bytes."""
        at = timezone.now()
        found = opened_by_token(request, reference, at)
        shown = customers_view(found.ticket, found.holder, desk=current_desk(at), at=at).messages
        file = Attachment.objects.filter(pk=pk, message__in=shown).first()
        if file is None:
            raise Http404
        return download(file.file, file.name, file.picture)


class WriteMessage(RequestView):
    """More words for this ticket."""

    parser_classes = [Json, Form]

    @extend_schema(
        operation_id="request_message",
        summary="Write to us",
        tags=["requests"],
        parameters=[*TOKEN, IDEMPOTENCY_KEY],
        description="More words for this ticket.",
        request={"application/json": MessageBody, "multipart/form-data": MessageForm},
        responses={200: RequestShape, 201: RequestShape, **REFUSALS, **problems(422)},
        examples=[OpenApiExample("A body", {"text": "It still hangs."}, request_only=True)],
    )
    def post(self, request, reference):
        """Take the words, answer with the view."""
        at = timezone.now()
        found = opened_by_token(request, reference, at)
        given = body_of(request, MessageBody, MessageForm)

        def work():
            files = given.get("attachments", ())
            by_link.write(found, at=at, text=given["text"], files=files)
            again = opened_by_token(request, reference, at)
            return Response(shown(again.ticket, again.holder, request, at), status=201)

        owner = by_link.writer(found).owner
        return once_per_key(request, owner=owner, body_hash=fingerprint(given), at=at, work=work)


def _of_holder(view, request, reference):
    """Whose the repeats are: the holder's of the link, which has to open the ticket now as well."""
    at = timezone.now()
    return by_link.writer(opened_by_token(request, reference, at)).owner, at


def _of_token(view, request, reference):
    """The same, of a request that ends the link: its repeat is told that it is done, and is shown nothing."""
    return f"token-{sha256(token_of(request).encode()).hexdigest()[:40]}", timezone.now()


class NotMeView(RequestView):
    """It was somebody else who wrote."""

    @extend_schema(
        operation_id="request_not_me",
        summary="This was not me: end all links",
        tags=["requests"],
        parameters=[*TOKEN, IDEMPOTENCY_KEY],
        request=None,
        responses={204: None, **problems(400, 401, 403, 404, 409, 422, 429)},
    )
    @repeatable(_of_token)
    def post(self, request, reference):
        """End all links of this ticket, this one too, and tell the desk."""
        at = timezone.now()
        by_link.disown(opened_by_token(request, reference, at), at=at)
        return Response(status=204)


def _click(operation, summary, body_class, example, act):
    """A view for one of the customer's answers."""

    @extend_schema(
        operation_id=operation,
        summary=summary,
        tags=["requests"],
        parameters=[*TOKEN, IDEMPOTENCY_KEY],
        request=body_class,
        responses={200: RequestShape, **REFUSALS, **problems(422)},
        examples=[OpenApiExample("A body", example, request_only=True)],
    )
    @repeatable(_of_holder)
    def post(self, request, reference):
        at = timezone.now()
        found = opened_by_token(request, reference, at)
        body = body_class(data=request.data)
        body.is_valid(raise_exception=True)
        done = act(found, at=at, **body.validated_data)
        return Response(shown(done, found.holder, request, at))

    return type(operation.title().replace("_", ""), (RequestView,), {"post": post})


ConfirmRequest = _click("request_confirm", "Yes, it is solved", ConfirmBody, {}, by_link.confirm)
DisputeRequest = _click(
    "request_dispute", "No, it is not", DisputeOwnBody, {"text": "It still hangs."}, by_link.dispute
)
GiveScore = _click("request_feedback", "A score", GiveFeedback.Input, dict(GiveFeedback.example), by_link.rate)
