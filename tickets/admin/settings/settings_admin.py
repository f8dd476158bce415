"""What the settings pages have in common: a form whose saving calls one action, and a history that says who changed what.

The admin's own forms check, show and write down; what is stored is the action's business alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid
from tickets.admin.settings import changes
from tickets.admin.shared.read_only import ReadingAdmin, may_do

Pressed = tuple[str, str]  # a sentence, and a secret that is shown this once ("" for none)


class Button(NamedTuple):
    """Something that can be done with a row beside changing it: its name, its words, and what follows from it."""

    name: str
    title: str
    hint: str


@dataclass(frozen=True)
class Saved:
    """What an action made of a form: the row, a sentence, and a secret that is shown this once ("" for none)."""

    row: Model
    sentence: str
    secret: str = ""


class SettingsForm(forms.ModelForm):
    """A form of a settings page. What is refused, and why, the action knows: its reason is shown beside its field."""

    refused: Invalid | None = None

    def _post_clean(self) -> None:
        # What is there already the action says, in words of its own; Django would name its constraint.
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]
        if self.refused:
            field = self.refused.field if self.refused.field in self.fields else None
            self.add_error(field, str(self.refused))

    def validate_unique(self) -> None:
        """The action says what is there already, in words of its own."""


class SettingsAdmin(ReadingAdmin):
    """A page for administrators. `add`, `edit` and `press` call one action each; `adds` and `edits` say what there is."""

    sees = "set-up"
    adds = True
    edits = True
    form = SettingsForm
    change_form_template = "admin/settings/change_form.html"
    object_history_template = "admin/settings/history.html"
    follows = False  # whether a new row takes the place of one that is there
    once: tuple[str, ...] = ()  # what is said when a row is added, and stays
    only_later: tuple[str, ...] = ()  # what is shown once there is a row

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators add where a page adds."""
        return self.adds and may_do(request.user, self.sees)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators change where a page changes."""
        return self.edits and may_do(request.user, self.sees)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Add what the form says."""
        raise NotImplementedError

    def edit(self, request: HttpRequest, obj: Any, said: dict[str, Any]) -> Saved:
        """Change what the form says. `obj` has what was said already: what it was is in the database."""
        raise NotImplementedError

    def proposed(self, request: HttpRequest) -> dict[str, Any]:
        """What the form for a new one begins with."""
        return {}

    def buttons(self, obj: Any) -> list[Button]:
        """What else can be done with a row."""
        return []

    def press(self, request: HttpRequest, obj: Any, name: str) -> Pressed:
        """Do what a button says."""
        raise NotImplementedError

    # How the admin asks

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a row that is not there yet, nothing that is only known later is shown."""
        left_out = () if obj else self.only_later
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in left_out]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is said once stays."""
        return (*super().get_readonly_fields(request, obj), *(self.once if obj else ()))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, of what the page shows; after a refusal with the action's reason."""
        form = super().get_form(request, obj, change, **kwargs)
        shown = kwargs.get("fields") or form.base_fields
        form.base_fields = {name: field for name, field in form.base_fields.items() if name in shown}
        form.refused = getattr(request, "refused", None)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """No link fills a form in but ours."""
        return self.proposed(request)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form; what the action refuses is undone, and the form is shown again with its reason."""
        more = {
            "show_history": self.adds or self.edits,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        more |= extra_context or {}
        try:
            return super().changeform_view(request, object_id, form_url, more)
        except Invalid as refused:
            request.refused = refused  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One row: a button of it, or its form."""
        if request.method == "POST" and "press" in request.POST:
            return self._pressed(request, object_id, request.POST["press"])
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the row's buttons; a form that is wrong is a bad request."""
        obj = context.get("original")
        context["buttons"] = self.buttons(obj) if obj else []
        response = super().render_change_form(request, context, *args, **kwargs)
        response.status_code = 400 if context.get("errors") else 200
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Call the action. The row that it gives is the one that the history is about."""
        said = form.cleaned_data
        saved = self.edit(request, obj, said) if change else self.add(request, said)
        vars(obj).update(vars(saved.row))
        request.saved = saved  # type: ignore[attr-defined]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action has written all of it."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What was changed, from what to what; of a secret only that."""
        if add:
            return " ".join((_("Added."), changes.sentence(form, follows=self.follows)))
        return changes.sentence(form, follows=True) or _("Saved without a change.")

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """What the action made of it."""
        return self._told(request, request.saved.sentence, request.saved.secret)  # type: ignore[attr-defined]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """What the action made of it."""
        return self._told(request, request.saved.sentence, request.saved.secret)  # type: ignore[attr-defined]

    def _pressed(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        if not may_do(request.user, self.sees):
            raise PermissionDenied
        obj = self.get_object(request, object_id)
        button = next((button for button in self.buttons(obj) if button.name == name), None) if obj else None
        if button is None:
            raise Http404
        try:
            with transaction.atomic():
                told, secret = self.press(request, obj, name)
                self.log_change(request, obj, f"{button.title}.")
        except Invalid as error:
            messages.error(request, str(error))
            return redirect(request.path)
        return self._told(request, told, secret)

    def _told(self, request: HttpRequest, sentence: str, secret: str) -> HttpResponse:
        """Back to the list; a secret is shown in the answer itself and kept nowhere, no cookie and no session."""
        back = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        if not secret:
            messages.success(request, sentence)
            return redirect(back)
        context = {**self.admin_site.each_context(request), "title": sentence, "secret": secret, "back": back}
        return TemplateResponse(request, "admin/settings/secret.html", context)
