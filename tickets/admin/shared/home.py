"""The desk's first page: the views with their counts, and for administrators what can be set up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The sidebar has counted already; the tiles show the same figures."""
    inbox = context["sidebar_navigation"][0]["items"]
    settings = [model for app in context["app_list"] for model in app["models"] if not app.get("hidden")]
    return context | {"tiles": inbox, "settings_pages": settings, "title": context["site_header"]}
