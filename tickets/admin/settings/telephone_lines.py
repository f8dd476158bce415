"""Telephone lines, for administrators: the provider's key, who is rung, and the addresses that the provider needs."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminPasswordWidget

from tickets.actions.setup import telephone_lines
from tickets.admin import fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Pressed, SetUpAdmin
from tickets.models import Line
from tickets.models.line import SignedBy

LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")


class LineForm(forms.Form):
    """What can be set of a line."""

    signed_by = fields.Choice(
        label=gettext_lazy("How the provider proves itself"),
        choices=SignedBy.choices,
        help_text=gettext_lazy("Choose Twilio for its voice webhooks; the others sign plain JSON."),
    )
    key = forms.CharField(
        label=gettext_lazy("The provider's key"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Its auth token, signing secret or public key. It is never shown; empty keeps it."),
        widget=UnfoldAdminPasswordWidget({"autocomplete": "off"}),
    )
    rings = fields.Lines(
        label=gettext_lazy("Who is rung, one a line"),
        help_text=gettext_lazy("As “ben: +49 30 901821”. A name alone rings the Twilio client of that name."),
    )
    timeout = fields.Whole(
        label=gettext_lazy("Seconds until a call counts as missed"), min_value=5, max_value=120, initial=25
    )
    voicemail = fields.Switch(label=gettext_lazy("Takes messages"))
    says = fields.Text(
        label=gettext_lazy("What callers hear when nobody answers"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Empty: we say that nobody can answer, and that we call back."),
    )
    language = fields.Text(
        label=gettext_lazy("Language of what callers hear"),
        max_length=10,
        validators=[RegexValidator(LANGUAGE, gettext_lazy("Write it as de-DE or en-GB."))],
    )
    region = fields.Text(
        label=gettext_lazy("Region of national numbers"),
        max_length=2,
        required=False,
        help_text=gettext_lazy("Two letters, such as DE. Empty: where the line's own number is."),
    )

    def clean_rings(self) -> list[tuple[str, str]]:
        """A person and a number for each line."""
        pairs = [line.partition(":") for line in self.cleaned_data["rings"].splitlines() if line.strip()]
        return [(name.strip(), number.strip()) for name, _colon, number in pairs]


@admin.register(Line)
class LineAdmin(SetUpAdmin):
    """Every account of the channel phone has a line; the account's name, number and team are set with the account."""

    list_display = ("account", "number", "signed_by", "who_is_rung", "voicemail")
    list_display_links = ("account",)
    list_select_related = ("account",)
    ordering = ("account__slug",)
    edit_form = LineForm

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

    def initial(self, obj: Line) -> dict[str, Any]:
        """As it is, without its key."""
        names = ("signed_by", "timeout", "voicemail", "says", "language", "region")
        rings = "\n".join(f"{name}: {number}" if number else name for name, number in obj.rings)
        return {name: getattr(obj, name) for name in names} | {"rings": rings}

    def rows(self, obj: Line) -> list[tuple[str, Any]]:
        """The addresses to enter at the provider's."""
        if obj.signed_by == SignedBy.TWILIO:
            return [
                (_("A call comes in"), _address("channel-twilio-voice", obj)),
                (_("Call status changes"), _address("channel-twilio-status", obj)),
            ]
        return [(_("Events of a call"), _address("channel-phone-offered", obj).replace("/offered?", "/EVENT?"))]

    def edit(self, request: HttpRequest, obj: Line, said: dict[str, Any]) -> Pressed:
        """Put it right."""
        return _("%s is saved.") % telephone_lines.change_line(obj, by=me(request), **said), ""


def _address(name: str, line: Line) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}?line={line.account.slug}"
