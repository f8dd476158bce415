"""How errors look in the schema."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiResponse
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


def problems(*statuses):
    """The errors that a view may answer with, for the schema."""
    return {(status, CONTENT_TYPE): OpenApiResponse(Problem, HTTPStatus(status).phrase) for status in statuses}
