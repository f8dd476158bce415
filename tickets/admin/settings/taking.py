"""Whether an answer takes a ticket that nobody owns. Each decision is a row of its own: the newest holds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets.actions.setup import taking
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import me
from tickets.models import TakingByAnswer
from tickets.models.desk import answering_takes


class TakingForm(SettingsForm):
    """A decision, which begins with the one that holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "on": answering_takes()}


@admin.register(TakingByAnswer)
class TakingAdmin(SettingsAdmin):
    """The decisions, the newest first: the list is their history."""

    form = TakingForm
    edits = False
    follows = True
    fields = ("on",)
    list_display = ("decided_at", "on", "decided_by")
    list_select_related = ("decided_by",)
    ordering = ("-pk",)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Decide it anew."""
        row = taking.decide(said["on"], by=me(request), at=clock.now(request))
        told = _("Answering takes a ticket that nobody owns.") if row.on else _("Answering leaves a ticket nobody's.")
        return Saved(row, told)
