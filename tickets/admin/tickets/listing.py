"""What a page of the list says beside its rows: its title, its bands, what narrows it, and where its links lead."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.templatetags.admin_list import result_headers
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.tickets import filters, held, rows, saved_views
from tickets.admin.tickets.bulk import buttons
from tickets.admin.tickets.paging import AFTER, BEFORE, TicketList
from tickets.admin.tickets.saved_views import EVERYTHING, PARAMETER, RESOLVED_TOO, SavedView
from tickets.admin.tickets.searched import what_is_said
from tickets.models import Ticket
from tickets.models.history import current_desk

FROM_ITS_BEGINNING = {"p": None, AFTER: None, BEFORE: None}
KEPT_BY_A_SEARCH = (PARAMETER, RESOLVED_TOO, "o", filters.COLUMNS, *filters.BY_NAME)


def of_promises(request: HttpRequest) -> bool:
    """Whether a list's rows stand there for a promise."""
    view = saved_views.chosen(request)
    return view is not None and view.of_promises


def read(request: HttpRequest, shown: TicketList) -> list[Ticket]:
    """The tickets of a page with all that their rows show, in one statement."""
    return shown.in_order(with_rows(request, shown.result_list))


def with_rows(request: HttpRequest, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Tickets with all that their rows in this list show."""
    found = rows.with_own_drafts(rows.with_last_words(tickets), me(request))
    if of_promises(request):
        found = rows.with_promise(found, saved_views.promises_due(clock.now(request)))
    return found


def addresses_of_rows(shown: TicketList) -> dict[str, str]:
    """Where a row leads: to its ticket, which knows the list that it was opened from, and back by a button of it."""
    here = _here(shown)
    opens = urlencode({"in": here.removeprefix("?"), "at": ""})
    return {"opens_with": f"?{opens}", "list_path": f"{reverse('admin:tickets_ticket_changelist')}{here}"}


def _here(shown: TicketList) -> str:
    """This page of the list, as its address says it."""
    page = shown.page_num if shown.page_num > 1 else None
    return shown.get_query_string({"p": page})


def described(request: HttpRequest, shown: TicketList) -> dict[str, Any]:
    """What the list's template shows."""
    at = clock.now(request)
    tell = Formatter(current_desk(at), at)
    shown_rows = rows.rows(shown.result_list, tell)
    view, resolved_too = saved_views.chosen(request), saved_views.resolved_too(request)
    counted = _tally(request, view, shown)
    banded = shown_rows and view is not None and not resolved_too and "o" not in request.GET
    hidden = filters.hidden_columns(request.GET.dict())
    first = (max(shown.page_num, 1) - 1) * shown.list_per_page
    return {
        "bands": rows.bands(shown_rows, tell, counted) if banded else [rows.Band("", shown_rows)],
        "columns": rows.columns(result_headers(shown)),
        "hidden_columns": hidden,
        "column_count": len(filters.COLUMN_NAMES) + 1 - len(hidden),
        "view": view,
        "searched": what_is_said(request),
        "title": _title(view, shown, resolved_too),
        "total": _total(shown),
        "snoozed": _snoozed(counted),
        "moment": tell.moment(tell.now),
        "may_take": may_do(request.user, "assign"),
        "bulk_buttons": buttons(request.user),
        "first_row": first + 1,
        "last_row": first + len(shown_rows),
        "in_list": shown.get_query_string(FROM_ITS_BEGINNING),
        "here": _here(shown),
        **addresses_of_rows(shown),
        **_elsewhere(request, shown, view, resolved_too),
    }


def _tally(request: HttpRequest, view: SavedView | None, shown: TicketList) -> dict[str, int] | None:
    """How many there are of each band; nobody counts what somebody searches for, or narrows for a moment."""
    if view is None or not saved_views.is_whole(request) or request.GET.get("q"):
        return None
    user, at = me(request), clock.now(request)
    counted = held.held(f"bands {view.key}", user, at, lambda: saved_views.tally(view, user, at))
    return counted | {"later": max(0, shown.total - counted["overdue"] - counted["today"])}


def _snoozed(counted: dict[str, int] | None) -> str:
    """How many are out of sight for a while; nothing where a list shows them."""
    number = counted["snoozed"] if counted else 0
    return ngettext("%d snoozed", "%d snoozed", number) % number if number else ""


def _total(shown: TicketList) -> str:
    return _("more than %d") % shown.total if shown.capped else str(shown.total)


def _title(view: SavedView | None, shown: TicketList, resolved_too: bool) -> str:
    said = {"view": view.title if view else "", "n": _total(shown)}
    if view is None:
        return _("Everything: %(n)s") % said
    if view.settled_too:
        return f"{view.title}: {said['n']}"
    if resolved_too:
        return _("%(view)s: %(n)s, resolved ones too") % said
    if view.of_promises:
        return _("%(view)s: %(n)s open, what is due next comes first") % said
    return _("%(view)s: %(n)s open, what is ours to move comes first") % said


def _elsewhere(request: HttpRequest, shown: TicketList, view: SavedView | None, resolved_too: bool) -> dict[str, Any]:
    """Where the list's own links lead: each keeps what it does not change, the view and the words that were searched."""

    def leads(**changed: Any) -> str:
        return shown.get_query_string(FROM_ITS_BEGINNING | changed)

    asked = request.GET.dict()
    toggled = {RESOLVED_TOO: None if resolved_too else "1"}
    without_view = dict.fromkeys(view.asked if view else {}) | {PARAMETER: saved_views.ALL_OPEN}
    return {
        "kept": [(name, asked[name]) for name in KEPT_BY_A_SEARCH if name in asked],
        "resolved_too": resolved_too,
        "toggle": leads(**toggled, **{PARAMETER: view.key}) if view and view.has_resolved else "",
        "everything": leads(**{PARAMETER: EVERYTHING, "o": None, RESOLVED_TOO: None}),
        "without_view": leads(**without_view),
        "without_words": leads(q="" if view and view.asked.get("q") else None),
        "narrowed": [(told, leads(**{name: _off(view, name)})) for name, told in filters.active(asked)],
        **shown.page_addresses(),
    }


def _off(view: SavedView | None, name: str) -> str | None:
    """What an address says to be rid of a filter: one that the view brings has to be emptied."""
    return "" if view and name in view.asked else None
