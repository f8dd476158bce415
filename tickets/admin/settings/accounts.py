"""The accounts by which the world reaches the desk. Their secrets are shown once and kept as fingerprints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import accounts
from tickets.admin import fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Pressed, SetUpAdmin
from tickets.models import ChannelAccount, Mailbox, Team, words


class AccountBasicsForm(forms.Form):
    """What every account has."""

    name = fields.Text(label=gettext_lazy("Name"), max_length=120)
    address = fields.Text(label=gettext_lazy("Address or number"), max_length=320, required=False)
    team = fields.Row(label=gettext_lazy("Team that gets what comes in"), queryset=Team.objects.all(), required=False)


class AccountForm(AccountBasicsForm):
    """What can be changed of an account."""

    active = fields.Switch(label=gettext_lazy("Open"), initial=True)


class NewAccountForm(AccountBasicsForm):
    """A new account: also its channel and its name in the URL, which stay."""

    channel = fields.Choice(label=gettext_lazy("Channel"), choices=words.CHANNEL)
    slug = fields.Slug(label=gettext_lazy("Name in the URL"), max_length=60)
    field_order = ("channel", "slug")


@admin.register(ChannelAccount)
class ChannelAccountAdmin(SetUpAdmin):
    """Mailboxes, widgets and telephone lines."""

    list_display = ("name", "channel", "slug", "address", "team", "active")
    list_display_links = ("name",)
    list_select_related = ("team",)
    ordering = ("channel", "slug")
    add_form = NewAccountForm
    edit_form = AccountForm

    def rows(self, obj: ChannelAccount) -> list[tuple[str, Any]]:
        """How mail comes and goes is said on a page of its own."""
        if obj.channel != "email":
            return []
        known = Mailbox.objects.filter(account=obj).exists()
        page = reverse("admin:tickets_mailbox_change", args=[obj.pk]) if known else reverse("admin:tickets_mailbox_add")
        link = page if known else f"{page}?account={obj.pk}"
        return [(_("Mail"), format_html('<a class="d-link" href="{}">{}</a>', link, _("Receiving and sending")))]

    def initial(self, obj: ChannelAccount) -> dict[str, Any]:
        """As it is."""
        return {"name": obj.name, "address": obj.address, "team": obj.team, "active": obj.active}

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Open one."""
        account, secret = accounts.create_account(by=me(request), **said)
        return (_("The secret of %s") if secret else _("%s is open.")) % account.name, secret

    def edit(self, request: HttpRequest, obj: ChannelAccount, said: dict[str, Any]) -> Pressed:
        """Put it right."""
        return _("%s is saved.") % accounts.change_account(obj, by=me(request), **said), ""

    def buttons(self, obj: ChannelAccount) -> list[tuple[str, str]]:
        """A chat widget has no secret: anyone may write to it."""
        return [] if obj.channel == "chat" else [("secret", _("New secret"))]

    def press(self, request: HttpRequest, obj: ChannelAccount, name: str) -> Pressed:
        """The old one opens nothing from now on."""
        return _("The new secret of %s") % obj.name, accounts.replace_secret(obj, by=me(request))
