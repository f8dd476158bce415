"""Macros in the composer: those that a person has, filled in for a ticket, and what they do as chips that can be taken off.

Fetched when somebody opens the palette, not with every page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tickets.actions.drafts import as_typed
from tickets.actions.macros.filling import Body, FilledMacro, fill
from tickets.actions.macros.uses import note_use
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.ticket.refused import RefusedInput
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Draft, Macro, Team, User, words
from tickets.models.history import current_desk, seconds
from tickets.models.macro import AFTERWARDS
from tickets.rules.lifecycle import Status

MOST = 500


@dataclass(frozen=True)
class Chip:
    """A step in words, and as the composer sends it."""

    words: str
    icon: str
    value: str
    alone: str  # of two steps with the same word here the later one holds


@dataclass(frozen=True)
class FoundMacro:
    """A macro as a search finds it: its name, a line about it, and the page on which it is kept."""

    title: str
    about: str
    url: str


def macros(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's macros, most used first, each as it would be sent in this ticket now."""
    ticket = tickets(me(request)).filter(pk=pk).select_related("customer", "team").first()
    if ticket is None or not may_do(request.user, "reply"):
        raise Http404
    at = clock.now(request)
    own = fill(Macro.objects.offered_to(me(request))[:MOST], ticket, me(request), at)
    return JsonResponse({"macros": shown(own, at)})


def used(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody put a macro into an answer: by it their list begins with those that they need most."""
    macro = Macro.objects.offered_to(me(request)).filter(pk=pk).first()
    if macro is None or not may_do(request.user, "reply"):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    note_use(macro, by=me(request))
    return HttpResponse(status=204)


def shown(own: list[FilledMacro], at: datetime) -> list[dict[str, Any]]:
    """Macros as the palette takes them."""
    tell = _teller((step for macro in own for step in macro.steps), at)
    return [
        {
            "id": filled.macro.pk,
            "name": filled.macro.name,
            "whose": whose(filled.macro),
            "text": filled.text,
            "missing": [f"{{{name}}}" for name in filled.missing],
            "chips": [vars(chip) for chip in _chips(filled.steps, tell)],
        }
        for filled in own
    ]


def whose(macro: Macro) -> str:
    """Who has it, in a word or two."""
    if macro.person_id:
        return _("Mine")
    return str(macro.team) if macro.team_id else _("Everybody's")


def found(user: User, said: str) -> list[FoundMacro]:
    """The macros that somebody has whose name or text holds what was typed, most used first: a source for a search."""
    own = Macro.objects.offered_to(user)
    for word in said.split():
        own = own.filter(name__icontains=word) | own.filter(text__icontains=word)
    return [
        FoundMacro(macro.name, whose(macro), reverse("admin:tickets_macro_change", args=[macro.pk]))
        for macro in own[:8]
    ]


# Chips


@dataclass(frozen=True)
class Teller:
    """What words for steps need: how times are told here, and what teams and people are called."""

    tell: Formatter
    names: dict[str, str]


def typed_chips(draft: Draft | None, refused: RefusedInput | None, at: datetime) -> list[Chip]:
    """Those of a draft, or of an answer or a note that did not go through; what cannot be read was made by no page of ours."""
    typed = (
        refused.typed if refused and refused.verb in ("reply", "note") else as_typed(draft) if draft else QueryDict()
    )
    said = typed.getlist("steps")
    bodies = [body for text in said if isinstance(body := _json(text), dict) and body.get("verb") in list(WORDS)]
    return _chips(bodies, _teller(bodies, at)) if bodies else []


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _teller(steps: Iterable[Body], at: datetime) -> Teller:
    """With the names of those that these steps hand tickets to: two statements, and only where some do."""
    given = [step for step in steps if step["verb"] == "assign"]
    people = {step["to"] for step in given if isinstance(step.get("to"), str)}
    slugs = {step["team"] for step in given if isinstance(step.get("team"), str)}
    names = {user.username: str(user) for user in User.objects.filter(username__in=people)} if people else {}
    names |= {team.slug: team.name for team in Team.objects.filter(slug__in=slugs)} if slugs else {}
    return Teller(Formatter(current_desk(at), at), names)


def _chips(steps: Iterable[Body], tell: Teller) -> list[Chip]:
    return [chip for step in steps if (chip := _chip(step, tell))]


def _chip(step: Body, tell: Teller) -> Chip | None:
    icon, told = WORDS[step["verb"]]
    try:
        said = told(step, tell)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None
    return Chip(said, icon, json.dumps(step), _alone(step))


def _alone(step: Body) -> str:
    """What it sets, where of two such steps the later one holds; "" for what adds to others."""
    if step["verb"] in ("tag", "promise", "facts"):
        return ""
    if step["verb"] in ("take", "assign"):
        return "team" if "team" in step else "owner"
    return "status" if step["verb"] == "resolve" else str(step["verb"])


def _assigned(step: Body, tell: Teller) -> str:
    if "team" in step:
        return _("Team: %s") % tell.names.get(step["team"], step["team"])
    return _("Owner: %s") % (tell.names.get(step["to"], step["to"]) if step["to"] else _("nobody"))


def _tagged(step: Body, tell: Teller) -> str:
    if "remove" in step:
        return _("Take off tag: %s") % ", ".join(step["remove"])
    return _("Tag: %s") % ", ".join(step["add"])


def _status(step: Body, tell: Teller) -> str:
    return _("Status: %s") % dict(AFTERWARDS)[Status(step["to"])]


def _priority(step: Body, tell: Teller) -> str:
    return _("Priority: %s") % dict(words.PRIORITY)[step["to"]]


def _promised(step: Body, tell: Teller) -> str:
    if not step.get("due_at"):
        return _("Promise: “%s”") % step["text"]
    return _("Promise by %(due)s: “%(text)s”") % {"text": step["text"], "due": _moment(step["due_at"], tell)}


def _learned(step: Body, tell: Teller) -> str:
    return _("Fact: %s") % ", ".join(f"{key}: {value}" for key, value in step["facts"].items())


def _snoozed(step: Body, tell: Teller) -> str:
    return _("Snooze until %s") % _moment(step["until"], tell)


def _moment(said: str, tell: Teller) -> str:
    parsed = parse_datetime(said)
    if parsed is None or parsed.tzinfo is None:
        raise ValueError(said)
    return tell.tell.moment(seconds(parsed))


WORDS: dict[str, tuple[str, Callable[[Body, Teller], str]]] = {
    "take": ("person", lambda step, tell: _("Owner: you")),
    "assign": ("person", _assigned),
    "status": ("swap_horiz", _status),
    "resolve": ("check_circle", lambda step, tell: _("Status: %s") % dict(AFTERWARDS)[Status.RESOLVED]),
    "priority": ("flag", _priority),
    "tag": ("sell", _tagged),
    "promise": ("handshake", _promised),
    "facts": ("fact_check", _learned),
    "snooze": ("snooze", _snoozed),
}
