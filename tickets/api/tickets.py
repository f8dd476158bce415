"""Tickets as agents' programs read them: the list, one ticket, its history."""

from datetime import UTC, datetime

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from config.downloads import download
from tickets.actions.inputs import Explicit, Instant, RowId, Text
from tickets.actions.search import finding
from tickets.api.conditional import answer, tag, unchanged
from tickets.api.files import CONTENT, AnyAccept
from tickets.api.history import HistoryQuery, HistoryShape, history
from tickets.api.new_ticket import OpensTickets
from tickets.api.paging import DueFirst, Newest, page_shape, query_of
from tickets.api.shapes import RowShape, TicketShape, in_list, whole
from tickets.api.views import AgentView
from tickets.models import Attachment, Message, Ticket, words
from tickets.models.history import current_desk
from tickets.models.ticket import snoozed
from tickets.models.words import worded
from tickets.rest.schema import ETAG, IF_NONE_MATCH, problems
from tickets.rules.search_query import SearchProblem

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
NOBODY, ME = "nobody", "me"


class ListQuery(Explicit):
    """What a list may be narrowed by; anything else is refused by its name."""

    status = serializers.MultipleChoiceField(choices=words.STATUS, required=False)
    waiting_on = serializers.ChoiceField(words.WAITING_ON, required=False)
    owner = Text(required=False, max_length=150, help_text="A username, `me`, or `nobody`.")
    team = Text(required=False, max_length=80, help_text="A team's short name, or `nobody`.")
    stalled = serializers.BooleanField(required=False, allow_null=True, default=None)
    snoozed = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="`false` leaves out what is put out of sight until a time still to come, `true` gives nothing else.",
    )
    due = Instant(required=False, help_text="Due at or before this instant.")
    customer = RowId(required=False)
    channel = serializers.ChoiceField(words.CHANNEL, required=False)
    q = Text(
        required=False,
        max_length=300,
        help_text=(
            "What is searched, as at the desk: words, numbers in any spelling, references, phrases in quotes, and the operators "
            "`from:`, `owner:`, `tag:`, `channel:`, `is:`, `before:` and `after:`. At most 200 tickets are found, those in which "
            "something was said last; words can be found a second or two after they were said."
        ),
    )
    order = serializers.ChoiceField(["newest", "due"], default="newest")
    cursor = Text(required=False, max_length=500)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=200)


def narrowed(tickets, query, user, at):
    """The tickets that a list's query asks for at an instant."""
    conditions = {
        "status": lambda value: Q(status__in=value),
        "waiting_on": lambda value: Q(waiting_on=value),
        "owner": lambda value: _owner(value, user),
        "team": lambda value: Q(team=None) if value == NOBODY else Q(team__slug=value),
        "stalled": lambda value: Q(stalled_since__isnull=not value),
        "snoozed": lambda value: snoozed(at) if value else ~snoozed(at),
        "due": lambda value: Q(due_at__lte=value),
        "customer": lambda value: Q(customer=value),
        "channel": lambda value: Q(contacts_by_channel__has_key=value),
    }
    for name, condition in conditions.items():
        if query.get(name) not in (None, set()):
            tickets = tickets.filter(condition(query[name]))
    return _searched(tickets, query["q"], user, at) if query.get("q") else tickets


def _searched(tickets, typed, user, at):
    try:
        return finding.find(tickets, typed, by=user, at=at).tickets
    except SearchProblem as problem:
        raise serializers.ValidationError({"q": worded(problem)}) from problem


def _owner(value, user):
    if value == NOBODY:
        return Q(owner=None)
    return Q(owner=user) if value == ME else Q(owner__username=value)


class TicketList(OpensTickets, AgentView):
    """Tickets that the caller may see."""

    @extend_schema(
        operation_id="tickets",
        summary="Tickets, page by page",
        tags=["tickets"],
        parameters=[ListQuery],
        responses={200: page_shape(RowShape), **problems(400, 401, 403, 404, 429)},
    )
    def get(self, request):
        """A page of the list."""
        at = timezone.now()
        query = ListQuery(data=query_of(request, "status"))
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        tickets = narrowed(Ticket.objects.visible_to(request.user), wanted, request.user, at)
        pages = Newest()
        if wanted["order"] == "due":
            pages, tickets = DueFirst(), tickets.annotate(due_or_never=Coalesce("due_at", NEVER))
        page = pages.paginate_queryset(in_list(tickets), request, self)
        return pages.get_paginated_response(RowShape(page, many=True).data)


NOT_MODIFIED = {304: OpenApiResponse(description="What you have still holds.")}


class TicketDetail(AgentView):
    """One ticket with its promises, facts, flags and clocks."""

    @extend_schema(
        operation_id="ticket",
        summary="One ticket",
        tags=["tickets"],
        parameters=[ETAG, IF_NONE_MATCH],
        responses={200: TicketShape, **NOT_MODIFIED, **problems(401, 403, 404, 429)},
    )
    def get(self, request, number):
        """The ticket, or 304."""
        ticket = _one(in_list(Ticket.objects.visible_to(request.user)), number)
        etag = tag(ticket.version)
        return unchanged(request, etag) or answer(etag, TicketShape(whole(ticket)).data)


class TicketHistory(AgentView):
    """One ticket's history over all channels, and over the tickets merged into it."""

    @extend_schema(
        operation_id="ticket_history",
        summary="One history: messages, promises, facts, flags, silences",
        tags=["tickets"],
        parameters=[HistoryQuery, IF_NONE_MATCH],
        responses={200: HistoryShape, **NOT_MODIFIED, **problems(400, 401, 403, 404, 429)},
    )
    def get(self, request, number):
        """The history, or a part of it, or 304."""
        at = timezone.now()
        part = HistoryQuery(data=query_of(request))
        part.is_valid(raise_exception=True)
        ticket = find(request, number)
        etag = tag(ticket.version, *_deliveries(ticket))
        return unchanged(request, etag) or answer(etag, history(ticket, current_desk(at), at, **part.validated_data))


class TicketFile(AgentView):
    """A file of one ticket."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="ticket_file",
        summary="A file of a message",
        tags=["tickets"],
        responses={**CONTENT, **problems(401, 403, 404, 429)},
    )
    def get(self, request, number, pk):
        """Its bytes."""
        of_ticket = Ticket.objects.of_one_story(find(request, number)).values("pk")
        found = Attachment.objects.filter(message__ticket__in=of_ticket, pk=pk).first()
        if found is None:
            raise Http404
        return download(found.file, found.name, found.picture)


def find(request, number):
    """A ticket that the caller may see. Foreign and missing are the same: Http404."""
    return _one(Ticket.objects.visible_to(request.user), number)


def _one(seen, number):
    ticket = seen.filter(pk=number).first()
    if ticket is None:
        raise Http404
    return ticket


def _deliveries(ticket):
    """Sending and its failures are no events of the ticket, so its version does not tell them."""
    tried = Message.objects.filter(ticket=ticket).aggregate(Sum("attempts"), Count("sent_at"))
    return [count or 0 for count in tried.values()]
