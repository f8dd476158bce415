"""A person's page for the time in which they are away, with what they said before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.record import Invalid
from tickets.actions.setup.out_of_office import be_away, be_back
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import ReadingAdmin, me
from tickets.models import OutOfOffice, User
from tickets.models.people import Role
from tickets.models.work import Hands

MOST_SHOWN = 20


class AwayForm(forms.Form):
    """From when to when, and what becomes of what one owns."""

    from_at = form_fields.MomentField(label=gettext_lazy("Away from"), required=True)
    until_at = form_fields.MomentField(label=gettext_lazy("Back at"), required=True)
    hands = form_fields.One(
        label=gettext_lazy("What I own and is ours to move meanwhile"),
        choices=Hands.choices,
        help_text=gettext_lazy(
            "It is handed over when you leave, and whatever of yours becomes ours to move while you are away. Promises are kept by "
            "whoever owns the ticket then. You are given no new tickets meanwhile."
        ),
    )
    to = form_fields.Row(label=gettext_lazy("To whom"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY).exclude(pk=by.pk)
        self.fields["to"].queryset = others.order_by("first_name", "username")  # type: ignore[attr-defined]


def out_of_office(desk: ReadingAdmin, request: HttpRequest) -> HttpResponse:
    """The form; saving it comes back to it, and so does being back."""
    at, by = clock.now(request), me(request)
    if request.method == "POST" and "back" in request.POST:
        be_back(by=by, at=at)
        messages.success(request, _("You are back. What was handed over stays with whoever has it."))
        return redirect("admin:ticket_out_of_office")
    initial = {"from_at": at, "hands": Hands.TEAM}
    form = AwayForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(form, request):
        return redirect("admin:ticket_out_of_office")
    said = OutOfOffice.objects.filter(person=by).select_related("to").order_by("-pk")[:MOST_SHOWN]
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Out of office"),
        "form": form,
        "said": said,
        "holds": next((row for row in said if row.ended_at is None and row.until_at > at), None),
    }
    request.current_app = desk.admin_site.name
    answer = TemplateResponse(request, "admin/tickets/ticket/out_of_office.html", context)
    answer.status_code = 400 if form.errors else 200
    return answer


def _saved(form: AwayForm, request: HttpRequest) -> bool:
    """Whether it holds now; a refusal stands beside its field."""
    try:
        be_away(by=me(request), at=clock.now(request), **form.cleaned_data)
    except Invalid as refused:
        form.add_error(refused.field, str(refused))
        return False
    messages.success(request, _("You are out of office then."))
    return True
