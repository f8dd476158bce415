"""Mailboxes: one form for how mail comes and goes, which is tried while it is filled in. Secrets are written, never shown."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import DateTimeField, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from tickets.actions.setup import mailboxes
from tickets.admin import clock, fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Pressed, SetUpAdmin
from tickets.models import ChannelAccount, Mailbox, Team
from tickets.models.mailbox import AfterStoring, Provider, Security, SignIn
from tickets.rules.mail_servers import DOMAINS

Secret = partial(
    forms.CharField,
    required=False,
    strip=False,
    max_length=4000,
    widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}, render_value=False),
)
ACCOUNT = ("name", "address", "team")
SECTIONS: list[tuple[str, Any, Any, tuple[str, ...]]] = [
    ("", gettext_lazy("Mailbox"), "", ("name", "slug", "address", "team", "active")),
    (
        "receiving",
        gettext_lazy("Receiving by IMAP"),
        gettext_lazy("Try receiving"),
        (
            *("polling", "imap_host", "imap_port", "imap_security", "imap_user", "imap_password", "imap_folder"),
            *("since", "after_storing", "move_to", "trusted_receiver"),
        ),
    ),
    (
        "sending",
        gettext_lazy("Sending by SMTP"),
        gettext_lazy("Try sending"),
        ("sender_name", "signature", "smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password"),
    ),
    (
        "",
        gettext_lazy("Signing in"),
        "",
        ("sign_in", "oauth_token_url", "oauth_client_id", "oauth_client_secret", "oauth_refresh_token"),
    ),
    ("", gettext_lazy("A provider's webhooks"), "", ("provider", "webhook_key")),
    ("domain", gettext_lazy("The sender's domain"), gettext_lazy("Look it up"), ()),
]
KEPT = gettext_lazy("One is stored. Leave this empty to keep it.")


class MailboxForm(forms.Form):
    """All of a mailbox."""

    name = fields.Text(label=gettext_lazy("Name"), max_length=120)
    address = fields.Text(
        label=gettext_lazy("Address"),
        max_length=320,
        help_text=gettext_lazy("Known hosts fill in their servers below."),
    )
    team = fields.Row(label=gettext_lazy("Team that gets what comes in"), queryset=Team.objects.all(), required=False)
    active = fields.Switch(label=gettext_lazy("Open"), initial=True)

    polling = fields.Switch(label=gettext_lazy("Fetch mail, every minute"))
    imap_host = fields.Text(label=gettext_lazy("IMAP server"), max_length=253, required=False)
    imap_port = fields.Whole(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=993)
    imap_security = fields.Choice(label=gettext_lazy("Security"), choices=Security.choices, initial=Security.TLS)
    imap_user = fields.Text(label=gettext_lazy("User name"), max_length=320, required=False)
    imap_password = Secret(label=gettext_lazy("Password"))
    imap_folder = fields.Text(label=gettext_lazy("Folder"), max_length=200, initial="INBOX")
    since = fields.Moment(
        label=gettext_lazy("Only mail that arrived after"),
        help_text=gettext_lazy("Empty: all that lies in the folder becomes tickets."),
    )
    after_storing = fields.Choice(
        label=gettext_lazy("Once a mail is stored here"), choices=AfterStoring.choices, initial=AfterStoring.LEAVE
    )
    move_to = fields.Text(label=gettext_lazy("Folder to move to"), max_length=200, required=False)
    trusted_receiver = fields.Text(
        label=gettext_lazy("Receiving server whose checks of senders we trust"),
        max_length=253,
        required=False,
        help_text=gettext_lazy(
            "As it stands first in Authentication-Results, such as mx.google.com; the server must take out what others "
            "wrote under its name. Empty: no sender is proven by DMARC."
        ),
    )

    sender_name = fields.Text(label=gettext_lazy("Sender's name"), max_length=120, required=False)
    signature = fields.Lines(label=gettext_lazy("Signature"), max_length=4000)
    smtp_host = fields.Text(
        label=gettext_lazy("SMTP server"),
        max_length=253,
        required=False,
        help_text=gettext_lazy("Empty: the desk's own server sends."),
    )
    smtp_port = fields.Whole(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=587)
    smtp_security = fields.Choice(label=gettext_lazy("Security"), choices=Security.choices, initial=Security.STARTTLS)
    smtp_user = fields.Text(label=gettext_lazy("User name"), max_length=320, required=False)
    smtp_password = Secret(label=gettext_lazy("Password"))

    sign_in = fields.Choice(label=gettext_lazy("Sign in with"), choices=SignIn.choices, initial=SignIn.PASSWORD)
    oauth_token_url = fields.Text(label=gettext_lazy("Token address"), max_length=300, required=False)
    oauth_client_id = fields.Text(label=gettext_lazy("Client id"), max_length=300, required=False)
    oauth_client_secret = Secret(label=gettext_lazy("Client secret"))
    oauth_refresh_token = Secret(label=gettext_lazy("Refresh token"))

    provider = fields.Choice(label=gettext_lazy("Provider"), choices=Provider.choices, required=False)
    webhook_key = Secret(
        label=gettext_lazy("Signing key"),
        help_text=gettext_lazy(
            "The key by which the provider signs; several are separated by spaces. Providers that do not sign show "
            "the mailbox's secret: give them the address as https://desk:SECRET@… For Brevo this is its API key, by "
            "which attachments are fetched."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.initial.get("kept", ()):
            self.fields[name].widget.attrs["placeholder"] = "••••••••"
            self.fields[name].help_text = self.fields[name].help_text or KEPT

    def clean_webhook_key(self) -> str:
        """Keys are kept one a line."""
        return "\n".join(self.cleaned_data["webhook_key"].split())

    def sections(self) -> list[dict[str, Any]]:
        """The fields in their sections, with what each can be tried by."""
        return [
            {"what": what, "title": title, "try": word, "fields": [self[name] for name in names if name in self.fields]}
            for what, title, word, names in SECTIONS
        ]

    def hosts(self) -> dict[str, dict[str, Any]]:
        """Known hosts by domain, for the page."""
        return {
            domain: {"name": servers.name, "note": _(servers.note), "fields": servers.as_fields()}
            for domain, servers in DOMAINS.items()
        }


class NewMailboxForm(MailboxForm):
    """A new mailbox: also its name in the URL, which stays."""

    slug = fields.Slug(label=gettext_lazy("Name in the URL"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active"]


@admin.register(Mailbox)
class MailboxAdmin(SetUpAdmin):
    """The desk's mailboxes, and how they are."""

    list_display = ("account", "address", "receives", "sends", "error_line")
    list_display_links = ("account",)
    list_select_related = ("account",)
    ordering = ("account__name", "pk")
    add_form = NewMailboxForm
    edit_form = MailboxForm
    form_template = "admin/settings/mailbox.html"

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

    def initial(self, obj: Mailbox) -> dict[str, Any]:
        """As it is; of secrets only that there are some."""
        shown = {
            name: getattr(obj, name) for name in _settings(MailboxForm.base_fields) if name not in mailboxes.SECRETS
        }
        account = {name: getattr(obj.account, name) for name in (*ACCOUNT, "active")}
        since = localtime(obj.since).strftime("%Y-%m-%dT%H:%M") if obj.since else ""
        return shown | account | {"since": since, "kept": [name for name in mailboxes.SECRETS if getattr(obj, name)]}

    def proposed(self, request: HttpRequest) -> dict[str, Any]:
        """An account that has no settings yet may lead here."""
        number = request.GET.get("account", "")
        account = ChannelAccount.objects.filter(channel="email", pk=number).first() if number.isdecimal() else None
        return {name: getattr(account, name) for name in (*ACCOUNT, "slug")} if account else {}

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Open one."""
        account = {name: said[name] for name in (*ACCOUNT, "slug")}
        more = {name: said[name] for name in _settings(said)}
        opened, secret = mailboxes.open_mailbox(by=me(request), at=clock.now(request), **account, settings=more)
        return (_("The secret of %s, for webhooks and raw mail") if secret else _("%s is saved.")) % opened, secret

    def edit(self, request: HttpRequest, obj: Mailbox, said: dict[str, Any]) -> Pressed:
        """Put it right."""
        more = {name: said[name] for name in _settings(said)}
        account = {name: said[name] for name in (*ACCOUNT, "active")}
        mailboxes.change(obj, by=me(request), at=clock.now(request), **account, settings=more)
        return _("%s is saved.") % obj, ""

    def rows(self, obj: Mailbox) -> list[tuple[str, Any]]:
        """How it is."""
        address = settings.PUBLIC_URL + reverse("channel-email", args=[obj.account.slug])
        told: list[tuple[str, Any]] = [(_("For webhooks and raw mail"), f"POST {address}")]
        if obj.polling:
            told.append((_("Last fetched, or switched on"), obj.polled_at))
        return [*told, (_("Last error"), obj.error)] if obj.error else told

    def buttons(self, obj: Mailbox) -> list[tuple[str, str]]:
        """A new secret for webhooks."""
        return [("secret", _("New secret"))]

    def press(self, request: HttpRequest, obj: Mailbox, name: str) -> Pressed:
        """The old one opens nothing from now on."""
        return _("The new secret of %s") % obj, mailboxes.new_secret(obj, by=me(request))


def _settings(names: Any) -> list[str]:
    """The names that are of the mailbox and not of its account."""
    return [name for name in names if name not in (*ACCOUNT, "active", "slug")]


def _since(mailbox: Any) -> str:
    return timesince(mailbox.polled_at, mailbox.shown_at, depth=1) if mailbox.polled_at else _("it was set up")
