"""Mailboxes: one form for how mail comes and goes, which is tried while it is filled in. Secrets are written, never shown."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import DateTimeField, QuerySet, Value
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from tickets.actions.setup import mailboxes
from tickets.admin.settings.settings_admin import Button, Pressed, Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import me
from tickets.models import ChannelAccount, Mailbox, Team
from tickets.rules.mail_servers import DOMAINS

ACCOUNT = ("name", "address", "team", "active")
KEPT = gettext_lazy("One is stored. Leave this empty to keep it.")
Port = partial(form_fields.Whole, min_value=1, max_value=65535)


class MailboxForm(SettingsForm):
    """All of a mailbox and its account, whose name in the URL is said once."""

    name = form_fields.Text(label=gettext_lazy("Name"), max_length=120)
    slug = form_fields.Slug(label=gettext_lazy("Name in the URL"), max_length=60)
    address = form_fields.Text(
        label=gettext_lazy("Address"),
        max_length=320,
        help_text=gettext_lazy("Known hosts fill in their servers below."),
    )
    team = form_fields.Row(
        label=gettext_lazy("Team that gets what comes in"), queryset=Team.objects.all(), required=False
    )
    active = form_fields.Switch(label=gettext_lazy("Open"), initial=True)
    imap_port = Port(label=gettext_lazy("IMAP port"), initial=993)
    imap_password = form_fields.SecretField(label=gettext_lazy("IMAP password"))
    since = form_fields.MomentField(
        label=gettext_lazy("Only mail that arrived after"),
        help_text=gettext_lazy("Empty: all that lies in the folder becomes tickets."),
    )
    signature = form_fields.Lines(
        label=gettext_lazy("Signature"),
        max_length=4000,
        help_text=gettext_lazy(
            "Stands under each mail, below its writer's own. {agent.name}, {agent.first_name} and {team.name} stand for the values; "
            "a line whose value is missing, as in an automatic mail, is left out."
        ),
    )
    smtp_port = Port(label=gettext_lazy("SMTP port"), initial=587)
    smtp_password = form_fields.SecretField(label=gettext_lazy("SMTP password"))
    oauth_token_url = form_fields.Text(label=gettext_lazy("Token address"), max_length=300, required=False)
    oauth_client_secret = form_fields.SecretField(label=gettext_lazy("Client secret"))
    oauth_refresh_token = form_fields.SecretField(label=gettext_lazy("Refresh token"))
    webhook_key = form_fields.SecretField(
        label=gettext_lazy("Signing key"),
        help_text=gettext_lazy(
            "The key by which the provider signs; several are separated by spaces. Providers that do not sign show "
            "the mailbox's secret: give them the address as https://desk:SECRET@… For Brevo this is its API key, by "
            "which attachments are fetched."
        ),
    )

    class Meta:
        labels = {
            "polling": gettext_lazy("Fetch mail, every minute"),
            "imap_security": gettext_lazy("IMAP security"),
            "imap_user": gettext_lazy("IMAP user name"),
            "smtp_security": gettext_lazy("SMTP security"),
            "smtp_user": gettext_lazy("SMTP user name"),
            "after_storing": gettext_lazy("Once a mail is stored here"),
            "trusted_receiver": gettext_lazy("Receiving server whose checks of senders we trust"),
        }
        help_texts = {
            "trusted_receiver": gettext_lazy(
                "As it stands first in Authentication-Results, such as mx.google.com; the server must take out what "
                "others wrote under its name. Empty: no sender is proven by DMARC."
            ),
            "smtp_host": gettext_lazy("Empty: the desk's own server sends."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        account = {name: getattr(self.instance.account, name) for name in (*ACCOUNT, "slug")}
        self.initial = {**self.initial, **account}
        for name in mailboxes.SECRETS:
            if getattr(self.instance, name):
                self.fields[name].widget.attrs["placeholder"] = "••••••••"
                self.fields[name].help_text = self.fields[name].help_text or KEPT

    def clean_webhook_key(self) -> str:
        """Keys are kept one a line."""
        return "\n".join(self.cleaned_data["webhook_key"].split())

    def hosts(self) -> dict[str, dict[str, Any]]:
        """Known hosts by domain, for the page."""
        return {
            domain: {"name": servers.name, "note": _(servers.note), "fields": servers.as_fields()}
            for domain, servers in DOMAINS.items()
        }


@admin.register(Mailbox)
class MailboxAdmin(SettingsAdmin):
    """The desk's mailboxes, and how they are."""

    list_display = ("account", "address", "receives", "sends", "error_line")
    list_display_links = ("account",)
    list_select_related = ("account",)
    ordering = ("account__name", "pk")
    form = MailboxForm
    change_form_template = "admin/settings/mailbox.html"
    once = ("slug",)
    only_later = ("active", "how_it_is", "webhook_address")
    readonly_fields = ("how_it_is", "try_receiving", "try_sending", "try_domain", "webhook_address")
    fieldsets = (
        (gettext_lazy("Mailbox"), {"fields": ("how_it_is", "name", "slug", "address", "team", "active", "try_domain")}),
        (
            gettext_lazy("Receiving by IMAP"),
            {
                "fields": (
                    *("polling", "imap_host", "imap_port", "imap_security", "imap_user", "imap_password"),
                    *("imap_folder", "since", "after_storing", "move_to", "trusted_receiver", "try_receiving"),
                )
            },
        ),
        (
            gettext_lazy("Sending by SMTP"),
            {
                "fields": (
                    *("sender_name", "signature", "smtp_host", "smtp_port", "smtp_security", "smtp_user"),
                    *("smtp_password", "try_sending"),
                )
            },
        ),
        (
            gettext_lazy("Signing in"),
            {
                "fields": (
                    *("sign_in", "oauth_token_url", "oauth_client_id", "oauth_client_secret"),
                    "oauth_refresh_token",
                )
            },
        ),
        (gettext_lazy("A provider's webhooks"), {"fields": ("webhook_address", "provider", "webhook_key")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailbox]:
        """With the moment at which they are shown."""
        found = super().get_queryset(request).select_related("account__team")
        return found.annotate(shown_at=Value(clock.now(request), DateTimeField()))

    @admin.display(description=gettext_lazy("address"))
    def address(self, mailbox: Mailbox) -> str:
        """Where customers write."""
        return str(mailbox.account.address)

    @display(description=gettext_lazy("receives"), label={"fine": "success", "failing": "danger", "off": "info"})
    def receives(self, mailbox: Mailbox) -> tuple[str, str]:
        """Whether it is fetched, and since when not."""
        if not (mailbox.polling and mailbox.imap_host and mailbox.account.active):
            return "off", mailbox.get_provider_display() if mailbox.provider else _("Not fetched")
        if mailbox.failures:
            return "failing", _("Fails since %s") % _since(mailbox)
        return "fine", _("Fetched %s ago") % _since(mailbox)

    @admin.display(description=gettext_lazy("sends by"))
    def sends(self, mailbox: Mailbox) -> str:
        """Its own server, or the desk's."""
        return mailbox.smtp_host or _("the desk's server")

    @admin.display(description=gettext_lazy("last error"))
    def error_line(self, mailbox: Mailbox) -> str:
        """In plain words."""
        return mailbox.error

    @admin.display(description=gettext_lazy("name in the URL"))
    def slug(self, mailbox: Mailbox) -> str:
        """What providers call it."""
        return mailbox.account.slug

    @admin.display(description=gettext_lazy("receives"))
    def how_it_is(self, mailbox: Mailbox) -> str:
        """Whether it is fetched, and what went wrong."""
        _state, words = self.receives(mailbox)
        return f"{words}. {mailbox.error}".strip() if mailbox.error else words

    @admin.display(description=gettext_lazy("for webhooks and raw mail"))
    def webhook_address(self, mailbox: Mailbox) -> str:
        """Where a provider posts."""
        address = settings.PUBLIC_URL + reverse("channel-email", args=[mailbox.account.slug])
        return format_html('<code class="d-copy">POST {}</code>', address)

    @admin.display(description=gettext_lazy("does it work?"))
    def try_receiving(self, mailbox: Mailbox) -> str:
        """Sign in with what the form says, and count."""
        return _test_of("receiving", _("Try receiving"))

    @admin.display(description=gettext_lazy("does it work?"))
    def try_sending(self, mailbox: Mailbox) -> str:
        """Sign in with what the form says, and ask whether the sender may."""
        return _test_of("sending", _("Try sending"))

    @admin.display(description=gettext_lazy("the sender's domain"))
    def try_domain(self, mailbox: Mailbox) -> str:
        """What others find out about it."""
        return _test_of("domain", _("Look it up"))

    def proposed(self, request: HttpRequest) -> dict[str, Any]:
        """An account that has no settings yet may lead here."""
        number = request.GET.get("account", "")
        account = ChannelAccount.objects.filter(channel="email", pk=number).first() if number.isdecimal() else None
        return {name: getattr(account, name) for name in (*ACCOUNT, "slug")} if account else {}

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Open one."""
        account = {name: said[name] for name in ("name", "address", "team", "slug")}
        opened, secret = mailboxes.open_mailbox(
            by=me(request), at=clock.now(request), **account, settings=_settings(said)
        )
        sentence = _("The secret of %s, for webhooks and raw mail") if secret else _("%s is saved.")
        return Saved(opened, sentence % opened, secret)

    def edit(self, request: HttpRequest, obj: Mailbox, said: dict[str, Any]) -> Saved:
        """Put it right."""
        account = {name: said[name] for name in ACCOUNT}
        changed = mailboxes.change(obj, by=me(request), at=clock.now(request), **account, settings=_settings(said))
        return Saved(changed, _("%s is saved.") % changed)

    def buttons(self, obj: Mailbox) -> list[Button]:
        """A new secret for webhooks."""
        hint = _("For webhooks and raw mail. The old one opens nothing from then on.")
        return [Button("secret", _("New secret"), hint)]

    def press(self, request: HttpRequest, obj: Mailbox, name: str) -> Pressed:
        """The old one opens nothing from now on."""
        return _("The new secret of %s") % obj, mailboxes.new_secret(obj, by=me(request))


def _settings(said: dict[str, Any]) -> dict[str, Any]:
    """What was said of the mailbox and not of its account."""
    return {name: value for name, value in said.items() if name not in (*ACCOUNT, "slug")}


def _test_of(what: str, title: str) -> str:
    return render_to_string("admin/settings/connection_test.html", {"what": what, "title": title})


def _since(mailbox: Any) -> str:
    return timesince(mailbox.polled_at, mailbox.shown_at, depth=1) if mailbox.polled_at else _("it was set up")
