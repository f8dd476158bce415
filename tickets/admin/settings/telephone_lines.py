"""Telephone lines, for administrators: the provider's key, who is rung, and the addresses that the provider needs."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import telephone_lines
from tickets.admin import fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.models import Line
from tickets.models.line import SignedBy

LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")


# What no telephone provider signs by; a line that was set to it before goes on until it is set up anew.
NOT_OFFERED = (SignedBy.HUB, SignedBy.SLACK, SignedBy.LINE, SignedBy.SENDGRID)


class LineForm(SettingsForm):
    """What can be set of a line."""

    key = fields.Secret(
        label=gettext_lazy("The provider's key"),
        max_length=1000,
        help_text=gettext_lazy("Its auth token, signing secret or public key. It is never shown; empty keeps it."),
    )
    rings = fields.OnePerLine(
        label=gettext_lazy("Who is rung"),
        help_text=gettext_lazy(
            "One a line, as “ben: +49 30 901821”. A name alone rings the Twilio client of that name."
        ),
    )
    timeout = fields.Whole(
        label=gettext_lazy("Seconds until a call counts as missed"), min_value=5, max_value=120, initial=25
    )
    language = fields.Text(
        label=gettext_lazy("Language of what callers hear"),
        max_length=10,
        validators=[RegexValidator(LANGUAGE, gettext_lazy("Write it as de-DE or en-GB."))],
    )

    class Meta:
        labels = {
            "signed_by": gettext_lazy("How the provider proves itself"),
            "says": gettext_lazy("What callers hear when nobody answers"),
            "region": gettext_lazy("Region of national numbers"),
        }
        help_texts = {
            "signed_by": gettext_lazy("Choose Twilio for its voice webhooks; the others sign plain JSON."),
            "says": gettext_lazy("Empty: we say that nobody can answer, and that we call back."),
            "region": gettext_lazy("Two letters, such as DE. Empty: where the line's own number is."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rings = self.instance.rings
        offered = self.fields["signed_by"]
        offered.choices = [row for row in offered.choices if row[0] not in NOT_OFFERED]  # type: ignore[attr-defined]
        self.initial["rings"] = [f"{name}: {number}" if number else name for name, number in rings]

    def clean_rings(self) -> list[tuple[str, str]]:
        """A person and a number for each line."""
        pairs = [line.partition(":") for line in self.cleaned_data["rings"]]
        return [(name.strip(), number.strip()) for name, _colon, number in pairs]


@admin.register(Line)
class LineAdmin(SettingsAdmin):
    """Every account of the channel phone has a line; the account's name, number and team are set with the account."""

    adds = False
    list_display = ("account", "number", "signed_by", "who_is_rung", "voicemail")
    list_display_links = ("account",)
    list_select_related = ("account",)
    ordering = ("account__slug",)
    form = LineForm
    fields = (
        *("addresses", "signed_by", "key", "rings", "timeout", "voicemail", "says", "language", "region"),
        "account_page",
    )
    readonly_fields = ("addresses", "account_page")

    @admin.display(description=gettext_lazy("number"), ordering="account__address")
    def number(self, line: Line) -> str:
        """What callers dial."""
        return line.account.address or "–"

    @admin.display(description=gettext_lazy("rings"))
    def who_is_rung(self, line: Line) -> str:
        """Whose telephones ring."""
        return ", ".join(name for name, _number in line.rings) or _("nobody: it takes a message")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their accounts."""
        return super().get_queryset(request).select_related("account")

    @admin.display(description=gettext_lazy("enter at the provider's"))
    def addresses(self, line: Line) -> str:
        """The addresses that the provider needs."""
        told = [(_("Events of a call"), _address("channel-phone-offered", line).replace("/offered?", "/EVENT?"))]
        if line.signed_by == SignedBy.TWILIO:
            told = [
                (_("A call comes in"), _address("channel-twilio-voice", line)),
                (_("Call status changes"), _address("channel-twilio-status", line)),
            ]
        return format_html_join("", '<p>{}<br><code class="d-copy">{}</code></p>', told)

    @admin.display(description=gettext_lazy("name, number and team"))
    def account_page(self, line: Line) -> str:
        """They are the account's."""
        page = reverse("admin:tickets_channelaccount_change", args=[line.pk])
        return format_html('<a class="d-link" href="{}">{}</a>', page, _("The line's account"))

    def edit(self, request: HttpRequest, obj: Line, said: dict[str, Any]) -> Saved:
        """Put it right."""
        line = telephone_lines.change_line(obj, by=me(request), **said)
        return Saved(line, _("%s is saved.") % line)


def _address(name: str, line: Line) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}?line={line.account.slug}"
