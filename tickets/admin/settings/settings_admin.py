"""What the set-up pages have in common: a form, one action, and what is shown only once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tickets.actions.ledger import Invalid
from tickets.admin.reading import ReadingAdmin, may_do

Pressed = tuple[str, str]  # a sentence, and a secret that is shown this once ("" for none)


class SetUpAdmin(ReadingAdmin):
    """A page for administrators. `add_form` and `edit_form` say what is taken; `add`, `edit` and `press` call one action."""

    sees = "set-up"
    add_form: type[forms.Form] | None = None
    edit_form: type[forms.Form] | None = None
    form_template = "admin/settings/form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators add where there is a form for it."""
        return self.add_form is not None and may_do(request.user, "set-up")

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Add what the form says."""
        raise NotImplementedError

    def edit(self, request: HttpRequest, obj: Any, said: dict[str, Any]) -> Pressed:
        """Change what the form says."""
        raise NotImplementedError

    def initial(self, obj: Any) -> dict[str, Any]:
        """What the form shows of a row."""
        return {}

    def proposed(self, request: HttpRequest) -> dict[str, Any]:
        """What the form for a new one begins with."""
        return {}

    def buttons(self, obj: Any) -> list[tuple[str, str]]:
        """What else can be done with a row: a name and a word for each."""
        return []

    def press(self, request: HttpRequest, obj: Any, name: str) -> Pressed:
        """Do what a button says."""
        raise NotImplementedError

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form for a new one."""
        if self.add_form is None or not self.has_add_permission(request):
            raise PermissionDenied
        return self._form(request, self.add_form, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form for one that is there; what cannot be changed is only read."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        wanted = request.POST.get("press", "")
        if request.method == "POST" and wanted in dict(self.buttons(obj)):
            try:
                return self._done(request, self.press(request, obj, wanted))
            except Invalid as error:
                messages.error(request, str(error))
                return redirect(request.path)
        return self._form(request, self.edit_form or forms.Form, obj)

    def _form(self, request: HttpRequest, form_class: type[forms.Form], obj: Any) -> HttpResponse:
        form = form_class(
            request.POST if request.method == "POST" else None,
            initial=self.initial(obj) if obj else self.proposed(request),
        )
        if form.is_valid() and form.fields:
            try:
                said = form.cleaned_data
                return self._done(request, self.edit(request, obj, said) if obj else self.add(request, said))
            except Invalid as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
        title = _("New: %s") % self.opts.verbose_name if obj is None else str(obj)
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "obj": obj,
            "title": title,
            "buttons": self.buttons(obj) if obj else [],
            "rows": self.rows(obj) if obj else [],
            "back": f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist",
        }
        return TemplateResponse(request, self.form_template, context, status=400 if form.errors else 200)

    def rows(self, obj: Any) -> list[tuple[str, Any]]:
        """What is only read of a row."""
        return []

    def _done(self, request: HttpRequest, pressed: Pressed) -> HttpResponse:
        """Back to the list; a secret is shown in the answer itself and kept nowhere, no cookie and no session."""
        told, secret = pressed
        back = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        if not secret:
            messages.success(request, told)
            return redirect(back)
        context = {**self.admin_site.each_context(request), "title": told, "secret": secret, "back": back}
        return TemplateResponse(request, "admin/settings/secret.html", context)
