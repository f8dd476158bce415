"""How somebody wants their own desk: a page for everybody, of which nobody sees another's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from tickets.actions.setup.preferences import no_place, prefer
from tickets.admin.shared.read_only import ReadingAdmin, me
from tickets.models import Preferences
from tickets.models.preferences import preferences_of
from tickets.rules.placeholders import not_signed


class MyDeskForm(forms.ModelForm):
    """Each preference with its help."""

    class Meta:
        model = Preferences
        fields = ("send_by_enter", "undo_seconds", "signature", "sound", "notice")
        widgets = {
            "send_by_enter": UnfoldBooleanSwitchWidget,
            "undo_seconds": UnfoldAdminIntegerFieldWidget,
            "signature": UnfoldAdminTextareaWidget({"rows": 4}),
            "sound": UnfoldBooleanSwitchWidget,
            "notice": UnfoldBooleanSwitchWidget,
        }

    def clean_signature(self) -> str:
        """What has no value there is said beside the field."""
        signature: str = self.cleaned_data["signature"]
        if unknown := not_signed(signature):
            raise ValidationError(no_place(unknown))
        return signature


def my_desk(desk: ReadingAdmin, request: HttpRequest) -> HttpResponse:
    """The form; saving it comes back to it."""
    known = preferences_of(me(request).pk)
    form: Any = MyDeskForm(request.POST if request.method == "POST" else None, instance=known)
    if request.method == "POST" and form.is_valid():
        prefer(by=me(request), **form.cleaned_data)
        messages.success(request, _("Your desk is as you want it now."))
        return redirect("admin:ticket_my_desk")
    context = {**desk.admin_site.each_context(request), "title": _("My desk"), "form": form}
    request.current_app = desk.admin_site.name
    return TemplateResponse(request, "admin/tickets/ticket/my_desk.html", context)
