"""What will stand under a mail from this page: fetched when somebody begins to write."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tickets.actions.outbox.signature import mailbox_for, signature_of
from tickets.admin.shared.read_only import may_do, me
from tickets.models import Message, Ticket
from tickets.models.draft import REPLY


def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """This person's signature and the mailbox's, as they will be under an answer in this ticket."""
    ticket = Ticket.objects.visible_to(me(request)).select_related("team").filter(pk=pk).first()
    if ticket is None or not may_do(request.user, REPLY):
        raise Http404
    unsent = Message(ticket=ticket, author=me(request))
    context = {"signature": signature_of(unsent, mailbox_for(unsent))}
    return render(request, "admin/tickets/ticket/page/signature.html", context)
