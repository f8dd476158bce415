"""One person over all channels, as far as the caller may see their tickets."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.api.fields import Explicit, Instant, Text
from tickets.api.history import MessageShape
from tickets.api.paging import LatestWords, page_shape, query_of
from tickets.api.shapes import FactShape, RowShape, in_list
from tickets.api.views import AgentView, problems
from tickets.models import Customer, KnownFact, Message, Ticket
from tickets.models.customer import IdentityKind

LATEST = 50  # tickets shown with the person; the list, narrowed by customer, has them all


class IdentityShape(serializers.Serializer):
    """An address, a number or a handle."""

    kind = serializers.ChoiceField(IdentityKind.choices)
    value = serializers.CharField()
    verified = serializers.BooleanField()


class CustomerShape(serializers.Serializer):
    """A person: how they are known, what they told us, and their latest tickets."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    created_at = Instant()
    identities = IdentityShape(many=True)
    facts = FactShape(many=True)
    tickets = RowShape(many=True)


class PageQuery(Explicit):
    """Which page of a list."""

    cursor = Text(required=False, max_length=500)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=200)


class CustomerDetail(AgentView):
    """One person."""

    @extend_schema(
        operation_id="customer",
        summary="One person over all channels",
        tags=["customers"],
        responses={200: CustomerShape, **problems(401, 403, 404, 429)},
    )
    def get(self, request, pk):
        """The person, with what the caller may see of them."""
        customer, visible = _find(request, pk)
        shown = {
            "pk": customer.pk,
            "name": customer.name,
            "created_at": customer.created_at,
            "identities": customer.identities.order_by("pk"),
            "facts": KnownFact.objects.filter(ticket__in=visible),
            "tickets": in_list(visible).order_by("-pk")[:LATEST],
        }
        return Response(CustomerShape(shown).data)


class CustomerHistory(AgentView):
    """Everything that was said with one person, over all their tickets and channels."""

    @extend_schema(
        operation_id="customer_history",
        summary="One person's messages over all tickets, latest first",
        tags=["customers"],
        parameters=[PageQuery],
        responses={200: page_shape(MessageShape), **problems(400, 401, 403, 404, 429)},
    )
    def get(self, request, pk):
        """A page of messages."""
        PageQuery(data=query_of(request)).is_valid(raise_exception=True)
        _, visible = _find(request, pk)
        messages = Message.objects.filter(ticket__in=visible).select_related("author")
        pages = LatestWords()
        page = pages.paginate_queryset(messages.prefetch_related("attachments"), request, self)
        return pages.get_paginated_response(MessageShape(page, many=True).data)


def _find(request, pk):
    """A customer and those of their tickets that the caller may see; without any it is as if there were no customer."""
    visible = Ticket.objects.visible_to(request.user).filter(customer=pk)
    customer = Customer.objects.filter(pk=pk, tickets__in=visible).distinct().first()
    if customer is None:
        raise Http404
    return customer, visible
