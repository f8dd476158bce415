"""The desk's first page: the views with their counts, and for administrators what is missing and what can be set up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.admin.shared.read_only import may_do
from tickets.models import CalendarVersion, ChannelAccount, User
from tickets.rules.lifecycle import Channel


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The sidebar has counted already; the tiles show the same figures."""
    inbox = context["sidebar_navigation"][0]["items"]
    settings = [model for app in context["app_list"] for model in app["models"] if not app.get("hidden")]
    steps = first_steps() if may_do(request.user, "set-up") else []
    return context | {
        "tiles": inbox,
        "settings_pages": settings,
        "first_steps": steps,
        "title": context["site_header"],
    }


def first_steps() -> list[dict[str, str]]:
    """What a new desk lacks before customers can be answered, each with the page where it is set."""
    missing = {
        "calendarversion": not CalendarVersion.objects.exists()
        and _("Say when you are open: promises are counted by it."),
        "mailbox": not ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).exists()
        and _("Set a mailbox up: customers write to it, and are answered from it."),
        "user": User.objects.filter(is_active=True)[:2].count() < 2 and _("Let people in: you are alone here."),
    }
    return [{"link": reverse(f"admin:tickets_{page}_add"), "words": words} for page, words in missing.items() if words]
