"""Customers at the desk: who they are, by what they are known, and everything they have with us."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from tickets.admin import clock, saved_views
from tickets.admin.journey import journey
from tickets.admin.reading import ReadingAdmin, may_do, me
from tickets.admin.telling import Telling
from tickets.models import Customer
from tickets.models.history import current_desk
from tickets.rules.lifecycle import UNRESOLVED


@admin.register(Customer)
class CustomerAdmin(ReadingAdmin):
    """Only customers with a ticket that this person may see."""

    list_display = ("name_or_number", "known_as", "open_tickets", "all_tickets", "created_at")
    list_display_links = ("name_or_number",)
    search_fields = ("name", "identities__value")
    search_help_text = _("Name, address or number")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """Their tickets decide who may see them."""
        seen = saved_views.tickets(me(request)).filter(customer=OuterRef("pk"))
        return Customer.objects.filter(Exists(seen))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows with what they show, counted once."""
        shown = super().get_changelist_instance(request)
        mine = Q(tickets__in=saved_views.tickets(me(request)))
        counted = shown.result_list.annotate(
            seen=Count("tickets", filter=mine, distinct=True),
            still_open=Count("tickets", filter=mine & Q(tickets__status__in=UNRESOLVED), distinct=True),
        )
        shown.result_list = counted.prefetch_related("identities")
        return shown

    @admin.display(description=_("customer"), ordering="name")
    def name_or_number(self, customer: Customer) -> str:
        """What to call them."""
        return str(customer)

    @admin.display(description=_("known as"))
    def known_as(self, customer: Customer) -> str:
        """All their addresses, numbers and handles."""
        return ", ".join(identity.value for identity in customer.identities.all())

    @admin.display(description=_("open"))
    def open_tickets(self, customer: Any) -> int:
        """How many tickets are still to be done."""
        return customer.still_open

    @admin.display(description=_("tickets"))
    def all_tickets(self, customer: Any) -> int:
        """How many tickets there are."""
        return customer.seen

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The whole journey."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        customer = self.get_object(request, object_id)
        if customer is None:
            raise Http404
        at = clock.now(request)
        context = {
            **self.admin_site.each_context(request),
            "customer": customer,
            "journey": journey(customer, me(request), Telling(current_desk(at), at)),
            "title": str(customer),
            "opts": self.opts,
            "may": {"reply": may_do(request.user, "reply")},
        }
        return TemplateResponse(request, "admin/tickets/customer/page.html", context)
