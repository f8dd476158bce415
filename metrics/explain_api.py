"""A figure of one ticket explained, over HTTP: what its page shows, line by line, all of it."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from metrics.api import HORIZON, SCOPE, FiguresView, HorizonQuery
from metrics.explain.explaining import Explaining
from metrics.explain.figures import figures
from metrics.explain.shapes import Family, Why
from metrics.explain_words import Wording
from metrics.measures import instant
from metrics.reading import StoryReader
from tickets.models import ApiKey, Ticket
from tickets.models.history import desk_known_at, seconds
from tickets.rest.schema import problems
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.opening_hours import version_to_json


class MayExplain(BasePermission):
    """Whoever may see tickets; their keys need the scope `metrics`. Which tickets is asked of the ticket."""

    message = _("A key needs the scope “metrics” to read figures.")

    def has_permission(self, request, view):
        """Whether this caller may have figures explained at all."""
        by_key = isinstance(request.auth, ApiKey)
        return request.user.is_authenticated and (not by_key or SCOPE in request.auth.scopes)


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field):
    """Unix seconds, told in UTC with Z."""

    def to_representation(self, value):
        """The instant."""
        return instant(value)


class MarkRow(serializers.Serializer):
    """An event: its name as the history calls it, its place in the log from 1, its kind, when it was, and why it stands here."""

    event = serializers.CharField(source="event.name", read_only=True)
    number = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(source="event.kind", read_only=True)
    at = InstantField(source="event.at", read_only=True)
    why = serializers.ChoiceField([str(why) for why in Why], read_only=True)
    said = serializers.SerializerMethodField(help_text="The same in words.")

    def get_said(self, mark) -> str:
        """The reason in the reader's language."""
        return self.context["wording"].why(mark)


class PieceRow(serializers.Serializer):
    """A piece of time, its end not included."""

    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_start(self, piece):
        """Its beginning."""
        return instant(piece[0])

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_end(self, piece):
        """Its end."""
        return instant(piece[1])


class DayRow(serializers.Serializer):
    """A local day in the zone of its opening hours: when it was open, what of it counted, and the sum so far."""

    date = serializers.DateField(read_only=True)
    time_zone = serializers.CharField(source="version.tz", read_only=True)
    is_holiday = serializers.BooleanField(read_only=True)
    opens = PieceRow(many=True, read_only=True, help_text="When the desk is open on it.")
    counted = PieceRow(many=True, read_only=True, help_text="What of the figure lies in it.")
    worked = PieceRow(many=True, read_only=True, help_text="What of that is business time.")
    business_s = serializers.IntegerField(read_only=True)
    calendar_s = serializers.IntegerField(read_only=True)
    business_sum = serializers.IntegerField(read_only=True)
    calendar_sum = serializers.IntegerField(read_only=True)


class WaitedRow(serializers.Serializer):
    """For how long of the figure the ticket waited on somebody; on nobody: it was resolved."""

    on = serializers.ChoiceField([str(on) for on in WaitingOn], read_only=True)
    business_s = serializers.IntegerField(read_only=True)
    calendar_s = serializers.IntegerField(read_only=True)


class LeftOutRow(WaitedRow):
    """A stretch between the ends that is not counted."""

    start = InstantField(read_only=True)
    end = InstantField(read_only=True)


class CalendarRow(serializers.Serializer):
    """A version of the opening hours that the lines went by."""

    number = serializers.IntegerField(read_only=True)
    valid_from = serializers.DateField(source="version.valid_from", read_only=True, allow_null=True)
    time_zone = serializers.CharField(source="version.tz", read_only=True)
    hours = serializers.SerializerMethodField(help_text="By weekday, 0 is Monday: pairs of wall-clock times.")
    holidays = serializers.ListField(
        child=serializers.DateField(), read_only=True, help_text="Those on the figure's days."
    )

    def get_hours(self, used) -> dict[str, list[list[str]]]:
        """As a desk file has them."""
        hours: dict[str, list[list[str]]] = version_to_json(used.version)["hours"]
        return hours


class VersionRow(serializers.Serializer):
    """A version of the limits or of a target; `valid_from` null: from ever."""

    number = serializers.IntegerField(read_only=True)
    valid_from = InstantField(read_only=True, allow_null=True)


class ClockRow(serializers.Serializer):
    """The service-level clock of the figure, and which version of its target it keeps."""

    metric = serializers.CharField(source="clock.metric", read_only=True)
    target_s = serializers.IntegerField(source="clock.target.target_s", read_only=True)
    clock = serializers.ChoiceField(["business", "calendar"], source="clock.target.clock", read_only=True)
    state = serializers.CharField(source="clock.state", read_only=True)
    breached_at = InstantField(source="clock.breached_at", read_only=True, allow_null=True)
    target = VersionRow(source="agreed", read_only=True)


class DueRow(serializers.Serializer):
    """How a due time comes about. `limit_s` null: a date was given. `as_told`: by hours or limits that have changed since."""

    at = InstantField(read_only=True, allow_null=True)
    limit_s = serializers.IntegerField(read_only=True, allow_null=True)
    clock = serializers.ChoiceField(["business", "calendar"], read_only=True)
    as_told = serializers.BooleanField(read_only=True)
    business_s = serializers.IntegerField(source="total.business_s", read_only=True)
    calendar_s = serializers.IntegerField(source="total.calendar_s", read_only=True)
    days = DayRow(source="total.days", many=True, read_only=True)


