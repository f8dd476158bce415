"""The desk's first page: its reader's day, that of whom they answer for, and for administrators what is missing and can be set up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.admin.home import day, first_steps, team_day
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the page."""
    user, at = me(request), clock.now(request)
    sets_up = may_do(user, "set-up")
    settings = [model for app in context["app_list"] for model in app["models"] if not app.get("hidden")]
    steps = first_steps.steps(at) if sets_up else []
    return context | {
        "title": _("Home"),
        "first_steps": steps,
        "put_away": first_steps.put_away() if sets_up and not steps else None,
        "settings_pages": settings if sets_up else [],
        "day": day.parts(user, at),
        "team_day": team_day.team_day(user, at),
        "overview": reverse("reports:overview"),
    }
