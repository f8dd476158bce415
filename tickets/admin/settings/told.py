"""What somebody is told while they are not at the desk: a page for everybody, of which nobody sees another's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from tickets.actions.record import Invalid
from tickets.actions.setup.told import want
from tickets.admin.shared import form_fields
from tickets.admin.shared.read_only import ReadingAdmin, me
from tickets.models import Telling, Told
from tickets.models.notice import LONGEST_AWAY_MIN, Kind, Paces, told_of

MOST_SHOWN = 20
CLOCK = UnfoldAdminTextInputWidget({"type": "time"})


class ToldForm(forms.Form):
    """Each choice with its help."""

    by_mail = form_fields.Several(label=gettext_lazy("Tell me by mail"), choices=Kind.choices, required=False)
    by_hook = form_fields.Several(label=gettext_lazy("Tell my webhook"), choices=Kind.choices, required=False)
    away_minutes = form_fields.Whole(
        label=gettext_lazy("Once I have been away for so many minutes"),
        min_value=1,
        max_value=LONGEST_AWAY_MIN,
        help_text=Told._meta.get_field("away_minutes").help_text,
    )
    pace = form_fields.Choice(label=gettext_lazy("Mails"), choices=Paces.choices)
    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=CLOCK)
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        required=False,
        widget=CLOCK,
        help_text=Told._meta.get_field("quiet_until").help_text,
    )
    hook_url = form_fields.Text(
        label=gettext_lazy("Address of the webhook"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "An incoming webhook of a chat system, or a program of yours, beginning with https://. Each call is signed as Standard "
            "Webhooks are; the secret is shown once when the address changes."
        ),
    )

    def clean_hook_url(self) -> str:
        """What was typed, without blanks around it."""
        return self.cleaned_data["hook_url"].strip()


def told(desk: ReadingAdmin, request: HttpRequest) -> HttpResponse:
    """The form, with what was sent lately and what became of it; saving comes back to it."""
    by = me(request)
    known = told_of(by.pk)
    form = ToldForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(known, name) for name in ToldForm.base_fields},
    )
    context = {**desk.admin_site.each_context(request), "title": _("What I am told")}
    request.current_app = desk.admin_site.name
    if request.method == "POST" and form.is_valid() and (secret := _saved(form, request)) is not None:
        if not secret:
            return redirect("admin:ticket_told")
        context |= {"title": _("The secret of your webhook"), "secret": secret, "back": "admin:ticket_told"}
        return TemplateResponse(request, "admin/settings/secret.html", context)
    sent = Telling.objects.filter(person=by).order_by("-pk")[:MOST_SHOWN]
    context |= {"form": form, "sent": sent, "address": by.email, "zone": by.time_zone}
    answer = TemplateResponse(request, "admin/tickets/ticket/told.html", context)
    answer.status_code = 400 if form.errors else 200
    return answer


def _saved(form: Any, request: HttpRequest) -> str | None:
    """The webhook's new secret, "" if it has none; None if it was refused, beside its field."""
    try:
        _row, secret = want(by=me(request), **form.cleaned_data)
    except Invalid as refused:
        form.add_error(refused.field, str(refused))
        return None
    if not secret:
        messages.success(request, _("You are told what you want now."))
    return secret
