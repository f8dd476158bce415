"""Forms and relays, for whoever leads a team: which addresses speak for others, and which seem to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import relays
from tickets.admin.settings.settings_admin import Button, Pressed, Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import me
from tickets.models import Relay
from tickets.models.relay import RelayKind

DECISIONS = (RelayKind.FORM, RelayKind.RELAY, RelayKind.NEITHER)
TITLES = {
    RelayKind.FORM: gettext_lazy("Yes, a form"),
    RelayKind.RELAY: gettext_lazy("Yes, a relay"),
    RelayKind.NEITHER: gettext_lazy("No, and never ask again"),
}
TOLD = {
    RelayKind.FORM: gettext_lazy("%s is a form: its mails are taken as written by whom they ask to answer."),
    RelayKind.RELAY: gettext_lazy("%s is a relay: its mails are taken as written by whom they ask to answer."),
    RelayKind.NEITHER: gettext_lazy("%s is neither a form nor a relay, and is not suggested again."),
}


class RelayForm(SettingsForm):
    """Which address, and what it is."""

    kind = form_fields.One(
        label=gettext_lazy("What it is"),
        choices=[(kind, kind.label) for kind in DECISIONS],
        initial=RelayKind.FORM,
        help_text=gettext_lazy(
            "A form or a relay writes for others: such a mail is its Reply-To's, and of nobody until you say whose if it has none."
        ),
    )

    class Meta:
        labels = {"address": gettext_lazy("Address that it sends from")}


@admin.register(Relay)
class RelayAdmin(SettingsAdmin):
    """The list, with what is suggested above it."""

    sees = "relays"
    form = RelayForm
    fields = ("address", "kind")
    once = ("address",)
    list_display = ("address", "kind", "decided_by", "decided_at")
    list_display_links = ("address",)
    list_select_related = ("decided_by",)
    list_before_template = "admin/settings/relays.html"
    ordering = ("address",)

    class Media:
        css = {"all": ["desk/customer.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Relay]:
        """What is decided, and what is to be."""
        return super().get_queryset(request).exclude(kind=RelayKind.SEEN)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """With the suggestions, each with its buttons."""
        waiting = [(row, self.buttons(row)) for row in self.get_queryset(request).filter(kind=RelayKind.SUGGESTED)]
        return super().changelist_view(request, {"waiting": waiting, **(extra_context or {})})

    def buttons(self, obj: Relay) -> list[Button]:
        """What an address may be that somebody has to decide."""
        if obj.kind != RelayKind.SUGGESTED:
            return []
        hint = _("Its mails asked to be answered at %s.") % ", ".join(obj.writers)
        return [Button(kind, str(TITLES[kind]), hint) for kind in DECISIONS]

    def press(self, request: HttpRequest, obj: Relay, name: str) -> Pressed:
        """Decide it."""
        return self._mark(request, obj.address, name).sentence, ""

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Mark an address, known or not."""
        return self._mark(request, said["address"], said["kind"])

    def edit(self, request: HttpRequest, obj: Relay, said: dict[str, Any]) -> Saved:
        """It is something else, or nothing of the kind."""
        return self._mark(request, obj.address, said["kind"])

    def _mark(self, request: HttpRequest, address: str, kind: str) -> Saved:
        row = relays.mark(address, kind, by=me(request), at=clock.now(request))
        return Saved(row, str(TOLD[RelayKind(kind)]) % row)
