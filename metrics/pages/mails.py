"""Scheduled mails at the desk: setting one up from a page, seeing those one has, stopping them; and stopping one's own by a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.db.models import Max, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from metrics.actions import report_mails
from metrics.mails.asked import how_often
from metrics.mails.form import MailForm
from metrics.mails.marks import recipient_of
from metrics.mails.people import hindrance
from metrics.models import Mailing, ReportMail, ReportMailing, ReportMailRecipient
from metrics.pages.choices import ITS_OWN_PAGES
from metrics.pages.frame import for_the_desk, form_at_the_desk, me, posted_at_the_desk, shown, understood
from metrics.sheets import SHEETS
from metrics.sheets.addresses import OVERVIEW, address_of, is_page, title_of
from tickets.actions.record import Invalid


@dataclass(frozen=True)
class Reader:
    """A recipient as the list shows them. `hindered`: why they get none now; `last`: what became of their last mail."""

    row: ReportMailRecipient
    hindered: str
    last: ReportMailing | None

    @property
    def told(self) -> str:
        """What became of their last mail, in words; "" before the first and where it was sent."""
        if self.last is None or self.last.state == Mailing.SENT:
            return ""
        state = str(Mailing(self.last.state).label)
        return _("%(state)s: %(reason)s") % {"state": state, "reason": self.last.reason} if self.last.reason else state


@dataclass(frozen=True)
class Entry:
    """A mail of the list. `readers`: for who set it up everybody, for others themselves."""

    mail: ReportMail
    title: str
    address: str
    how_often: str
    is_own: bool
    readers: list[Reader]
    mine: ReportMailRecipient | None
    last_sent: Any


@for_the_desk
def mails(request: HttpRequest) -> HttpResponse:
    """Those that somebody set up, and those that they get."""
    return shown(request, "metrics/mails/list.html", {"title": _("Scheduled mails"), "entries": _entries(request)})


def _entries(request: HttpRequest) -> list[Entry]:
    person = me(request)
    mine = ReportMailRecipient.objects.filter(person=person).values("mail")
    found = ReportMail.objects.filter(Q(by=person) | Q(pk__in=mine)).select_related("by").order_by("-pk")
    last = ReportMailing.objects.filter(recipient=OuterRef("pk")).order_by("-day").values("pk")[:1]
    people = ReportMailRecipient.objects.filter(mail__in=found).select_related("person").order_by("pk")
    rows = list(people.annotate(last=Subquery(last), last_sent=Max("mailings__sent_at")))
    mailings = ReportMailing.objects.in_bulk([row.last for row in rows if row.last])
    return [_entry(mail, [row for row in rows if row.mail_id == mail.pk], mailings, person.pk) for mail in found]


def _entry(mail: ReportMail, rows: list[Any], mailings: dict[int, ReportMailing], person: int) -> Entry:
    is_own = mail.by_id == person
    seen = [row for row in rows if is_own or row.person_id == person]
    return Entry(
        mail=mail,
        title=title_of(mail.page),
        address=address_of(mail.page, mail.asked),
        how_often=how_often(mail),
        is_own=is_own,
        readers=[Reader(row, hindrance(row.person), mailings.get(row.last)) for row in seen],
        mine=next((row for row in seen if row.person_id == person), None),
        last_sent=max((row.last_sent for row in seen if row.last_sent), default=None),
    )


@form_at_the_desk
def new(request: HttpRequest) -> HttpResponse:
    """Set one up of the page whose choices stand in the address."""
    asked = request.GET.dict()
    page = asked.pop("page", OVERVIEW)
    if not is_page(page):
        raise Http404
    question, reader = understood(asked, me(request), timezone.now(), ITS_OWN_PAGES if page == OVERVIEW else ())
    context: dict[str, Any] = {"title": _("Mail this page"), "question": question, "page_title": title_of(page)}
    if reader is None:
        return shown(request, "metrics/mails/new.html", context, 400)
    has_period = page == OVERVIEW or SHEETS[page].has_period
    form = MailForm(
        request.POST if request.method == "POST" else None, by=me(request), question=question, has_period=has_period
    )
    if request.method == "POST" and form.is_valid() and _scheduled(request, page, form):
        messages.success(request, _("The mail is set up."))
        return redirect("reports:mails")
    choices = question.in_short[1:]
    context |= {"form": form, "choices": choices, "page_address": address_of(page, question.parameters())}
    return shown(request, "metrics/mails/new.html", context, 400 if form.errors else 200)


def _scheduled(request: HttpRequest, page: str, form: MailForm) -> bool:
    """Whether it was set up; if not, the form says why."""
    given = form.cleaned_data
    try:
        report_mails.schedule(
            by=me(request),
            page=page,
            asked=form.asked,
            every=given["every"],
            rhythm=form.rhythm,
            people=list(given["people"]),
            at=form.question.at,
        )
    except Invalid as error:
        form.add_error(error.field, str(error))
        return False
    return True


@posted_at_the_desk
def change(request: HttpRequest, pk: int, verb: str) -> HttpResponseRedirect:
    """Stop, go on or delete what one set up oneself; anybody else's is not there."""
    mail, at = get_object_or_404(ReportMail, pk=pk, by=me(request)), timezone.now()
    if verb == "stop":
        report_mails.stop_mail(mail, by=me(request))
    elif verb == "resume":
        report_mails.resume_mail(mail, by=me(request), at=at)
    elif verb == "delete":
        report_mails.delete_mail(mail, by=me(request))
    else:
        raise Http404
    return redirect("reports:mails")


@posted_at_the_desk
def change_own(request: HttpRequest, pk: int, verb: str) -> HttpResponseRedirect:
    """Stop one's own, or get it again; whoever set it up."""
    recipient = get_object_or_404(ReportMailRecipient, mail=pk, person=me(request))
    if verb == "stop":
        report_mails.stop_own(recipient, at=timezone.now())
    elif verb == "resume":
        report_mails.resume_own(recipient)
    else:
        raise Http404
    return redirect("reports:mails")


@csrf_exempt  # mail programs press it for their readers, without a page of ours (RFC 8058); what is signed allows it
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"script-src": ["'self'", "'unsafe-eval'"]})  # what the theme's frame needs
def stop(request: HttpRequest, token: str = "") -> HttpResponse:
    """Stop one's own by the signed link of a mail, without signing in. Looking at it stops nothing: programs look at links."""
    recipient = recipient_of(token)
    if recipient and request.method == "POST":
        report_mails.stop_own(recipient, at=timezone.now())
        recipient.refresh_from_db()
    context = admin.site.each_context(request) | {"recipient": recipient, "title": _("Scheduled mail")}
    if recipient:
        context |= {"page_title": title_of(recipient.mail.page), "how_often": how_often(recipient.mail)}
    response = TemplateResponse(request, "metrics/mails/stop.html", context, status=200 if recipient else 404)
    response["Referrer-Policy"] = "no-referrer"
    return response
