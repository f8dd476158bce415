"""A mail beside the message that it became, for who may see the ticket: all its words, and its HTML as it was sent.

Nothing of it is kept twice: the raw mail is read again when somebody asks, in the process that can be killed. The HTML
has an address and a content policy of its own, and is shown in a sandboxed frame (trust S1).
"""

from __future__ import annotations

from typing import cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tickets.channels.email.mail_parser.parent import viewer
from tickets.channels.email.parse import Unreadable
from tickets.models import Message, RawInbound, Ticket, User
from tickets.models.message import Direction
from tickets.models.words import worded
from tickets.rules.lifecycle import Channel

# Links open outside the frame; nothing else leaves it, and nothing is loaded into it.
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@require_GET
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """All that a mail says, as plain text, under its head: a piece of the ticket's page."""
    raw = _arrival(request, pk)
    shown: dict[str, object]
    try:
        shown = {"mail": viewer.read(bytes(raw.body))}
    except Unreadable as error:
        shown = {"error": worded(error)}
    return render(request, "mail/whole.html", shown)


@require_GET
def as_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail's HTML, sanitised, as a document for a frame. What cannot be sanitised is not shown."""
    raw = _arrival(request, pk)
    shown: dict[str, object]
    try:
        shown = {"shown": viewer.as_sent(bytes(raw.body))}
    except Unreadable as error:
        shown = {"error": worded(error)}
    response = render(request, "mail/as_sent.html", shown)
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _arrival(request: HttpRequest, pk: int) -> RawInbound:
    """The raw mail of a message. Http404 for a foreign and for a missing one alike."""
    seen = Ticket.objects.visible_to(cast(User, request.user)).values("pk")
    mails = RawInbound.objects.filter(
        message__in=Message.objects.filter(pk=pk, channel=Channel.EMAIL, direction=Direction.IN)
    )
    visible = mails.filter(Q(message__ticket__in=seen) | Q(message__ticket__merged_into__in=seen))
    found = visible.order_by("id").first()
    if found is None:
        raise Http404
    return found
