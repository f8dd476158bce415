"""What the desk itself has to be found: tickets and customers by the search, views and pages by their names."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from config.palette import Entry, is_meant
from tickets.actions.search.finding import Found, find
from tickets.admin.shared import clock, navigation
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.ticket.macros import found as found_macros
from tickets.admin.tickets import saved_views
from tickets.models import Customer, Identity, Organisation
from tickets.models.searching import holds
from tickets.rules.search_query import SearchProblem

MOST = 6  # tickets, and customers
LOOKED_AT = 30  # tickets whose people are looked at for customers


def found(request: HttpRequest, typed: str) -> Iterator[Entry]:
    """Tickets, the customers of those that were found by people, and the list with all that is found."""
    if not typed:
        return
    try:
        these = find(saved_views.tickets(me(request)), typed, by=me(request), at=clock.now(request), most=LOOKED_AT)
    except SearchProblem:
        return
    yield from _tickets(these, typed)
    yield from _customers(these, typed)


def _tickets(these: Found, typed: str) -> Iterator[Entry]:
    some = list(these.ordered().select_related("customer")[: MOST - 1])
    for ticket in some:
        title = str(ticket) if ticket.subject else _("#%(number)d without a subject") % {"number": ticket.pk}
        detail = f"{ticket.customer} · {ticket.standing}"
        address = reverse("admin:tickets_ticket_change", args=[ticket.pk])
        yield Entry(_("Tickets"), title, address, "confirmation_number", detail)
    if some:
        address = f"{reverse('admin:tickets_ticket_changelist')}?{urlencode({'q': typed})}"
        yield Entry(_("Tickets"), _("All tickets with “%(words)s”") % {"words": typed}, address, "search")


def _customers(these: Found, typed: str) -> Iterator[Entry]:
    """Who may see a ticket may see its customer."""
    people = these.first[1]
    if not people:
        return
    known = Prefetch("identities", Identity.objects.order_by("-verified", "pk"))
    rows = Customer.objects.filter(tickets__in=people[:LOOKED_AT], merged_into=None).distinct().order_by("name", "pk")
    for customer in rows.prefetch_related(known)[:MOST]:
        detail = ", ".join(row.value for row in customer.identities.all()[:2])
        yield Entry(
            _("Customers"),
            str(customer),
            reverse("admin:tickets_customer_change", args=[customer.pk]),
            "person",
            detail,
        )


def organisations(request: HttpRequest, typed: str) -> Iterator[Entry]:
    """Organisations by a part of their names."""
    for row in Organisation.objects.filter(holds(typed, "name"))[:MOST] if typed else ():
        address = reverse("admin:tickets_organisation_change", args=[row.pk])
        yield Entry(_("Organisations"), row.name, address, "apartment")


def macros(request: HttpRequest, typed: str) -> Iterator[Entry]:
    """The macros that somebody may use, by their names and texts; into an answer they come by a slash."""
    if typed and may_do(request.user, "reply"):
        for macro in found_macros(me(request), typed):
            yield Entry(_("Macros"), macro.title, macro.url, "bolt", macro.about)


def views(request: HttpRequest, typed: str) -> Iterator[Entry]:
    """The views of the list: the desk's, and those that people made."""
    address = reverse("admin:tickets_ticket_changelist")
    own = map(saved_views.made, saved_views.own_views(me(request))) if typed else ()
    for view in (*saved_views.VIEWS, *own):
        if is_meant(typed, str(view.title)):
            query = urlencode({saved_views.PARAMETER: view.key})
            yield Entry(_("Views"), str(view.title), f"{address}?{query}", view.icon)


def pages(request: HttpRequest, typed: str) -> Iterator[Entry]:
    """What the desk's navigation leads to, and what can be begun from everywhere."""
    if may_do(request.user, "reply") and is_meant(typed, _("Log a contact")):
        yield Entry(_("Actions and pages"), _("Log a contact"), reverse("admin:tickets_ticket_add"), "add_call")
    if may_do(request.user, "reply") and is_meant(typed, _("New ticket")):
        yield Entry(_("Actions and pages"), _("New ticket"), reverse("admin:ticket_new"), "outgoing_mail")
    for item in navigation.pages(request):
        if is_meant(typed, item["title"]):
            yield Entry(_("Actions and pages"), item["title"], item["link"], item["icon"])
