"""Organisations as agents' programs read and write them."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.actions.customers import organisations
from tickets.actions.inputs import Explicit, Instant, Text
from tickets.actions.record import permit
from tickets.api.customers import REFUSALS, PageQuery
from tickets.api.paging import Newest, page_shape, query_of
from tickets.api.views import AgentView, caller_key
from tickets.models import Organisation
from tickets.rest.repeats import IDEMPOTENCY_KEY, repeatable
from tickets.rest.schema import problems


class OrganisationShape(serializers.Serializer):
    """An organisation; its people are customers who name it."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    domains = serializers.SerializerMethodField(help_text="Who is new and writes from there belongs to it.")
    notes = serializers.CharField()
    created_at = Instant()

    def get_domains(self, organisation) -> list[str]:
        """In the order of the alphabet."""
        return [row.domain for row in organisation.domains.all()]


class ChangeOrganisationBody(Explicit):
    """What is given becomes so, what is not stays; `domains` are all that it has from then on."""

    name = Text(required=False, max_length=organisations.LONGEST_NAME)
    domains = serializers.ListField(child=Text(max_length=320), required=False, max_length=organisations.MOST_DOMAINS)
    notes = Text(required=False, allow_blank=True, max_length=organisations.LONGEST_NOTES)


class NewOrganisationBody(ChangeOrganisationBody):
    """A name that no other has; domains at which everybody can have an address are refused."""

    name = Text(max_length=organisations.LONGEST_NAME)


EXAMPLE = {"name": "Acme Ltd", "domains": ["acme.example"], "notes": "Contract until June."}


class OrganisationList(AgentView):
    """All of them."""

    @extend_schema(
        operation_id="organisations",
        summary="Organisations, the newest first",
        tags=["customers"],
        parameters=[PageQuery],
        responses={200: page_shape(OrganisationShape), **problems(400, 401, 403, 404, 429)},
    )
    def get(self, request):
        """A page of them."""
        PageQuery(data=query_of(request)).is_valid(raise_exception=True)
        permit(request.user, "view")
        pages = Newest()
        page = pages.paginate_queryset(Organisation.objects.prefetch_related("domains"), request, self)
        return pages.get_paginated_response(OrganisationShape(page, many=True).data)

    @extend_schema(
        operation_id="organisation_add",
        summary="Add an organisation",
        description=NewOrganisationBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=NewOrganisationBody,
        responses={201: OrganisationShape, 200: OrganisationShape, **REFUSALS},
        examples=[OpenApiExample("A body", EXAMPLE, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request):
        """Answers with the organisation."""
        at = timezone.now()
        permit(request.user, "organisations")
        body = NewOrganisationBody(data=request.data)
        body.is_valid(raise_exception=True)
        row = organisations.add(**body.validated_data, by=request.user, at=at)
        return Response(OrganisationShape(row).data, status=201)


class OrganisationDetail(AgentView):
    """One of them."""

    @extend_schema(
        operation_id="organisation",
        summary="One organisation",
        tags=["customers"],
        responses={200: OrganisationShape, **problems(401, 403, 404, 429)},
    )
    def get(self, request, pk):
        """The organisation."""
        permit(request.user, "view")
        return Response(OrganisationShape(_existing(pk)).data)


class ChangeOrganisation(AgentView):
    """One of them, changed."""

    @extend_schema(
        operation_id="organisation_change",
        summary="Change an organisation",
        description=ChangeOrganisationBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=ChangeOrganisationBody,
        responses={200: OrganisationShape, **REFUSALS},
        examples=[OpenApiExample("A body", EXAMPLE, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request, pk):
        """Answers with the organisation."""
        row = _existing(pk)
        permit(request.user, "organisations")
        body = ChangeOrganisationBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(OrganisationShape(organisations.change(row, **body.validated_data, by=request.user)).data)


def _existing(pk):
    row = Organisation.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
