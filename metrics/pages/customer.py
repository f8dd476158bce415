"""One customer's whole time with us on one page, and its lines as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from metrics.explain_pages import Asked
from metrics.journey import filed, shown, words
from metrics.journey.drawing import Scale, drawn
from metrics.journey.heads import heads, risks
from metrics.journey.whole import Journey, customer_for, journey
from metrics.pages.files import KINDS, file_of
from metrics.pages.frame import asked, for_the_desk, me
from metrics.pages.frame import shown as page
from metrics.reports.asking import INSTANTS, ReportForm
from metrics.reports.grouping import names
from tickets.models import Customer, Identity

LANES, LINES = 25, 100  # on a page
TEMPLATE = "metrics/journey/page.html"


@for_the_desk
def customer(request: HttpRequest, number: int) -> HttpResponse:
    """A customer's journey; of somebody who was merged away, that of whom they became."""
    found = _found(request, number)
    if found.pk != number:
        return redirect(f"{reverse('reports:customer', args=[found.pk])}?{request.GET.urlencode()}")
    question, reader = asked(request)
    context: dict[str, Any] = {"question": question, "title": str(found), "customer": found, "hidden": ("from",)}
    if not reader:
        return page(request, TEMPLATE, context, 400)
    told = journey(found, me(request), reader)
    return page(request, TEMPLATE, context | _who(told) | _told(told) | _parts(request, told) | _ways(question, told))


@for_the_desk
def file(request: HttpRequest, number: int, kind: str) -> Any:
    """All lines as a file."""
    found = _found(request, number)
    if kind not in KINDS:
        raise Http404
    question, reader = asked(request)
    if not reader:
        return page(request, TEMPLATE, {"question": question, "title": str(found), "customer": found}, 400)
    rows = _filed(journey(found, me(request), reader), question)
    return file_of(rows, kind, f"customer-{found.pk}-{question.until:%Y-%m-%d}")


def _found(request: HttpRequest, number: int) -> Customer:
    """Errors: Http404 for one of whom this person may see no ticket."""
    found = customer_for(me(request), number)
    if found is None:
        raise Http404
    return found


def _who(told: Journey) -> dict[str, Any]:
    """Who it is: by what they are known, since when, and by which channel they came."""
    customer: Any = Customer.objects.with_known_since().get(pk=told.customer.pk)
    return {
        "known_since": customer.known_since,
        "identities": list(Identity.objects.filter(customer=told.customer).order_by("-verified", "kind", "id")),
        "first_channel": words.channel(told.channel) if told.channel else "",
        "on_file": reverse("admin:tickets_customer_change", args=[told.customer.pk]),
    }


def _told(told: Journey) -> dict[str, Any]:
    """The figures, and of how many tickets they do not speak."""
    return {
        "heads": list(heads(told.figures, told.reader.desk)),
        "risks": risks(told.figures, told.reader.desk),
        "left_out": sum(not lane.counts for lane in told.lanes),
    }


def _parts(request: HttpRequest, told: Journey) -> dict[str, Any]:
    """The lanes and the lines that are looked at, a part of a long journey each."""
    lanes = Paginator(told.lanes, LANES).get_page(request.GET.get("lanes"))
    lines = Paginator(told.lines, LINES).get_page(request.GET.get("page"))
    desk, subjects = (
        told.reader.desk,
        shown.subjects_of({lane.ticket for lane in lanes} | {line.ticket for line in lines}),
    )
    context = {"lanes": lanes, "lines": lines, "rows": shown.rows(lines, subjects, desk, _explained(told))}
    if told.lanes:
        scale = Scale.over(lanes)
        found = [drawn(lane, scale) for lane in lanes]
        context |= {"drawing": list(shown.lane_rows(found, subjects, desk)), "ticks": shown.ticks(scale, desk)}
        context |= {"legend": shown.legend(), "moves": shown.moves()}
        context["notes"] = (shown.LETTERS, shown.TOGETHER)
    return context


def _explained(told: Journey) -> shown.Explained:
    """Where a ticket's figure is explained, from where the page looks."""
    reader = told.reader
    return lambda figure, ticket: Asked(figure, reader.as_of, reader.known_at).address(ticket)


def _ways(question: ReportForm, told: Journey) -> dict[str, Any]:
    """The same elsewhere: for ever, as files, as JSON."""
    fixed = question.fixed()
    asked_for, pk = urlencode({name: fixed[name] for name in INSTANTS}), told.customer.pk
    return {
        "told": question.answered,
        "asked": asked_for,
        "link": f"{reverse('reports:customer', args=[pk])}?{asked_for}",
        "files": [(kind.upper(), f"{reverse('reports:customer-file', args=[pk, kind])}?{asked_for}") for kind in KINDS],
        "json": f"{reverse('customer-journey', args=[pk])}?{asked_for}",
    }


def _filed(told: Journey, question: ReportForm) -> Iterator[Sequence[Any]]:
    """What the file is of, and a line a row."""
    answered = question.answered
    yield [_("Customer"), str(told.customer), told.customer.pk]
    yield [_("As of"), answered["as_of"], _("known at"), answered["known_at"], answered["zone"]]
    yield []
    yield from filed.rows(told.lines, shown.subjects_of(lane.ticket for lane in told.lanes), names("owner"))
