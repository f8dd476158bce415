"""One person over all channels, as far as the caller may see their tickets."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from tickets.actions.customers import attributes, merging, naming, organisations
from tickets.actions.inputs import Explicit, Instant, Refused, RowId, Text, Values
from tickets.actions.record import permit
from tickets.api.history import MessageShape
from tickets.api.paging import LatestWords, page_shape, query_of
from tickets.api.shapes import FactShape, RowShape, in_list
from tickets.api.views import AgentView, caller_key
from tickets.models import Customer, CustomerMerge, KnownFact, Message, Organisation, Ticket
from tickets.models.custom_field import KINDS
from tickets.models.customer import IdentityKind
from tickets.rest.repeats import IDEMPOTENCY_KEY, repeatable
from tickets.rest.schema import problems

LATEST = 50  # tickets shown with the person; the list, narrowed by customer, has them all


class IdentityShape(serializers.Serializer):
    """An address, a number or a handle. `shared`: several people use it, so that it identifies nobody."""

    kind = serializers.ChoiceField(IdentityKind.choices)
    value = serializers.CharField()
    verified = serializers.BooleanField()
    shared = serializers.BooleanField()


class OrganisationRef(serializers.Serializer):
    """Where somebody belongs."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class AttributeShape(serializers.Serializer):
    """What stands in one of the desk's own fields: a number, a date and a yes or no in the one form of their kind."""

    key = serializers.CharField(source="field.key")
    label = serializers.CharField(source="field.label")  # type: ignore[assignment]
    kind = serializers.ChoiceField(KINDS, source="field.kind")
    value = serializers.CharField()
    source = serializers.CharField(help_text="Where the value came from.")  # type: ignore[assignment]
    at = Instant()


class MergeShape(serializers.Serializer):
    """A customer who was merged into this one; `POST /customers/{customer}/unmerge` undoes it."""

    customer = serializers.IntegerField(source="gone_id")
    name = serializers.CharField(source="gone.name")
    at = Instant()
    by = serializers.CharField(source="by.username", default=None, allow_null=True)


class CustomerShape(serializers.Serializer):
    """A person: how they are known, what they told us, their latest tickets, and who was merged into them."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    created_at = Instant(help_text="Since when they are on file.")
    known_since = Instant(help_text="When they first turned to us, by any of their identities.")
    organisation = OrganisationRef(allow_null=True)
    attributes = AttributeShape(many=True)
    identities = IdentityShape(many=True)
    facts = FactShape(many=True)
    tickets = RowShape(many=True)
    merged = MergeShape(many=True)


class PageQuery(Explicit):
    """Which page of a list."""

    cursor = Text(required=False, max_length=500)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=200)


class MergeCustomerBody(Explicit):
    """The same person: this customer becomes part of `into`, who goes on with everything that both had.

    No ticket is merged and no figure changes. `unmerge` undoes it, also after more has come in.
    """

    into = RowId()


class RenameCustomerBody(Explicit):
    """What the customer is called from now on; what they were called before stays in their file's history."""

    name = Text(max_length=naming.LONGEST)


class OrganisationOfCustomerBody(Explicit):
    """Where the customer belongs from now on: the organisation's number, or null for none."""

    organisation = RowId(allow_null=True)


class AttributesBody(Explicit):
    """Values by the keys of the desk's own fields; an empty text or null empties a field, and fields that are not named stay.

    A number is written as `12.5`, a date as `2025-03-31`, a yes or no as `yes` or `no`, a choice as it is listed.
    """

    values = Values()
    source = Text(required=False, allow_blank=True, max_length=attributes.LONGEST_SOURCE)  # type: ignore[assignment]


class UnmergeCustomerBody(Explicit):
    """Two people after all: everything goes back to where it was, and what came since to whom it came from.

    The address names the customer who went.
    """


class CustomerDetail(AgentView):
    """One person."""

    @extend_schema(
        operation_id="customer",
        summary="One person over all channels",
        description="Somebody who was merged away is answered by whom they became; `id` says who that is.",
        tags=["customers"],
        responses={200: CustomerShape, **problems(401, 403, 404, 429)},
    )
    def get(self, request, pk):
        """The person, with what the caller may see of them."""
        return _answer(request, pk)


def _answer(request, pk):
    customer, visible = _find(request, pk)
    shown = {
        "pk": customer.pk,
        "name": customer.called,
        "created_at": customer.created_at,
        "known_since": customer.known_since,
        "organisation": customer.organisation,
        "attributes": attributes.of(customer),
        "identities": customer.identities.order_by("pk"),
        "facts": KnownFact.objects.filter(ticket__in=visible),
        "tickets": in_list(visible).order_by("-pk")[:LATEST],
        "merged": customer.took_over.filter(undone_at=None).select_related("gone", "by"),
    }
    return Response(CustomerShape(shown).data)


REFUSALS = problems(400, 401, 403, 404, 409, 413, 415, 422, 429)


