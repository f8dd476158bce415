"""Files of messages, served to who may see the ticket: downloads, and pictures that are pictures."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest

from config.downloads import download
from tickets.admin.shared.read_only import me
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Attachment, Ticket


def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    """A file as it came, under its shown name. A foreign and a missing one are the same answer."""
    ticket = tickets(me(request)).filter(pk=pk).first()
    of_ticket = Ticket.objects.of_one_story(pk).values("pk")
    found = Attachment.objects.filter(message__ticket__in=of_ticket, pk=attachment_pk).first() if ticket else None
    if found is None:
        raise Http404
    return download(found.file, found.name, found.picture)
