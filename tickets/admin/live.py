"""What an open ticket's page asks for every second: whether anything is new, whether the visitor of the chat is still there,
and whether they are writing. While nothing is, the answer is 304 and nothing of the history was read."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from config import conditional, presence
from tickets.actions.answer_address import address_for_chat, last_chat
from tickets.admin import clock
from tickets.admin.reading import may_do, me
from tickets.admin.telling import days
from tickets.models import ChannelSession, Ticket

A_MINUTE = timedelta(minutes=1)


def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticket's version and the state of its chat; `?typing` says that the agent writes into the chat."""
    ticket = Ticket.objects.visible_to(me(request)).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    chat, at = last_chat(ticket), clock.now(request)
    told = {"version": ticket.version, "here": False, "writing": False, "whereabouts": ""}
    if chat:
        if "typing" in request.GET and may_do(request.user, "reply"):
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
