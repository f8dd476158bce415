"""What the desk calls its facts, for administrators: one name each, and the words that mean it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup.fact_names import name_fact
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin
from tickets.admin.shared.read_only import me
from tickets.models import FactName

FEW = 6


@admin.register(FactName)
class FactNameAdmin(SettingsAdmin):
    """The names with some of their words."""

    fields = ("key", "words")
    once = ("key",)
    list_display = ("key", "some_words")
    list_display_links = ("key",)
    ordering = ("key",)

    @admin.display(description=gettext_lazy("words that mean it"))
    def some_words(self, obj: FactName) -> str:
        """The first few."""
        said = obj.said()
        return ", ".join(said[:FEW]) + (" …" if len(said) > FEW else "")

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """A name, with its words."""
        return self._name(request, said["key"], said["words"])

    def edit(self, request: HttpRequest, obj: FactName, said: dict[str, Any]) -> Saved:
        """Other words."""
        return self._name(request, obj.key, said["words"])

    def _name(self, request: HttpRequest, key: str, words: str) -> Saved:
        row = name_fact(key, words.splitlines(), by=me(request))
        return Saved(row, _("“%s” is set.") % row)
