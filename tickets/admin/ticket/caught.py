"""What a draft says while it is written: promises that can be taken, and questions for what we know.

The words come as they are typed and are kept nowhere. Nothing of the ticket is read: what is known of it stands on its page,
which names the keys.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed, JsonResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tickets.actions.offers import answer_offer
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import may_do, me
from tickets.models import KnownFact, Ticket
from tickets.models.caught import OfferAnswer, fact_names
from tickets.models.history import current_desk, seconds
from tickets.rules.drafts.due import Preset, due_at, is_open_on, presets, zone_at
from tickets.rules.drafts.english import ENGLISH
from tickets.rules.drafts.promises import CaughtPromise, language_of, promises_in
from tickets.rules.drafts.questions import Asked, asked_in
from tickets.rules.promises import promise_due

MOST_HELD = 200  # keys that a page names
LOOKED_THROUGH = 2000  # facts, the newest, for names that people use


def read_draft(request: HttpRequest) -> HttpResponse:
    """POST `text`, and `held` for each key that the page shows as known: what the draft promises and asks for, as JSON.

    {"promises": [{"words", "due": of the field or "", "told"}], "asked": [{"key", "words", "whole", "confirm"}]}. `whole`: the
    sentence asks for nothing else. `confirm`: asks to confirm it, with "{value}" where the value belongs.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _who_answers(request)
    text, at = request.POST.get("text", ""), clock.now(request)
    tell = Formatter(current_desk(at), at)
    held = request.POST.getlist("held")[:MOST_HELD]
    return JsonResponse(
        {"promises": [_promise(found, tell) for found in promises_in(text)], "asked": _questions(text, held, at)}
    )


def _promise(found: CaughtPromise, tell: Formatter) -> dict[str, str]:
    named = found.when and due_at(tell.desk.calendar, found.when, tell.now)
    if not named:
        due = promise_due(tell.desk, tell.now)
        told = _("by the desk's policy: %(moment)s") % {"moment": tell.moment(due)} if due else ""
        return {"words": found.words, "due": "", "told": told}
    moment = _("due %(moment)s") % {"moment": tell.moment(named)}
    zone = zone_at(tell.desk.calendar, named)
    if not is_open_on(tell.desk.calendar, datetime.fromtimestamp(named, zone).date(), zone):
        moment = _("%(due)s, when the desk is closed") % {"due": moment}
    return {"words": found.words, "due": _for_field(named), "told": moment}


def _for_field(due: int) -> str:
    """On the clocks of who reads the page."""
    return localtime(datetime.fromtimestamp(due, UTC)).strftime("%Y-%m-%dT%H:%M")


def _questions(text: str, held: list[str], at: datetime) -> list[dict[str, Any]]:
    names = fact_names(at)
    asked = [found for found in asked_in(text, names, held) if not found.confirms] if held else []
    if not asked:
        return []
    other = {found.words for found in asked_in(text, names) if not names.held_as(found.key, held)}
    confirm = (language_of(text) or ENGLISH).confirm
    return [_question(found, found.words not in other, confirm) for found in asked]


def _question(found: Asked, whole: bool, confirm: str) -> dict[str, Any]:
    words = confirm.format(key=found.named.replace("_", " "), value="{value}")
    return {"key": found.key, "words": found.words, "whole": whole, "confirm": words}


def promise_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `answer`, "taken" or "declined": what became of a promise that was offered. Answers 204."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ticket = Ticket.objects.visible_to(me(request)).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    _who_answers(request)
    answer = request.POST.get("answer", "")
    if answer not in OfferAnswer.values:
        return HttpResponseBadRequest()
    answer_offer(ticket, OfferAnswer(answer), by=me(request), at=clock.now(request))
    return HttpResponse(status=204)


def promise_times(request: HttpRequest) -> HttpResponse:
    """The due times that are one click away now: a JSON list of {"title", "due": of the field}."""
    _who_answers(request)
    at = clock.now(request)
    calendar = current_desk(at).calendar
    found = presets(calendar, seconds(at))
    return JsonResponse(
        {"times": [{"title": _title(name, due, at), "due": _for_field(due)} for name, due in found.items()]}
    )


def _title(name: Preset, due: int, at: datetime) -> str:
    tomorrow = (localtime(datetime.fromtimestamp(due, UTC)).date() - localtime(at).date()).days == 1
    return {
        Preset.IN_TWO_HOURS: _("In 2 hours"),
        Preset.END_OF_TODAY: _("End of today"),
        Preset.NEXT_DAY_AT_TEN: _("Tomorrow 10:00") if tomorrow else _("Next business day 10:00"),
        Preset.IN_TWO_BUSINESS_DAYS: _("In 2 business days"),
    }[name]


def names_of_facts(request: HttpRequest) -> HttpResponse:
    """What this desk calls its facts, and what people have called them lately: {"names": [...]}."""
    if not may_do(request.user, "facts"):
        raise PermissionDenied
    names = fact_names(clock.now(request))
    lately = KnownFact.objects.order_by("-pk").values_list("key", flat=True)[:LOOKED_THROUGH]
    used = {name for name in lately if not names.key_of(name)}
    return JsonResponse({"names": sorted(used | set(names.words))})


def _who_answers(request: HttpRequest) -> None:
    if not may_do(request.user, "reply"):
        raise PermissionDenied
