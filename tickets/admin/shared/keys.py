"""The sheet of all keys of the desk. What they do stands in `static/desk/keys.js`, or where somebody adds to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

SHEET: tuple[dict[str, Any], ...] = (
    {
        "title": _("Everywhere"),
        "keys": (
            (("?",), _("Show this sheet")),
            (("/",), _("Search")),
            (("g", "m"), _("Go to my tickets")),
            (("g", "t"), _("Go to my team's")),
            (("g", "u"), _("Go to those that nobody owns")),
            (("g", "s"), _("Go to what is stalled")),
            (("g", "p"), _("Go to promises due")),
            (("g", "d"), _("Go to what did not arrive")),
            (("g", "w"), _("Go to those that wait on the customer")),
            (("g", "n"), _("Go to notes that name me")),
            (("g", "f"), _("Go to what is new in tickets that I follow")),
            (("g", "z"), _("Go to what is snoozed")),
            (("g", "a"), _("Go to all that is open")),
            (("g", "e"), _("Go to everything")),
        ),
    },
    {
        "title": _("In a list"),
        "keys": (
            (("j",), _("Next row")),
            (("k",), _("Previous row")),
            (("Enter",), _("Open the ticket")),
        ),
    },
    {
        "title": _("In a ticket"),
        "keys": (
            (("r",), _("Write an answer")),
            (("n",), _("Write a note")),
            (("p",), _("Promise something in the answer")),
            (("m",), _("Choose a macro")),
            (("a",), _("Hand it over")),
            (("s",), _("Change the status")),
            (("e",), _("Resolve it")),
        ),
    },
    {
        "title": _("In a ticket that was opened from a list"),
        "keys": (
            (("j",), _("Next ticket of the list")),
            (("k",), _("Previous ticket of the list")),
            (("u",), _("Back to the list")),
        ),
    },
    {
        "title": _("In a ticket"),
        "keys": ((("f",), _("Follow it, or not any more")), (("@",), _("In a note: name somebody"))),
    },
    {
        "title": _("In an answer"),
        "keys": ((("Ctrl", "Enter"), _("Send")), (("Esc",), _("Close a menu, or leave the text for the keys"))),
    },
)


def keys(request: HttpRequest) -> HttpResponse:
    """The sheet, fetched when somebody wants it."""
    return render(request, "admin/tickets/ticket/list/keys.html", {"groups": SHEET})