class PromiseRow(serializers.Serializer):
    """How the promise stands."""

    state = serializers.CharField(read_only=True)
    settled_at = InstantField(read_only=True, allow_null=True)
    fulfilled_late_at = InstantField(read_only=True, allow_null=True)


class FlagRow(serializers.Serializer):
    """The stalled flag: its limit in business seconds (0: none), when it came true and ended, and how long it was true."""

    rule = serializers.CharField(source="flag.rule", read_only=True)
    limit_s = serializers.IntegerField(read_only=True)
    stalled_from = InstantField(source="flag.stalled_from", read_only=True)
    cleared_at = InstantField(source="flag.cleared_at", read_only=True, allow_null=True)
    business_s = serializers.IntegerField(read_only=True)
    calendar_s = serializers.IntegerField(read_only=True)
    running = serializers.BooleanField(read_only=True)


class FigureRow(serializers.Serializer):
    """A figure of the ticket that can be asked for."""

    figure = serializers.CharField(source="key", read_only=True)
    title = serializers.SerializerMethodField()

    def get_title(self, figure) -> str:
        """What it is called."""
        return self.context["wording"].title(figure)


class ExplanationRow(serializers.Serializer):
    """A figure with everything that it comes from. The days add up to it, and so does whom it waited on."""

    ticket = serializers.IntegerField(source="number", read_only=True)
    figure = serializers.CharField(source="found.figure.key", read_only=True)
    title = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True)
    as_of = InstantField(read_only=True)
    known_at = InstantField(read_only=True)
    business_s = serializers.IntegerField(source="found.total.business_s", read_only=True)
    calendar_s = serializers.IntegerField(source="found.total.calendar_s", read_only=True)
    running = serializers.BooleanField(source="found.running", read_only=True)
    unanswered = serializers.BooleanField(source="found.unanswered", read_only=True)
    start = InstantField(source="found.start", read_only=True)
    end = InstantField(source="found.end", read_only=True)
    begins = MarkRow(source="found.begins", read_only=True, allow_null=True)
    ends = MarkRow(source="found.ends", read_only=True, allow_null=True)
    days = DayRow(source="found.total.days", many=True, read_only=True)
    waited_on = WaitedRow(source="found.waits", many=True, read_only=True)
    left_out = LeftOutRow(source="found.left_out", many=True, read_only=True)
    did_not_count = MarkRow(source="found.ignored", many=True, read_only=True)
    calendars = CalendarRow(source="found.calendars", many=True, read_only=True)
    limits = VersionRow(source="found.limits", read_only=True, allow_null=True)
    clock = ClockRow(source="found.clock", read_only=True, allow_null=True)
    due = DueRow(source="found.due", read_only=True, allow_null=True)
    promise = PromiseRow(source="found.promise", read_only=True, allow_null=True)
    flag = FlagRow(source="found.flag", read_only=True, allow_null=True)
    figures = FigureRow(many=True, read_only=True)


class ExplainQuery(HorizonQuery):
    """Which figure, as of when, known by when."""

    figure = serializers.CharField(max_length=300, default=str(Family.TTR))


class ExplainFigure(FiguresView):
    """One figure of one ticket, explained."""

    permission_classes = [MayExplain]

    @extend_schema(
        operation_id="explain_figure",
        summary="How a figure of one ticket comes about",
        tags=["metrics"],
        parameters=[
            OpenApiParameter("figure", str, description="One of `figures` of this answer; the time to resolution."),
            *HORIZON,
        ],
        responses={
            200: OpenApiResponse(ExplanationRow, "The figure, line by line."),
            **problems(400, 401, 403, 404, 429),
        },
    )
    def get(self, request, number):
        """The figure, line by line."""
        query = self.query(ExplainQuery, timezone.now())
        if not Ticket.objects.visible_to(request.user).filter(pk=number).exists():
            raise Http404
        as_of, known_at = query["as_of"], query["known_at"]
        reader = StoryReader(desk_known_at(known_at), as_of, known_at)
        for ticket in reader.stories([number]):
            every = figures(ticket, reader.desk, seconds(as_of))
            explaining = Explaining(ticket, reader.desk, seconds(as_of), every)
            return Response(_answer(number, explaining, query["figure"], seconds(known_at)))
        raise Http404  # merged away, or not known then


def _answer(number: int, explaining: Explaining, key: str, known_at: int) -> dict[str, object]:
    figure = next((figure for figure in explaining.every if figure.key == key), None)
    if figure is None:
        raise serializers.ValidationError({"figure": [_("This ticket has no such figure.")]})
    found = explaining.explanation(figure)
    wording = Wording(explaining.desk, explaining.as_of)
    told = {
        "number": number,
        "title": wording.title(figure),
        "sentence": wording.sentence(found),
        "as_of": explaining.as_of,
        "known_at": known_at,
        "found": found,
        "figures": explaining.every,
    }
    return dict(ExplanationRow(told, context={"wording": wording}).data)
