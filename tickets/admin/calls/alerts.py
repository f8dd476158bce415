"""New chats and calls for who asked to be told of them by a sound or a notice of the browser; asked for every few seconds."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from config import conditional
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import me
from tickets.admin.tickets.saved_views import tickets
from tickets.models import ChannelSession
from tickets.models.preferences import preferences_of
from tickets.models.telephone_line import ringing
from tickets.rules.lifecycle import Channel

NEW_FOR = timedelta(minutes=3)
MOST = 20


def alerts(request: HttpRequest) -> HttpResponse:
    """What this person wants to be told by, and the chats and calls that came lately, each with its ticket; 304 while the same."""
    user, at = me(request), clock.now(request)
    wants = preferences_of(user.pk)
    told = {"sound": wants.sound, "notice": wants.notice, "new": []}
    if wants.sound or wants.notice:
        chats = ChannelSession.objects.filter(channel=Channel.CHAT, ended_at=None, opened_at__gt=at - NEW_FOR)
        chats = chats.filter(ticket__in=tickets(user).values("pk"))
        found = [(_("New chat"), chat) for chat in chats.order_by("-opened_at", "-id")[:MOST]]
        found += [(_("New call"), call) for call in ringing(user, at)[:MOST]]
        told["new"] = [
            {"id": row.pk, "ticket": row.ticket_id, "words": f"{word}: #{row.ticket_id}"} for word, row in found
        ]
    etag = f'"{sha256(repr(told).encode()).hexdigest()[:32]}"'
    return conditional.unchanged(request, etag) or JsonResponse(told, headers=conditional.headers(etag))
