"""The reports, as Ctrl+K finds them."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from config.palette import Entry, is_meant
from metrics.sheets import SHEETS
from tickets.models import User
from tickets.rules.access import may, role_of


def reports(request: HttpRequest, typed: str) -> Iterator[Entry]:
    """Reports by their titles and by the questions that they answer, for who may see figures; none before anything is typed."""
    if not typed or not isinstance(request.user, User) or not may(role_of(request.user), "figures"):
        return
    for sheet in SHEETS.values():
        title, question = str(sheet.title), str(sheet.question)
        if is_meant(typed, title, question):
            address = reverse("reports:report", args=[sheet.name])
            yield Entry(_("Reports"), title, address, "query_stats", question)
