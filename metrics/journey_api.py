"""One customer's whole time with us over HTTP: what its page shows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from metrics.api import HORIZON, FiguresView, HorizonQuery
from metrics.explain_api import InstantField
from metrics.journey.lines import Sign
from metrics.journey.whole import customer_for, journey
from metrics.reading import StoryReader
from metrics.reports.customers import RISKS
from metrics.surveys import SURVEYS
from tickets.models.history import desk_known_at, seconds
from tickets.models.words import CHANNEL
from tickets.rest.schema import problems
from tickets.rules.lifecycle import WaitingOn

LINES = 500  # of one answer
MOST_PAGES = 1_000_000


class JourneyQuery(HorizonQuery):
    """Which lines, as of when, known by when."""

    page = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, default=1)


class JourneySegment(serializers.Serializer):
    """A stretch in which it was somebody's move; nobody's: it was resolved. `runs`: it still is."""

    start = InstantField(read_only=True)
    end = InstantField(read_only=True)
    on = serializers.ChoiceField([str(on) for on in WaitingOn], read_only=True)
    runs = serializers.BooleanField(read_only=True)


class JourneyLane(serializers.Serializer):
    """A ticket over time. `counts`: it is in the figures."""

    ticket = serializers.IntegerField(read_only=True)
    start = InstantField(read_only=True)
    end = InstantField(read_only=True)
    resolved = serializers.BooleanField(read_only=True)
    counts = serializers.BooleanField(read_only=True)
    segments = JourneySegment(many=True, read_only=True)


class JourneyLine(serializers.Serializer):
    """A line: an event, or a moment that came by the clock alone, which has no kind. `figure`: what explains it, or ""."""

    at = InstantField(read_only=True)
    ticket = serializers.IntegerField(read_only=True)
    event = serializers.CharField(
        source="event.name", read_only=True, help_text="The event, or the one it is counted from."
    )
    kind = serializers.CharField(read_only=True)
    signs = serializers.ListField(child=serializers.ChoiceField([str(sign) for sign in Sign]), read_only=True)
    channel = serializers.ChoiceField([str(name) for name, _word in CHANNEL] + [""], read_only=True)
    rule = serializers.CharField(read_only=True)
    figure = serializers.CharField(read_only=True)
    score = serializers.SerializerMethodField()

    def get_score(self, line) -> int | None:
        """The score given; null where none was."""
        score: int | None = None if line.is_moment else line.event.data.get("score")
        return score


class JourneyCount(serializers.Serializer):
    """How many."""

    n = serializers.IntegerField(read_only=True)


class JourneyTickets(JourneyCount):
    """How many tickets, and how many are unresolved."""

    open = serializers.IntegerField(read_only=True)


class JourneyContacts(JourneyCount):
    """How many contacts, and how many a ticket; null without a ticket."""

    per_ticket = serializers.FloatField(read_only=True, allow_null=True)


class JourneyWaited(JourneyCount):
    """How long it was ours to move, in both clocks, and in how many tickets."""

    business_s = serializers.IntegerField(read_only=True)
    calendar_s = serializers.IntegerField(read_only=True)


class JourneyPromises(serializers.Serializer):
    """Promises that fell due and were kept or broken, and what is owed now."""

    kept = serializers.IntegerField(read_only=True)
    broken = serializers.IntegerField(read_only=True)
    owed = serializers.IntegerField(read_only=True)


class JourneySwitches(JourneyCount):
    """Changes of channel, and those that we forced."""

    forced = serializers.IntegerField(read_only=True)


class JourneyAskedAgain(JourneyCount):
    """Of n repeat contacts that a person answered, in k they were asked for what we knew."""

    k = serializers.IntegerField(read_only=True)


class JourneyScore(serializers.Serializer):
    """Their last score of a survey."""

    survey = serializers.ChoiceField([survey.name for survey in SURVEYS], read_only=True)
    score = serializers.IntegerField(read_only=True)
    low = serializers.BooleanField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    ticket = serializers.IntegerField(read_only=True)


class JourneyRisk(serializers.Serializer):
    """Why they are at risk, by which ticket, and since when."""

    reason = serializers.ChoiceField(RISKS, read_only=True)
    ticket = serializers.IntegerField(read_only=True)
    since = serializers.DateTimeField(read_only=True)


class JourneyFigures(serializers.Serializer):
    """The headline figures, and why they are at risk: empty if they are not."""

    tickets = JourneyTickets(read_only=True)
    contacts = JourneyContacts(read_only=True)
    chasers = serializers.IntegerField(read_only=True)
    waited = JourneyWaited(read_only=True)
    promises = JourneyPromises(read_only=True)
    switches = JourneySwitches(read_only=True)
    asked_again = JourneyAskedAgain(read_only=True)
    scores = JourneyScore(many=True, read_only=True)
    at_risk = JourneyRisk(many=True, read_only=True)


class JourneyRow(serializers.Serializer):
    """A customer's time with us. `lanes`: all tickets, the newest first; `lines`: a page of them, the newest first."""

    customer = serializers.IntegerField(read_only=True, help_text="Who they are by now, if they were merged.")
    name = serializers.CharField(read_only=True)
    first_channel = serializers.CharField(read_only=True)
    as_of = InstantField(read_only=True)
    known_at = InstantField(read_only=True)
    figures = JourneyFigures(read_only=True)
    lanes = JourneyLane(many=True, read_only=True)
    page = serializers.IntegerField(read_only=True)
    pages = serializers.IntegerField(read_only=True)
    lines = JourneyLine(many=True, read_only=True)


class CustomerJourney(FiguresView):
    """One customer's whole time with us."""

    @extend_schema(
        operation_id="customer_journey",
        summary="One customer's whole time with us",
        tags=["metrics"],
        parameters=[OpenApiParameter("page", int, description=f"Which {LINES} lines; 1."), *HORIZON],
        responses={
            200: OpenApiResponse(JourneyRow, "Their figures, their tickets over time, and what happened."),
            **problems(400, 401, 403, 404, 429),
        },
    )
    def get(self, request, number):
        """Their figures, their tickets over time, and what happened."""
        query = self.query(JourneyQuery, timezone.now())
        customer = customer_for(request.user, number)
        if customer is None:
            raise Http404
        as_of, known_at = query["as_of"], query["known_at"]
        told = journey(customer, request.user, StoryReader(desk_known_at(known_at), as_of, known_at))
        pages = Paginator(told.lines, LINES)
        page = pages.get_page(query["page"])
        answer = {
            "customer": customer.pk,
            "name": str(customer),
            "first_channel": told.channel,
            "as_of": seconds(as_of),
            "known_at": seconds(known_at),
            "figures": told.figures,
            "lanes": told.lanes,
            "page": page.number,
            "pages": pages.num_pages,
            "lines": list(page),
        }
        return Response(JourneyRow(answer).data)
