"""The desk's own fields, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup.custom_fields import add_field, change_field
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared.read_only import me
from tickets.models import CustomField


class CustomFieldForm(SettingsForm):
    """A field; what it is on, its key and its kind are said once."""

    class Meta:
        help_texts = {
            "on": gettext_lazy("What has the field."),
            "key": gettext_lazy("What programs and files call it, such as loyalty_tier. It stays."),
            "label": gettext_lazy("What people read."),
            "kind": gettext_lazy("What it holds. It stays."),
            "choices": gettext_lazy("Of a choice: one a line. A value that is not listed any more stays where it is."),
            "required": gettext_lazy(
                "Nobody resolves a ticket while the field is empty, of it or of its customer; the refusal names the field."
            ),
            "in_use": gettext_lazy("Off: nothing new is written into it, and what stands in it stays."),
        }


@admin.register(CustomField)
class CustomFieldAdmin(SettingsAdmin):
    """All of them."""

    form = CustomFieldForm
    fields = ("on", "key", "label", "kind", "choices", "required", "in_use")
    once = ("on", "key", "kind")
    only_later = ("in_use",)
    list_display = ("label", "on", "kind", "key", "required", "in_use")
    list_display_links = ("label",)
    ordering = ("on", "label", "pk")

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """A new one."""
        said = {name: said[name] for name in ("on", "key", "label", "kind", "choices", "required")}
        row = add_field(by=me(request), **said)
        return Saved(row, _("“%s” is a field now.") % row)

    def edit(self, request: HttpRequest, obj: CustomField, said: dict[str, Any]) -> Saved:
        """What the form says."""
        said = {name: said[name] for name in ("label", "choices", "required", "in_use")}
        row = change_field(obj, by=me(request), **said)
        return Saved(row, _("“%s” is saved.") % row)
