"""How errors look in the schema, and what answers say in their headers."""

from http import HTTPStatus

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from tickets.rest.problems import CONTENT_TYPE


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


RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    int,
    OpenApiParameter.HEADER,
    response=[429, 503],
    description="Seconds after which it may be tried again.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200], description="The version that the answer shows."
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that you read; if it is another by now, the answer is 412 and nothing is done.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you have; while it holds, the answer is 304.",
)


class Schema(AutoSchema):
    """What every operation says: when an answer of “not now” may be asked for again."""

    def get_override_parameters(self):
        """Parameters and headers beside those that the view names."""
        return [RETRY_AFTER]


def problems(*statuses):
    """The errors that a view may answer with, for the schema."""
    return {(status, CONTENT_TYPE): OpenApiResponse(Problem, HTTPStatus(status).phrase) for status in statuses}
