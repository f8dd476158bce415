"""What all views of the API share: how bodies are read, who may come in, and what errors look like in the schema."""

from http import HTTPStatus

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.views import APIView

from tickets.api.authentication import HasScope
from tickets.api.parsers import Json
from tickets.api.problems import CONTENT_TYPE


class ApiView(APIView):
    """A view that reads bounded JSON."""

    parser_classes = [Json]


class AgentView(ApiView):
    """A view for people of ours and for keys with the scope `tickets`."""

    permission_classes = [HasScope]
    scope = "tickets"


@extend_schema(exclude=True)
class NothingHere(ApiView):
    """Any address of the API that does not exist: a problem in JSON, not a page."""

    authentication_classes = []
    permission_classes = []

    def dispatch(self, request, *args, **kwargs):
        """Whatever the method, there is nothing."""
        self.headers = self.default_response_headers
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        response = self.handle_exception(Http404())
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response


class FieldProblem(serializers.Serializer):
    """What is wrong with one field."""

    field = serializers.CharField(help_text="The path into the body, dotted.")
    message = serializers.CharField()


class Problem(serializers.Serializer):
    """An error (RFC 9457): `detail` says what to do."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]  # the RFC names it so


def problems(*statuses):
    """The errors that a view may answer with, for the schema."""
    return {(status, CONTENT_TYPE): OpenApiResponse(Problem, HTTPStatus(status).phrase) for status in statuses}
