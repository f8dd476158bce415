"""Macros as agents' programs read them: as they are kept, and filled in for a ticket, ready for the verbs' own addresses."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.actions.macros.filling import fill
from tickets.actions.record import permit
from tickets.actions.verbs.steps import ALONG
from tickets.api.tickets import find
from tickets.api.views import AgentView
from tickets.models import Macro
from tickets.rest.schema import problems

MOST = 500
OF_PROGRAMS = [verb for verb in ALONG if verb not in ("take", "resolve")]


class MacroShape(serializers.Serializer):
    """A macro as it is kept."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    text = serializers.CharField()
    own = serializers.SerializerMethodField(help_text="Whether nobody else has it.")
    team = serializers.CharField(
        source="team.slug",
        default=None,
        allow_null=True,
        help_text="The team that has it; null: everybody, or only you.",
    )
    used = serializers.IntegerField(source="desk", help_text="How often, by everybody.")

    def get_own(self, macro) -> bool:
        """Whether it is the caller's alone."""
        return macro.person_id is not None


class MacroStepShape(serializers.Serializer):
    """What is done with the answer: a verb, and the body that its address takes."""

    verb = serializers.ChoiceField(OF_PROGRAMS)
    body = serializers.DictField()


class FilledMacroShape(serializers.Serializer):
    """A macro as the caller would send it in a ticket now."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    text = serializers.CharField(help_text="With the values in place.")
    missing = serializers.ListField(
        child=serializers.CharField(),
        help_text="Placeholders without a value: they stand in the text, and a reply that holds one is refused.",
    )
    then = serializers.ChoiceField(["resolve"], allow_null=True, help_text="What `then` of the reply is.")
    steps = MacroStepShape(many=True)


class MacroList(AgentView):
    """The caller's macros."""

    @extend_schema(
        operation_id="macros",
        summary="Macros, those that the caller uses most first",
        tags=["tickets"],
        responses={200: MacroShape(many=True), **problems(401, 403, 404, 429)},
    )
    def get(self, request):
        """All that they have."""
        permit(request.user, "reply")
        return Response(MacroShape(Macro.objects.offered_to(request.user)[:MOST], many=True).data)


class TicketMacros(AgentView):
    """The caller's macros, filled in for a ticket."""

    @extend_schema(
        operation_id="ticket_macros",
        summary="Macros with the values of a ticket in place",
        tags=["tickets"],
        responses={200: FilledMacroShape(many=True), **problems(401, 403, 404, 429)},
    )
    def get(self, request, number):
        """All that they have. What is to be done is read anew, with its own permission, where it is sent."""
        ticket = find(request, number)
        permit(request.user, "reply")
        told = fill(Macro.objects.offered_to(request.user)[:MOST], ticket, request.user, timezone.now())
        return Response(FilledMacroShape([_shown(one, request.user.username) for one in told], many=True).data)


def _shown(told, username):
    """A program resolves by the reply's own `then`, and takes a ticket by giving it to the person whose key it has."""
    taken = {"verb": "assign", "to": username}
    bodies = [taken if body["verb"] == "take" else dict(body) for body in told.steps]
    return {
        "id": told.macro.pk,
        "name": told.macro.name,
        "text": told.text,
        "missing": [f"{{{name}}}" for name in told.missing],
        "then": "resolve" if any(body["verb"] == "resolve" for body in bodies) else None,
        "steps": [{"verb": body.pop("verb"), "body": body} for body in bodies if body["verb"] != "resolve"],
    }
