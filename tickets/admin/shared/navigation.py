"""The sidebar: the saved views with their counts, and what else a person's role opens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.admin.shared.read_only import me
from tickets.admin.tickets.saved_views import PARAMETER, UNREADABLE, VIEWS, Counted, chosen, counted
from tickets.rules.access import may, role_of


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Unfold's sidebar for this person and page."""
    found = counted(request)
    return [
        {"title": _("Inbox"), "items": _inbox(request, found)},
        {"separator": True, "items": _people_and_mail(request, found.numbers[UNREADABLE])},
        {"separator": True, "items": _overview(request)},
    ]


def pages(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages that this person's role opens, beside the views: nothing is counted for it."""
    items = [*_people_and_mail(request, 0), *_overview(request)]
    return [item for item in items if item["permission"](request)]


def _inbox(request: HttpRequest, found: Counted) -> list[dict[str, Any]]:
    list_url = reverse("admin:tickets_ticket_changelist")
    on_list = request.path == list_url
    here = chosen(request) if on_list else None
    # Words that somebody typed go along from view to view; those that a view brings are its own.
    typed = request.GET.get("q", "") if on_list and not (here and here.asked.get("q")) else ""
    words = {"q": typed} if typed else {}
    return [
        {
            "title": view.title,
            "icon": view.icon,
            "link": f"{list_url}?{urlencode({PARAMETER: view.key, **words})}",
            "active": here is not None and view.key == here.key,
            "badge": str(found.numbers[view.key]),
            "badge_variant": "danger" if view.alarming and found.numbers[view.key] else "info",
        }
        for view in (*VIEWS, *found.own)
    ]


def _people_and_mail(request: HttpRequest, unreadable: int) -> list[dict[str, Any]]:
    return [
        _item(request, _("Customers"), "groups", "admin:tickets_customer_changelist", "view"),
        _item(request, _("Organisations"), "apartment", "admin:tickets_organisation_changelist", "view"),
        _item(request, _("Outbox"), "outgoing_mail", "admin:tickets_message_changelist", "view"),
        _unreadable(request, unreadable),
        _item(request, _("Macros"), "bolt", "admin:tickets_macro_changelist", "own-macros"),
        _item(request, _("Forms and relays"), "alt_route", "admin:tickets_relay_changelist", "relays"),
    ]


def _unreadable(request: HttpRequest, number: int) -> dict[str, Any]:
    """What nobody could read waits for a person, so its number is always in sight."""
    item = _item(request, _("Unreadable mails"), "mark_email_unread", "admin:tickets_rawinbound_changelist", "mend")
    return item | ({"badge": str(number), "badge_variant": "danger"} if number else {})


def _overview(request: HttpRequest) -> list[dict[str, Any]]:
    overview, reports = reverse("reports:overview"), reverse("reports:all")
    on_overview, on_reports = request.path == overview, request.path.startswith(overview)
    home = _item(request, _("Home"), "home", "admin:index", "view")
    return [
        home,
        _figures(_("Overview"), "monitoring", overview, active=on_overview),
        _figures(_("Reports"), "query_stats", reports, active=on_reports and not on_overview),
        _item(request, _("Desk settings"), "tune", "admin:index", "set-up")
        | {"link": f"{home['link']}#settings", "active": False},
    ]


def _figures(title: str, icon: str, link: str, *, active: bool) -> dict[str, Any]:
    may_see = {"permission": lambda request: _may(request, "figures")}
    return {"title": title, "icon": icon, "link": link, "active": active} | may_see


def _item(request: HttpRequest, title: str, icon: str, page: str, verb: str) -> dict[str, Any]:
    link = reverse(page)
    active = request.path == link or (page != "admin:index" and request.path.startswith(link))
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "active": active,
        "permission": lambda request: _may(request, verb),
    }


def _may(request: HttpRequest, verb: str) -> bool:
    return may(role_of(me(request)), verb)
