"""What an open ticket's page asks for every second: whether anything is new, who of us has it open too, whether the visitor of
the chat is still there, and who is writing. While nothing is, the answer is 304 and nothing of the history was read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from config import conditional, presence
from tickets.actions.outbox.answer_address import address_for_chat, last_chat
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import days
from tickets.admin.shared.read_only import may_do, me
from tickets.models import ChannelSession, Ticket
from tickets.rules.lifecycle import Channel

AMONG_US = "us"
A_MINUTE = timedelta(minutes=1)


def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticket's version, who else has it open, and the state of its chat.

    `?typing` says that the agent writes into the chat, `?typing=us` that they write what goes by another way, `?left` that they
    look no longer.
    """
    person = me(request)
    ticket = Ticket.objects.visible_to(person).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    at = clock.now(request)
    chat = last_chat(ticket) if Channel.CHAT in ticket.contacts_by_channel else None
    types = "typing" in request.GET and may_do(request.user, "note")
    looks = "left" not in request.GET
    others = presence.company(ticket.pk, person.pk, str(person), at.timestamp(), looks=looks, types=types and looks)
    told: dict[str, Any] = {"version": ticket.version, "company": [asdict(row) for row in others]}
    told |= {"here": False, "writing": False, "whereabouts": ""}
    if chat:
        if types and request.GET["typing"] != AMONG_US and may_do(request.user, "reply"):
            presence.writes(chat.pk, "desk")
        here = chat.is_here(at)
        told |= {"here": here, "writing": here and presence.is_writing(chat.pk, "visitor")}
        told["whereabouts"] = whereabouts(chat, "" if here else address_for_chat(chat, ticket), at)
    etag = f'"{sha256(repr(told).encode()).hexdigest()[:32]}"'
    return conditional.unchanged(request, etag) or JsonResponse(told, headers=conditional.headers(etag))


def whereabouts(chat: ChannelSession, address: str, at: datetime) -> str:
    """Where words for the chat go: "in the chat now", or since when its visitor is gone and what becomes of an answer."""
    if chat.is_here(at):
        return _("in the chat now")
    left = _("ended the chat")
    if not chat.ended_at:
        left = _("left %(time)s ago") % {"time": days(int((at - (chat.seen_at or chat.opened_at)) / A_MINUTE) * 60)}
    if address:
        return _("%(left)s: goes by email to %(address)s") % {"left": left, "address": address}
    return _("%(left)s without an address: waits in the chat") % {"left": left}
