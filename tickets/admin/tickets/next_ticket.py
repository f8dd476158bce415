"""One button that gives whoever presses it the most urgent ticket that they may take."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.actions.next_ticket import next_for
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me

PASSED = "passed"  # in a page's address: the numbers that Next gave before, and that its reader went on from
MOST_PASSED = 50
LONGEST = 17  # digits of a number


def next_ticket(request: HttpRequest) -> HttpResponse:
    """To the ticket that is theirs now; where there is none, back with a sentence that says so."""
    if request.method != "POST" or not may_do(request.user, "assign"):
        raise PermissionDenied
    passed = numbers(request.POST.get(PASSED, ""))
    found = next_for(me(request), clock.now(request), passed)
    if found is None:
        messages.info(request, _nothing(passed))
        return redirect("admin:tickets_ticket_changelist")
    page = reverse("admin:tickets_ticket_change", args=[found.pk])
    return redirect(f"{page}?{PASSED}={','.join(map(str, passed))}" if passed else page)


def _nothing(passed: list[int]) -> str:
    if passed:
        return _("Nothing else waits for you. What you went on from is still there.")
    return _("Nothing waits for you: whatever is ours to move has another owner, or is snoozed.")


def passed_with(request: HttpRequest, ticket: int) -> str:
    """What the button on a ticket's page says was looked at: what its address says, and the ticket itself."""
    before = [number for number in numbers(request.GET.get(PASSED, "")) if number != ticket]
    return ",".join(map(str, [*before, ticket][-MOST_PASSED:]))


def numbers(typed: str) -> list[int]:
    """The numbers of an address or a form; what is none is left out."""
    words = typed.split(",")
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= LONGEST][-MOST_PASSED:]
