"""Keys for programs. A key is shown once and kept as a fingerprint."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import api_keys
from tickets.admin import clock, fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Button, Pressed, Saved, SettingsAdmin, SettingsForm
from tickets.models import ApiKey, User

SCOPES = [
    ("intake", gettext_lazy("intake: hand in what customers write")),
    ("tickets", gettext_lazy("tickets: read tickets and work on them")),
    ("metrics", gettext_lazy("metrics: read the figures")),
]


class ApiKeyForm(SettingsForm):
    """A key: what for, as whom, and for how long."""

    name = fields.Text(label=gettext_lazy("Which program"), max_length=80)
    user = fields.Row(
        label=gettext_lazy("Acts as"),
        queryset=User.objects.filter(is_active=True),
        help_text=gettext_lazy("It never sees or does more than this person may."),
    )
    scopes = fields.Several(label=gettext_lazy("Opens"), choices=SCOPES)
    expires_at = fields.Moment(label=gettext_lazy("Until"), help_text=gettext_lazy("Empty: until somebody revokes it."))


@admin.register(ApiKey)
class ApiKeyAdmin(SettingsAdmin):
    """Keys of programs."""

    edits = False
    list_display = ("name", "prefix", "user", "scope_names", "expires_at", "revoked_at")
    list_display_links = ("name",)
    list_select_related = ("user",)
    ordering = ("-id",)
    form = ApiKeyForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A key to make, or all that can be known of one."""
        if obj is None:
            return ("name", "user", "scopes", "expires_at")
        return ("name", "prefix", "user", "scope_names", "created_at", "expires_at", "revoked_at")

    @admin.display(description=gettext_lazy("opens"))
    def scope_names(self, key: ApiKey) -> str:
        """What it opens."""
        return ", ".join(key.scopes)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Make one."""
        key, text = api_keys.create_api_key(by=me(request), at=clock.now(request), **said)
        return Saved(key, _("The key of %s") % key.name, text)

    def buttons(self, obj: ApiKey) -> list[Button]:
        """It can be revoked once."""
        return [] if obj.revoked_at else [Button("revoke", _("Revoke"), _("The key opens nothing from then on."))]

    def press(self, request: HttpRequest, obj: ApiKey, name: str) -> Pressed:
        """It opens nothing from now on."""
        api_keys.revoke_api_key(obj, by=me(request), at=clock.now(request))
        return _("%s opens nothing any more.") % obj, ""
