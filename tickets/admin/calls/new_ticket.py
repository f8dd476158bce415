"""A mail of ours to somebody who has not written: from the list, from a customer's page and by Ctrl K."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminEmailInputWidget

from config.broker import nudge
from tickets.actions.inputs import MAX_TEXT
from tickets.actions.intake.writing_first import FirstMail, write_first
from tickets.actions.outbox.answer_address import emails_of
from tickets.actions.record import Invalid
from tickets.admin.calls.log_contact import chosen, customers_found
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.tickets.saved_views import tickets
from tickets.models import ChannelAccount, Customer, Ticket, User
from tickets.rules.lifecycle import UNRESOLVED, Channel

BETWEEN = ", ;\n\t"


class NewTicketForm(forms.Form):
    """Whom we write to, by which mailbox, and what."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.EmailField(label=gettext_lazy("To"), max_length=320, widget=UnfoldAdminEmailInputWidget)
    name = form_fields.Text(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Of somebody new; whoever has this address on file already keeps their name."),
    )
    cc = form_fields.Text(label=gettext_lazy("Cc, with commas between"), max_length=2000, required=False)
    bcc = form_fields.Text(
        label=gettext_lazy("Bcc, with commas between"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("They get it, and nobody outside learns that they do."),
    )
    mailbox = form_fields.Row(
        label=gettext_lazy("From"), queryset=ChannelAccount.objects.none(), required=False, empty_label=None
    )
    subject = form_fields.Text(label=gettext_lazy("Subject"), max_length=300)
    text = form_fields.Lines(label=gettext_lazy("Text"), max_length=MAX_TEXT, required=True)

    def __init__(self, *args: Any, customer: Customer | None) -> None:
        super().__init__(*args)
        self.initial["key"] = uuid4()
        boxes = ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).order_by("id")
        self.fields["mailbox"].queryset = boxes  # type: ignore[attr-defined]
        if customer is not None:
            del self.fields["name"]
            known = [row.value for row in emails_of(customer.pk)]
            self.fields["to"] = form_fields.Choice(label=_("To"), choices=[(value, value) for value in known])

    def mail(self) -> FirstMail:
        """As the action takes it."""
        said = self.cleaned_data
        key: UUID = said["key"]
        return FirstMail(
            subject=said["subject"],
            text=said["text"],
            mailbox=said["mailbox"],
            cc=_addresses(said["cc"]),
            bcc=_addresses(said["bcc"]),
            key=str(key),
        )


def new_ticket(model_admin: ReadingAdmin, request: HttpRequest) -> HttpResponse:
    """The form, and the ticket that it opened."""
    if not may_do(request.user, "reply"):
        raise PermissionDenied
    user, at = me(request), clock.now(request)
    _ticket, customer = chosen(request, user)
    form = NewTicketForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        try:
            return _opened(request, form, customer, user, at)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    wanted = request.GET.get("q", "").strip()[:320]
    context = {
        **model_admin.admin_site.each_context(request),
        "form": form,
        "customer": customer,
        "still_open": _still_open(user, customer) if customer else [],
        "wanted": wanted,
        "found": customers_found(user, wanted) if wanted and customer is None else None,
        "title": _("New ticket"),
    }
    return TemplateResponse(request, "admin/tickets/ticket/new.html", context, status=400 if form.errors else 200)


def _opened(
    request: HttpRequest, form: NewTicketForm, customer: Customer | None, user: User, at: datetime
) -> HttpResponse:
    said = form.cleaned_data
    ticket = write_first(form.mail(), by=user, at=at, to=said["to"], name=said.get("name", ""), customer=customer)
    nudge("tickets.tasks.deliver")
    if not tickets(user).filter(pk=ticket.pk).exists():
        messages.success(request, _("Sent, on a ticket of another team."))
        return redirect("admin:tickets_ticket_changelist")
    messages.success(request, _("Sent. #%d is open.") % ticket.pk)
    return redirect("admin:tickets_ticket_change", ticket.pk)


def _still_open(user: User, customer: Customer) -> list[Ticket]:
    """What they have with us already: an answer there may be what is meant."""
    return list(tickets(user).filter(customer=customer, status__in=UNRESOLVED).order_by("-id")[:8])


def _addresses(typed: str) -> list[str]:
    for mark in BETWEEN:
        typed = typed.replace(mark, " ")
    return typed.split()
