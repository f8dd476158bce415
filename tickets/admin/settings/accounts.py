"""The accounts by which the world reaches the desk. Their secrets are shown once and kept as fingerprints."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import accounts
from tickets.admin import fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Button, Pressed, Saved, SettingsAdmin, SettingsForm
from tickets.models import ChannelAccount, Mailbox, Team


class AccountForm(SettingsForm):
    """An account. Its channel and its name in the URL are said once, for providers know them."""

    team = fields.Row(label=gettext_lazy("Team that gets what comes in"), queryset=Team.objects.all(), required=False)
    active = fields.Switch(label=gettext_lazy("Open"), initial=True)


@admin.register(ChannelAccount)
class ChannelAccountAdmin(SettingsAdmin):
    """Mailboxes, widgets and telephone lines."""

    list_display = ("name", "channel", "slug", "address", "team", "active")
    list_display_links = ("name",)
    list_select_related = ("team",)
    ordering = ("channel", "slug")
    form = AccountForm
    readonly_fields = ("mail",)
    once = ("channel", "slug")
    only_later = ("active", "mail")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A mailbox also leads to how mail comes and goes, which is said on a page of its own."""
        own = ("channel", "slug", "name", "address", "team", "active")
        return (*own, "mail") if obj and obj.channel == "email" else own

    @admin.display(description=gettext_lazy("mail"))
    def mail(self, account: ChannelAccount) -> str:
        """Its settings, or the form for them."""
        known = Mailbox.objects.filter(account=account).exists()
        page = reverse("admin:tickets_mailbox_change", args=[account.pk]) if known else _new_mailbox(account)
        return format_html('<a class="d-link" href="{}">{}</a>', page, _("Receiving and sending"))

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Open one."""
        account, secret = accounts.create_account(by=me(request), **said)
        return Saved(account, (_("The secret of %s") if secret else _("%s is open.")) % account.name, secret)

    def edit(self, request: HttpRequest, obj: ChannelAccount, said: dict[str, Any]) -> Saved:
        """Put it right."""
        account = accounts.change_account(obj, by=me(request), **said)
        return Saved(account, _("%s is saved.") % account)

    def buttons(self, obj: ChannelAccount) -> list[Button]:
        """A chat widget has no secret: anyone may write to it."""
        hint = _("For its provider. The old one opens nothing from then on.")
        return [] if obj.channel == "chat" else [Button("secret", _("New secret"), hint)]

    def press(self, request: HttpRequest, obj: ChannelAccount, name: str) -> Pressed:
        """The old one opens nothing from now on."""
        return _("The new secret of %s") % obj.name, accounts.replace_secret(obj, by=me(request))


def _new_mailbox(account: ChannelAccount) -> str:
    return f"{reverse('admin:tickets_mailbox_add')}?account={account.pk}"
