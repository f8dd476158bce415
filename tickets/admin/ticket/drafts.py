"""What is typed on a ticket's page is kept as it is typed, and is there again on the next page, whoever's machine it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.views.decorators.debug import sensitive_post_parameters

from config import presence
from tickets.actions import drafts
from tickets.actions.inputs import MAX_TEXT
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me
from tickets.models import Draft, Ticket
from tickets.models.draft import NOTE, REPLY

# What is kept beside the words, by the names of the composer's fields.
KEPT = ("channel", "recipient", "addressed", "cc", "bcc", "promise.text", "promise.due_at", "keeps", "steps", "files")
MOST_VALUES, LONGEST_VALUE = 100, 1000
CHOSEN_ONLY = {"channel", "recipient", "addressed", "cc", "bcc"}  # without words these are nobody's work


@sensitive_post_parameters()
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the composer holds. 200 with the draft's version; 409 with the draft as it was saved elsewhere meanwhile."""
    ticket = Ticket.objects.visible_to(me(request)).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    typed = request.POST
    mode = NOTE if typed.get("mode") == NOTE else REPLY
    if not may_do(request.user, mode):
        return JsonResponse({}, status=403)
    text, given = typed.get("text", "")[:MAX_TEXT].replace("\x00", ""), _given(typed)
    try:
        version = drafts.keep(
            ticket,
            by=me(request),
            at=clock.now(request),
            version=_number(typed, "draft"),
            mode=mode,
            text=text,
            given=given if text.strip() or given.keys() - CHOSEN_ONLY else {},
            seen=_number(typed, "seen"),
        )
    except drafts.Overtaken as overtaken:
        return JsonResponse(as_told(overtaken.draft), status=409)
    told(request, ticket, has_draft=version > 0)
    return JsonResponse({"version": version})


def as_told(kept: Draft | None) -> dict[str, Any]:
    """A draft for the page's script: its version, 0 if there is none, and what it holds."""
    return {"version": kept.version, **kept.words} if kept else {"version": 0, "mode": REPLY, "text": "", "given": {}}


def told(request: HttpRequest, ticket: Ticket, *, has_draft: bool, sends_at: datetime | None = None) -> None:
    """Let who else has the ticket open know that there is a draft, or none any more, and that a mail is about to go."""
    person, now = me(request), clock.now(request).timestamp()
    presence.company(
        ticket.pk,
        person.pk,
        str(person),
        now,
        looks=True,
        types=False,
        has_draft=has_draft,
        sends_at=sends_at.timestamp() if sends_at else None,
    )


def _given(typed: QueryDict) -> dict[str, list[str]]:
    found = {name: [value[:LONGEST_VALUE] for value in typed.getlist(name)[:MOST_VALUES] if value] for name in KEPT}
    return {name: values for name, values in found.items() if values}


def _number(typed: QueryDict, name: str) -> int:
    value = typed.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0