class RenameCustomer(AgentView):
    """A customer by another name."""

    @extend_schema(
        operation_id="customer_rename",
        summary="A customer is called otherwise",
        description=RenameCustomerBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=RenameCustomerBody,
        responses={200: CustomerShape, **REFUSALS},
        examples=[OpenApiExample("A body", {"name": "Mia Novak"}, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request, pk):
        """Answers with the customer."""
        at = timezone.now()
        customer = _visible(request, pk)
        permit(request.user, "identities")
        body = RenameCustomerBody(data=request.data)
        body.is_valid(raise_exception=True)
        naming.rename(customer, body.validated_data["name"], by=request.user, at=at)
        return _answer(request, pk)


class AttributesOfCustomer(AgentView):
    """What is known of a customer."""

    @extend_schema(
        operation_id="customer_attributes",
        summary="Set what stands in the desk's own fields of a customer",
        description=AttributesBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=AttributesBody,
        responses={200: CustomerShape, **REFUSALS},
        examples=[OpenApiExample("A body", {"values": {"plan": "Gold"}, "source": "crm"}, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request, pk):
        """Answers with the customer."""
        at = timezone.now()
        customer = _visible(request, pk)
        permit(request.user, "attributes")
        body = AttributesBody(data=request.data)
        body.is_valid(raise_exception=True)
        attributes.set_values(customer, **body.validated_data, by=request.user, at=at)
        return _answer(request, pk)


class OrganisationOfCustomer(AgentView):
    """A customer belongs to an organisation."""

    @extend_schema(
        operation_id="customer_organisation",
        summary="A customer belongs to an organisation, or to none",
        description=OrganisationOfCustomerBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=OrganisationOfCustomerBody,
        responses={200: CustomerShape, **REFUSALS},
        examples=[OpenApiExample("A body", {"organisation": 7}, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request, pk):
        """Answers with the customer."""
        at = timezone.now()
        customer = _visible(request, pk)
        permit(request.user, "organisations")
        body = OrganisationOfCustomerBody(data=request.data)
        body.is_valid(raise_exception=True)
        number = body.validated_data["organisation"]
        organisation = Organisation.objects.filter(pk=number).first() if number else None
        if number and organisation is None:
            raise Refused(_("There is no such organisation."))
        organisations.put(customer, organisation, by=request.user, at=at)
        return _answer(request, pk)


class MergeCustomer(AgentView):
    """Two customers who are one."""

    @extend_schema(
        operation_id="customer_merge",
        summary="The same person: this customer becomes part of another",
        description=MergeCustomerBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=MergeCustomerBody,
        responses={200: CustomerShape, **REFUSALS},
        examples=[OpenApiExample("A body", {"into": 1042}, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request, pk):
        """Answers with the customer who goes on."""
        at = timezone.now()
        gone = _visible(request, pk)
        permit(request.user, "merge-customers")
        body = MergeCustomerBody(data=request.data)
        body.is_valid(raise_exception=True)
        into = _visible(request, body.validated_data["into"], Refused(_("There is no such customer to merge into.")))
        merging.merge_customers(gone, into=into, by=request.user, at=at)
        return _answer(request, into.pk)


class UnmergeCustomer(AgentView):
    """Two customers after all."""

    @extend_schema(
        operation_id="customer_unmerge",
        summary="Two people after all: undo the merge of this customer",
        description=UnmergeCustomerBody.__doc__,
        parameters=[IDEMPOTENCY_KEY],
        tags=["customers"],
        request=UnmergeCustomerBody,
        responses={200: CustomerShape, **REFUSALS},
        examples=[OpenApiExample("A body", {}, request_only=True)],
    )
    @repeatable(caller_key)
    def post(self, request, pk):
        """Answers with the customer who went, and is back."""
        at = timezone.now()
        # By way of the customer: a number beyond what an id can be is asked for there without an error.
        gone = Customer.objects.filter(pk=pk)
        merge = CustomerMerge.objects.filter(gone__in=gone, undone_at=None).select_related("survivor").first()
        stays = _visible(request, merge.survivor.home().pk if merge else pk)
        permit(request.user, "merge-customers")
        UnmergeCustomerBody(data=request.data).is_valid(raise_exception=True)
        merging.unmerge_customers(pk, by=request.user, at=at)
        back = Ticket.objects.visible_to(request.user).filter(customer=pk).exists()
        return _answer(request, pk if back else stays.pk)


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
    customer = Customer.objects.filter(pk=pk).first()
    customer = customer and _visible(request, customer.home().pk)
    if customer is None:
        raise Http404
    return customer, Ticket.objects.visible_to(request.user).filter(customer=customer)


def _visible(request, pk, missing=Http404):
    """A customer with a ticket that the caller may see. Errors: `missing`."""
    seen = Ticket.objects.visible_to(request.user).filter(customer=OuterRef("pk"))
    customer = Customer.objects.with_known_since().select_related("organisation").filter(Exists(seen), pk=pk).first()
    if customer is None:
        raise missing
    return customer
