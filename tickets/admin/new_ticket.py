"""Somebody called, came by or wrote where no channel of ours listens: a person of ours logs the contact."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from tickets.actions import intake
from tickets.actions.identities import identities
from tickets.actions.inbound import InboundMessage, Sender
from tickets.actions.intake import Received
from tickets.admin import clock
from tickets.admin.deed_forms import LONGEST_TEXT
from tickets.admin.reading import ReadingAdmin, me
from tickets.admin.saved_views import tickets
from tickets.models import words
from tickets.rules.lifecycle import Channel, Forbidden

# What reaches us without a machine that tells us: those have doors of their own.
BY_HAND = (Channel.PHONE, Channel.IN_PERSON, Channel.SOCIAL, Channel.OTHER, Channel.EMAIL, Channel.WEB)


class NewTicketForm(forms.Form):
    """Who turned to us, how, and what they said."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How they reached us"),
        choices=[(name, dict(words.CHANNEL)[name]) for name in BY_HAND],
        widget=UnfoldAdminSelectWidget,
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    email = forms.EmailField(
        label=gettext_lazy("Email"), max_length=320, required=False, widget=UnfoldAdminEmailInputWidget
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone, with the country code"),
        max_length=64,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    handle = forms.CharField(
        label=gettext_lazy("Name in a network"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget
    )
    text = forms.CharField(
        label=gettext_lazy("What they said"), max_length=LONGEST_TEXT, widget=UnfoldAdminTextareaWidget({"rows": 6})
    )
    facts = forms.CharField(
        label=gettext_lazy("What they told us, one a line"),
        help_text=gettext_lazy("As “device: Pixel 7”. Nobody has to ask for it again."),
        max_length=5000,
        required=False,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )
    occurred_at = forms.DateTimeField(
        label=gettext_lazy("When, if not now"),
        required=False,
        widget=UnfoldAdminTextInputWidget({"type": "datetime-local"}),
    )

    def clean_facts(self) -> dict[str, str]:
        """Names and values."""
        pairs = [line.partition(":") for line in self.cleaned_data["facts"].splitlines() if line.strip()]
        if any(not (colon and key.strip() and value.strip()) for key, colon, value in pairs):
            raise forms.ValidationError(_("Write each as “device: Pixel 7”."))
        return {key.strip(): value.strip() for key, _colon, value in pairs}

    def clean(self) -> dict[str, Any]:
        """Without an address, a number or a handle nobody could come back to them."""
        data = super().clean() or {}
        sender = Sender(**{key: data.get(key) or "" for key in ("name", "email", "phone", "handle")})
        if not self.errors and not identities(sender):
            raise forms.ValidationError(
                _("Note an email address, a number with its country code, or a name in a network.")
            )
        return data | {"sender": sender}


def new_ticket(model_admin: ReadingAdmin, request: HttpRequest) -> HttpResponse:
    """The form, and what became of it: a new ticket, or the one that the contact belongs to."""
    form = NewTicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now(request)
        if form.cleaned_data["occurred_at"] and form.cleaned_data["occurred_at"] > at:
            form.add_error("occurred_at", _("That is in the future."))
        else:
            try:
                return _received(request, _log(form.cleaned_data, at))
            except Forbidden as error:
                form.add_error(None, str(error))
    context = {
        **model_admin.admin_site.each_context(request),
        "form": form,
        "title": _("New ticket"),
    }
    return TemplateResponse(request, "admin/tickets/ticket/new.html", context, status=400 if form.errors else 200)


def _log(said: dict[str, Any], at: datetime) -> Received:
    inbound = InboundMessage(
        channel=said["channel"],
        sender=said["sender"],
        text=said["text"],
        subject=said["subject"],
        facts=said["facts"],
    )
    return intake.receive(inbound, at=at, occurred_at=said["occurred_at"])


def _received(request: HttpRequest, received: Received) -> HttpResponse:
    ticket = received.ticket
    if not tickets(me(request)).filter(pk=ticket.pk).exists():
        messages.success(request, _("Noted, on a ticket of another team."))
        return redirect("admin:tickets_ticket_changelist")
    told = _("#%d is open.") if received.new_ticket else _("It belongs to #%d, which was open already.")
    messages.success(request, told % ticket.pk)
    return redirect("admin:tickets_ticket_change", ticket.pk)
