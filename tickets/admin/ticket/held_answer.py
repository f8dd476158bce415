"""A mail that can still be taken back: how it comes to wait, its row on the page, Undo, and the page that saw its time come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.broker import nudge
from tickets.actions import composed, held
from tickets.actions.drafts import as_typed, perform_and_forget
from tickets.actions.verbs import Verb
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.ticket.drafts import as_told, told
from tickets.admin.ticket.page_data import PageData
from tickets.events.resolution import ConfirmationAsked
from tickets.models import ComposedFile, Draft, Event, Ticket, User
from tickets.models.draft import REPLY
from tickets.models.preferences import preferences_of

# What a form says beside what its draft keeps.
OF_THE_PAGE = {"csrfmiddlewaretoken", "version", "seen", "back", "text", "attachments"}


@dataclass(frozen=True)
class HeldAnswer:
    """The row of an answer that is about to go; `left`: seconds."""

    text: str
    to: str
    promise: str
    then: str
    left: int
    files: list[ComposedFile]


def sending(ticket: Ticket, step: Verb, request: HttpRequest, at: datetime) -> Callable[..., Ticket]:
    """What does an answer or a note: at once, or, a mail of somebody who wants to be able to take it back, in a moment."""
    typed, person = request.POST, me(request)
    wait = preferences_of(person.pk).undo_seconds if step.name == REPLY else 0
    if wait and held.is_held(step, ticket, at):
        return partial(_held, wait=wait, typed=_kept(typed))
    keys = typed.getlist(composed.FILES)
    composed.along(step, composed.of(ticket, person, keys))
    return partial(perform_and_forget, files=keys)


def _held(ticket: Ticket, steps: list[Verb], *, wait: int, typed: dict[str, list[str]], **how: Any) -> Ticket:
    return held.hold(ticket, steps[0], typed=typed, seconds=wait, **how)


def _kept(typed: QueryDict) -> dict[str, list[str]]:
    return {name: values for name, values in typed.lists() if name not in OF_THE_PAGE and any(values)}


def told_of_held(request: HttpRequest, step: Verb, ticket: Ticket) -> str:
    """What is said to somebody whose answer waits; nothing if it does not."""
    if step.name != REPLY:
        return ""
    waiting = Draft.objects.held().filter(ticket=ticket, person=me(request)).first()
    if waiting is None:
        return ""
    left = _left(waiting, clock.now(request))
    told(request, ticket, has_draft=False, sends_at=waiting.goes_at)
    return ngettext("It goes out in %d second.", "It goes out in %d seconds.", left) % left


def done_last(ticket: Ticket, person: User) -> int:
    """The newest event of what a person just did, or had seen when they sent what waits: a page that stays open is told
    what others did since.
    """
    with_it = Q(by=person.pk) | Q(by=None, kind=ConfirmationAsked.name)
    done = Event.objects.filter(with_it, ticket=ticket).aggregate(last=Max("pk"))["last"] or 0
    waiting = Draft.objects.held().filter(ticket=ticket, person=person).aggregate(last=Max("seen"))["last"] or 0
    return max(done, waiting)


def held_answer(page: PageData) -> HeldAnswer | None:
    """This person's answer that is about to go."""
    waiting: Draft | None = getattr(page.ticket, "held", None)
    if waiting is None:
        return None
    said = as_typed(waiting)
    then = {"wait": _("then waits for the customer"), "resolve": _("then resolved")}
    return HeldAnswer(
        text=waiting.text,
        to=said.get("recipient", ""),
        promise=said.get("promise.text", ""),
        then=then.get(said.get("then", ""), ""),
        left=_left(waiting, page.formatter.at),
        files=composed.of(page.ticket, page.user, said.getlist(composed.FILES)),
    )


def _left(waiting: Draft, at: datetime) -> int:
    seconds = (waiting.goes_at - at).total_seconds() if waiting.goes_at else 0
    return max(0, round(seconds))


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's answer back: the draft that it is again, as the page's script knows drafts, or that it has gone."""
    ticket = _ticket(request, pk)
    if not isinstance(ticket, Ticket):
        return ticket
    draft = held.take_back(ticket, by=me(request))
    if draft:
        told(request, ticket, has_draft=True, sends_at=clock.now(request))
        words = _("Taken back: nothing was sent.")
    else:
        words = _("It had gone out already.")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"draft": as_told(draft) if draft else None, "words": words})
    (messages.success if draft else messages.warning)(request, words)
    return redirect("admin:tickets_ticket_change", pk)


def go(request: HttpRequest, pk: int) -> HttpResponse:
    """The page has counted down: send one's answer if its time has come. Says what became of it, and the newest event by it."""
    ticket = _ticket(request, pk)
    if not isinstance(ticket, Ticket):
        return ticket
    person = me(request)
    waiting = Draft.objects.held().filter(ticket=ticket, person=person).first()
    if waiting:
        held.let_go(waiting.pk, clock.now(request))
    own = Draft.objects.filter(ticket=ticket, person=person)
    if own.held().exists():
        return JsonResponse({"state": "waits"})
    back = own.exclude(came_back="").first()
    if back:
        return JsonResponse({"state": "back", "draft": as_told(back)})
    nudge("tickets.tasks.deliver")
    return JsonResponse({"state": "sent", "seen": done_last(ticket, person), "words": _("Sent.")})


def _ticket(request: HttpRequest, pk: int) -> Ticket | HttpResponse:
    """A ticket on which this person may answer, or why not."""
    ticket = Ticket.objects.visible_to(me(request)).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return ticket if may_do(request.user, REPLY) else JsonResponse({}, status=403)
