"""Whether figures may be split by agent, for whoever manages the desk. Each decision is a row of its own: the newest holds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets.actions.setup import agent_figures
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import me
from tickets.models import AgentFigures


class AgentFiguresForm(SettingsForm):
    """A decision, which begins with the one that holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = AgentFigures.objects.order_by("pk").last()
        self.initial = {**self.initial, "allowed": newest is not None and newest.allowed}


@admin.register(AgentFigures)
class AgentFiguresAdmin(SettingsAdmin):
    """The decisions, the newest first: the list is their history."""

    form = AgentFiguresForm
    sees = "figures-by-agent"
    edits = False
    follows = True
    fields = ("allowed",)
    list_display = ("decided_at", "allowed", "decided_by")
    list_select_related = ("decided_by",)
    ordering = ("-pk",)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Decide it anew."""
        row = agent_figures.decide(said["allowed"], by=me(request), at=clock.now(request))
        told = _("Figures may be split by agent.") if row.allowed else _("Figures are not split by agent.")
        return Saved(row, told)
