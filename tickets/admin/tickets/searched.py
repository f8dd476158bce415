"""The list when somebody searches it: what was found, in which order, with which words, and what to say if nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tickets.actions.search.finding import MOST, Found, find, share_prepared
from tickets.actions.search.snippets import snippets
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import me
from tickets.models.ticket import TicketQuerySet
from tickets.models.words import worded
from tickets.rules.search_query import SearchProblem

OPERATORS = "from:  owner:  tag:  channel:  is:stalled  is:open  before:2025-03-31  after:2025-03-01"


@dataclass(frozen=True)
class Searched:
    """What is said above and in place of the rows: what is wrong with the search, or what it was taken for."""

    problem: str = ""
    notes: tuple[str, ...] = ()
    operators: str = OPERATORS


def searched(request: HttpRequest, tickets: TicketQuerySet, typed: str, *, ranked: bool) -> TicketQuerySet:
    """Those of the list's tickets that a search finds. `ranked`: the best first, else in the list's own order."""
    try:
        found = find(tickets, typed, by=me(request), at=clock.now(request))
    except SearchProblem as problem:
        request.desk_searched = Searched(worded(problem))  # type: ignore[attr-defined]
        return tickets.none()
    request.desk_found = found  # type: ignore[attr-defined]
    request.desk_searched = Searched(notes=_notes(found))  # type: ignore[attr-defined]
    return found.ordered() if ranked else found.tickets


def what_is_said(request: HttpRequest) -> Searched | None:
    """About the search of this page, if there is one."""
    return getattr(request, "desk_searched", None)


def with_words_found(request: HttpRequest, tickets: list[Any]) -> list[Any]:
    """Each ticket of a page with the words that were found in it."""
    found: Found | None = getattr(request, "desk_found", None)
    if found is not None:
        shown = snippets([ticket.pk for ticket in tickets], found.asked)
        for ticket in tickets:
            ticket.words_found = shown.get(ticket.pk)
    return tickets


def _notes(found: Found) -> tuple[str, ...]:
    notes = [
        _("Nothing was found for “%(typed)s”. These have “%(meant)s”.") % {"typed": typed, "meant": meant}
        for typed, meant in found.instead
    ]
    if found.cut:
        notes.append(
            _("There are more: the %(n)d in which something was said last are shown. Add a word.") % {"n": MOST}
        )
    if found.asked and (percent := share_prepared()) is not None:
        notes.append(_("The search is being prepared: it looks into %(n)d %% of the tickets by now.") % {"n": percent})
    return tuple(notes)
