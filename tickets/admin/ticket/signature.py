"""What a mail from this page will look like: its words as they leave, and what stands under them, which is fetched when somebody
begins to write."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from tickets.actions.inputs import MAX_TEXT
from tickets.actions.outbox.signature import mailbox_for, signature_of
from tickets.admin.shared.read_only import may_do, me
from tickets.models import Message, Ticket
from tickets.models.draft import REPLY
from tickets.models.message import Format


def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """This person's signature and the mailbox's, as they will be under an answer in this ticket."""
    unsent = _unsent(request, pk)
    context = {"signature": signature_of(unsent, mailbox_for(unsent))}
    return render(request, "admin/tickets/ticket/page/signature.html", context)


@sensitive_post_parameters()
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a form as their mail will show them, with the signature."""
    unsent = _unsent(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    unsent.text, unsent.format = request.POST.get("text", "")[:MAX_TEXT], Format.MARKDOWN
    context = {"words": unsent.rich, "signature": signature_of(unsent, mailbox_for(unsent))}
    return render(request, "admin/tickets/ticket/page/preview.html", context)


def _unsent(request: HttpRequest, pk: int) -> Message:
    """A message of this person's in a ticket that they may answer."""
    ticket = Ticket.objects.visible_to(me(request)).select_related("team").filter(pk=pk).first()
    if ticket is None or not may_do(request.user, REPLY):
        raise Http404
    return Message(ticket=ticket, author=me(request))
