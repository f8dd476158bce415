"""Keys for programs. A key is shown once and kept as a fingerprint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import api_keys
from tickets.admin import clock, fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Pressed, SetUpAdmin
from tickets.models import ApiKey, User


class NewKeyForm(forms.Form):
    """A key: what for, as whom, and for how long."""

    name = fields.Text(label=gettext_lazy("Which program"), max_length=80)
    user = fields.Row(label=gettext_lazy("Acts as"), queryset=User.objects.filter(is_active=True))
    scopes = fields.Several(label=gettext_lazy("Opens"), choices=[(scope, scope) for scope in api_keys.SCOPES])
    expires_at = fields.Moment(label=gettext_lazy("Until (empty: until revoked)"))


@admin.register(ApiKey)
class ApiKeyAdmin(SetUpAdmin):
    """Keys of programs."""

    list_display = ("name", "prefix", "user", "scope_names", "expires_at", "revoked_at")
    list_display_links = ("name",)
    list_select_related = ("user",)
    ordering = ("-id",)
    add_form = NewKeyForm

    @admin.display(description=gettext_lazy("opens"))
    def scope_names(self, key: ApiKey) -> str:
        """What it opens."""
        return ", ".join(key.scopes)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Make one."""
        key, text = api_keys.create_api_key(by=me(request), at=clock.now(request), **said)
        return _("The key of %s") % key.name, text

    def rows(self, obj: ApiKey) -> list[tuple[str, Any]]:
        """All that can be known of it."""
        return [
            (_("Prefix"), obj.prefix),
            (_("Acts as"), obj.user),
            (_("Opens"), self.scope_names(obj)),
            (_("Made"), obj.created_at),
            (_("Until"), obj.expires_at or "–"),
            (_("Revoked"), obj.revoked_at or "–"),
        ]

    def buttons(self, obj: ApiKey) -> list[tuple[str, str]]:
        """It can be revoked once."""
        return [] if obj.revoked_at else [("revoke", _("Revoke"))]

    def press(self, request: HttpRequest, obj: ApiKey, name: str) -> Pressed:
        """It opens nothing from now on."""
        api_keys.revoke_api_key(obj, by=me(request), at=clock.now(request))
        return _("%s opens nothing any more.") % obj, ""
