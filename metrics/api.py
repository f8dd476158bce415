"""The figures over HTTP: the same JSON as `manage.py report` and `manage.py measures`."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from metrics.audience import BY_AGENT, may_compare_agents, may_see_loads, not_compared, tickets_of
from metrics.measures import Figures
from metrics.reading import StoryReader, measures_of
from metrics.reports import GROUPS, NAMES, NoPeriod, run
from metrics.reports.moments import InvalidMoment, moment_of
from metrics.reports.view import CLOCKS
from tickets.models import ApiKey, Ticket
from tickets.models.history import current_desk, desk_known_at
from tickets.rest.schema import problems
from tickets.rules.access import may, role_of

SCOPE = "metrics"


class MomentField(serializers.Field):
    """An instant with an offset, or a bare date: midnight in the desk's zone."""

    def to_internal_value(self, data):
        """An aware datetime."""
        try:
            return moment_of(str(data), self.context["desk"])
        except InvalidMoment as error:
            raise serializers.ValidationError(str(error)) from error


class HorizonQuery(serializers.Serializer):
    """As of when, and known by when."""

    as_of = MomentField(required=False)
    known_at = MomentField(required=False)

    def validate(self, attrs):
        """Left out, both are now. Anything unknown is refused by its name."""
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError({key: [_("There is no such parameter.")] for key in sorted(unknown)})
        at = self.context["at"]
        return {"as_of": at, "known_at": at, **attrs}


class ReportQuery(HorizonQuery):
    """Over which period [from, to), as of when, on which clock, split by what."""

    to = MomentField(required=False)
    clock = serializers.ChoiceField(CLOCKS, default="calendar")
    by = serializers.ChoiceField(sorted(GROUPS), required=False)

    def get_fields(self):
        """`from` is a word of Python's own, so it cannot be written above."""
        fields: dict[str, serializers.Field] = {"from": MomentField(required=False)}
        return fields | super().get_fields()

    def validate(self, attrs):
        """A period begins before it ends; a bound that is left out is none."""
        attrs = super().validate(attrs)
        if "from" in attrs and "to" in attrs and attrs["from"] >= attrs["to"]:
            raise serializers.ValidationError({"from": [_("The period must begin before it ends.")]})
        return attrs


class MaySeeFigures(BasePermission):
    """Everybody of ours, each their own share (metrics/audience.py); their keys need the scope `metrics`."""

    message = _("Figures are for people of the desk, and for their keys with the scope “metrics”.")

    def has_permission(self, request, view):
        """Whether this caller may see figures at all."""
        if not request.user.is_authenticated:
            return False
        if isinstance(request.auth, ApiKey) and SCOPE not in request.auth.scopes:
            return False
        return may(role_of(request.user), "figures")


DAY = r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"
MOMENT = {"type": "string", "pattern": rf"^{DAY}(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|[+-](0\d|1[0-4]):[0-5]\d))?$"}


TYPED = "An instant with an offset, or a date: midnight at its start, in the desk's zone."


def _when(name, text):
    return OpenApiParameter(name, MOMENT, description=f"{text} {TYPED}")


HORIZON = [_when("as_of", "As of when; now."), _when("known_at", "Known by when; now.")]
NO_PERIOD = "Not for backlog and stalled, which look at one instant."
PERIODS = [
    _when("from", f"The period's beginning; none. {NO_PERIOD}"),
    _when("to", f"The period's end, itself not included; none. {NO_PERIOD}"),
]
ANSWERS: dict[Any, OpenApiResponse] = {
    200: OpenApiResponse(OpenApiTypes.OBJECT, "The figures, as `manage.py` prints them."),
    **problems(400, 401, 403, 404, 429),
}


class FiguresView(APIView):
    """A view of figures."""

    permission_classes = [MaySeeFigures]

    def query(self, query_class, at):
        """The validated query. Errors: ValidationError."""
        given = {name: values[-1] for name, values in self.request.query_params.lists()}
        query = query_class(data=given, context={"at": at, "desk": current_desk(at)})
        query.is_valid(raise_exception=True)
        return query.validated_data


class ReportView(FiguresView):
    """A report by its name."""

    @extend_schema(
        operation_id="report",
        summary="A report",
        tags=["metrics"],
        parameters=[
            OpenApiParameter("report", str, OpenApiParameter.PATH, enum=sorted(NAMES)),
            *PERIODS,
            *HORIZON,
            OpenApiParameter("clock", str, enum=CLOCKS),
            OpenApiParameter("by", str, enum=sorted(GROUPS)),
        ],
        responses=ANSWERS,
    )
    def get(self, request, report):
        """Its figures."""
        if report not in NAMES:
            raise Http404
        at = timezone.now()
        query = self.query(ReportQuery, at)
        if query.get("by") == BY_AGENT and not may_compare_agents(request.user, at):
            raise PermissionDenied(not_compared())
        period = {"cohort_from": query.get("from"), "to": query.get("to")}
        horizon = {name: query[name] for name in ("as_of", "known_at")}
        reader = StoryReader(desk_known_at(query["known_at"]), **horizon, among=tickets_of(request.user))
        try:
            found = run(report, **period, **horizon, clock=query["clock"], by=query.get("by"), reader=reader)
        except NoPeriod as error:
            wrong = [name for name in ("from", "to") if name in query]
            raise serializers.ValidationError({name: [str(error)] for name in wrong}) from error
        return Response(found if may_see_loads(request.user, at) else _without_loads(found))


def _without_loads(report: Figures) -> Figures:
    """The figures without what each agent has open and owes."""
    for figures in (report["figures"], *report.get("groups", {}).values()):
        figures.pop("owners", None)
    return report


class TicketFigures(FiguresView):
    """Every figure of one ticket."""

    @extend_schema(
        operation_id="ticket_figures",
        summary="Every figure of one ticket",
        tags=["metrics"],
        parameters=HORIZON,
        responses=ANSWERS,
    )
    def get(self, request, number):
        """Its figures."""
        query = self.query(HorizonQuery, timezone.now())
        if not Ticket.objects.visible_to(request.user).filter(pk=number).exists():
            raise Http404
        figures = measures_of([number], as_of=query["as_of"], known_at=query["known_at"])
        for found in figures:
            return Response(found)
        raise Http404  # merged away: its figures are those of the ticket it went into
