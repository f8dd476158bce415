"""Customers at the desk: who they are, by what they are known, everything they have with us, and who may be the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from tickets.actions.customers import merging
from tickets.actions.customers.identities import search
from tickets.actions.record import Invalid
from tickets.admin.customer import attributes_card, duplicates
from tickets.admin.customer.journey import journey
from tickets.admin.customer.requests import CUSTOMER_DEEDS, Asked
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.tickets import saved_views
from tickets.models import Customer, CustomerMerge, Organisation, Ticket
from tickets.models.customer import CustomerQuerySet, IdentityKind
from tickets.models.history import current_desk
from tickets.rules.access import Denied
from tickets.rules.lifecycle import UNRESOLVED, Forbidden

REFUSED = {Forbidden: 409, Denied: 403, Invalid: 400}
PAGE = "admin:tickets_customer_change"
MOST_NAMES = 500  # of organisations, offered while one types


@admin.register(Customer)
class CustomerAdmin(ReadingAdmin):
    """Only customers with a ticket that this person may see."""

    list_display = ("name_or_number", "known_as", "open_tickets", "all_tickets", "known_since")
    list_display_links = ("name_or_number",)
    search_fields = ("name",)
    search_help_text = _("Name, address, handle, or a number however it is spelt")
    ordering = ("-id",)
    list_before_template = "admin/tickets/customer/list_head.html"

    def get_queryset(self, request: HttpRequest) -> CustomerQuerySet:
        """Their tickets decide who may see them."""
        seen = saved_views.tickets(me(request)).filter(customer=OuterRef("pk"))
        return Customer.objects.filter(Exists(seen)).with_known_since().select_related("organisation")

    def get_urls(self) -> list[Any]:
        """The stock addresses, one for each thing done by hand, and those of who may be the same person."""
        wrap = self.admin_site.admin_view
        deeds = [
            path(f"<int:pk>/do/{verb}/", wrap(partial(self.do_view, verb=verb)), name=f"customer_{verb}")
            for verb in CUSTOMER_DEEDS
        ]
        pages = [
            path("<int:pk>/attributes/", wrap(self.attributes_view), name="customer_attributes_card"),
            path("duplicates/", wrap(self.duplicates_view), name="customer_duplicates"),
            path("<int:pk>/merge/", wrap(self.merge_view), name="customer_merge"),
            path("<int:pk>/unmerge/", wrap(self.unmerge_view), name="customer_unmerge"),
        ]
        return [*deeds, *pages, *super().get_urls()]

    # The list

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By name, address, handle, `#12`, or a number in any spelling; never twice the same."""
        return search(queryset, search_term), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's rows with what they show, counted once, for these rows only."""
        shown = super().get_changelist_instance(request)
        shown.result_list = list(shown.result_list.prefetch_related("identities"))
        mine = saved_views.tickets(me(request)).filter(customer__in=shown.result_list).order_by()
        still_open = Count("pk", filter=Q(status__in=UNRESOLVED))
        rows = mine.values_list("customer").annotate(seen=Count("pk"), still_open=still_open)
        counted = {customer: (seen, still_open) for customer, seen, still_open in rows}
        for customer in shown.result_list:
            customer.seen, customer.still_open = counted.get(customer.pk, (0, 0))
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

    @admin.display(description=_("known since"), ordering="known_since")
    def known_since(self, customer: Any) -> datetime:
        """When they first turned to us."""
        return customer.known_since

    # The page

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The whole journey; of somebody who was merged away, that of whom they became."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        customer = self.get_object(request, object_id)
        if customer is None:
            gone = Customer.objects.filter(pk=_number(object_id) or 0).exclude(merged_into=None).first()
            return redirect(PAGE, self._customer(request, gone.home().pk if gone else 0).pk)
        return self._page(request, customer)

    def _customer(self, request: HttpRequest, pk: int) -> Customer:
        """A customer that this person may see; a foreign one and a missing one are the same."""
        customer = self.get_queryset(request).filter(pk=pk).first() if pk < 1 << 63 else None
        if customer is None:
            raise Http404
        return customer

    def _page(self, request: HttpRequest, customer: Customer, trouble: str = "", code: int = 200) -> HttpResponse:
        at = clock.now(request)
        merges = CustomerMerge.objects.filter(survivor=customer, undone_at=None).select_related("gone", "by")
        context = {
            "customer": customer,
            "journey": journey(
                customer, me(request), Formatter(current_desk(at), at), _number(request.GET.get("p")) or 1
            ),
            "figures": may_do(request.user, "figures") and _has_figures(customer, request),
            "suggested": duplicates.suggested(customer, self.get_queryset(request)),
            "merges": list(merges),
            "kinds": IdentityKind.choices,
            "organisations": Organisation.objects.values_list("name", flat=True)[:MOST_NAMES],
            "trouble": trouble,
            "typed": request.POST,
            "title": str(customer),
        }
        return self._shown(request, "page", context, code)

    def _shown(self, request: HttpRequest, name: str, context: dict[str, Any], code: int = 200) -> HttpResponse:
        may = {
            "identities": may_do(request.user, "identities"),
            "organisations": may_do(request.user, "organisations"),
            "merge": may_do(request.user, "merge-customers"),
            "reply": may_do(request.user, "reply"),
        }
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "may": may, **context}
        return TemplateResponse(request, f"admin/tickets/customer/{name}.html", whole, status=code)

    # What is done by hand

    def do_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Do one thing, and go back; what does not go through is shown with what was typed."""
        customer, deed = self._customer(request, pk), CUSTOMER_DEEDS[verb]
        if request.method != "POST":
            return redirect(PAGE, pk)
        try:
            if not may_do(request.user, deed.permission):
                raise Denied(_("Your role does not allow this."))
            form = deed.form(request.POST)
            if not form.is_valid():
                raise Invalid("form", form.reason())
            told = deed.do(customer, form.cleaned_data, Asked(me(request), clock.now(request)))
        except (Forbidden, Denied, Invalid) as error:
            return self._page(request, customer, str(error), REFUSED[type(error)])
        messages.success(request, told)
        return self._back(request, pk)

    def _back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To where it was pressed: the possible duplicates, a ticket's page, or the customer's."""
        if request.POST.get("back") == "duplicates":
            return redirect("admin:customer_duplicates")
        ticket = _number(request.POST.get("ticket"))
        return redirect("admin:tickets_ticket_change", ticket) if ticket else redirect(PAGE, pk)

    def attributes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The card with what is known of them in the desk's own fields, for whatever page wants it."""
        customer = self._customer(request, pk)
        ticket = saved_views.tickets(me(request)).filter(pk=_number(request.GET.get("ticket")) or 0).first()
        context = {
            "customer": customer,
            "rows": attributes_card.rows(customer),
            "ticket": ticket,
            "rows_of_ticket": attributes_card.rows_of_ticket(ticket) if ticket else [],
            "may_sort": may_do(request.user, "sort"),
            "may_change": may_do(request.user, "attributes"),
        }
        return TemplateResponse(request, "admin/tickets/customer/attributes.html", context)

    # Who may be the same person

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Pairs with their reasons, from the newest customers on."""
        pairs, older = duplicates.possible_duplicates(self.get_queryset(request), _number(request.GET.get("before")))
        context = {
            "pairs": pairs,
            "older": older,
            "looked_at": duplicates.LOOKED_AT,
            "title": _("Possible duplicates"),
        }
        return self._shown(request, "duplicates", context)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whom with, then what would happen, then it happens."""
        customer = self._customer(request, pk)
        self._demand(request)
        asked = request.POST or request.GET
        other_pk = _number(asked.get("with"))
        if other_pk is None:
            return self._whom_with(request, customer)
        other = self._customer(request, other_pk)
        older, newer = sorted((customer, other), key=lambda row: row.pk)
        stays, gone = (newer, older) if asked.get("keep") == str(newer.pk) else (older, newer)
        if request.method != "POST":
            return self._merge_preview(request, gone, stays)
        merge = partial(merging.merge_customers, gone, into=stays)
        told = _("%(gone)s and %(stays)s are one customer now.") % {"gone": gone, "stays": stays}
        return self._carry_out(request, merge, stays, told)

    def _whom_with(self, request: HttpRequest, customer: Customer) -> HttpResponse:
        seen, typed = self.get_queryset(request), request.GET.get("q", "")
        context = {
            "customer": customer,
            "typed": typed,
            "found": duplicates.candidates(customer, seen, typed),
            "suggested": duplicates.suggested(customer, seen),
            "title": _("Merge %s with another customer") % customer,
        }
        return self._shown(request, "merge_with", context)

    def _merge_preview(self, request: HttpRequest, gone: Customer, stays: Customer) -> HttpResponse:
        if gone == stays:
            raise Http404
        context = {
            "preview": duplicates.preview(gone, stays, me(request)),
            "gone": gone,
            "stays": stays,
            "title": _("Are %(gone)s and %(stays)s the same person?") % {"gone": gone, "stays": stays},
        }
        return self._shown(request, "merge", context)

    def unmerge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What an undo would move, then the undo. The address names who went."""
        merge = (
            CustomerMerge.objects.filter(gone__in=Customer.objects.filter(pk=pk), undone_at=None)
            .select_related("gone", "survivor", "by")
            .first()
        )
        if merge is None:
            raise Http404
        stays = self._customer(request, merge.survivor.home().pk)
        self._demand(request)
        if request.method == "POST":
            told = _("%(gone)s and %(stays)s are two customers again.") % {"gone": merge.gone, "stays": merge.survivor}
            return self._carry_out(request, partial(merging.unmerge_customers, pk), stays, told)
        title = _("Are %(gone)s and %(stays)s two people after all?") % {"gone": merge.gone, "stays": merge.survivor}
        context = {"undo": duplicates.undo(merge, me(request)), "customer": stays, "title": title}
        return self._shown(request, "unmerge", context)

    def _demand(self, request: HttpRequest) -> None:
        if not may_do(request.user, "merge-customers"):
            raise PermissionDenied

    def _carry_out(self, request: HttpRequest, act: Callable[..., Any], back: Customer, told: str) -> HttpResponse:
        try:
            act(by=me(request), at=clock.now(request))
        except (Forbidden, Invalid) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, told)
        return redirect(PAGE, back.pk)


def _has_figures(customer: Customer, request: HttpRequest) -> bool:
    """Whether this person may read the figures of one of the customer's tickets, whose page is among the managers' ones."""
    return Ticket.objects.theirs_to_answer_for(me(request)).filter(customer=customer).exists()


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else None
