"""Files of messages, served to who may see the ticket, as downloads and never as pages."""

from __future__ import annotations

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest

from tickets.admin.reading import me
from tickets.admin.saved_views import tickets
from tickets.models import Attachment


def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    """A file as it came, under its shown name. A foreign and a missing one are the same answer."""
    ticket = tickets(me(request)).filter(pk=pk).first()
    of_ticket = Q(message__ticket=pk) | Q(message__ticket__merged_into=pk)
    found = Attachment.objects.filter(of_ticket, pk=attachment_pk).first() if ticket else None
    if found is None or not found.file.storage.exists(str(found.file.name)):
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    # What the sender called it decides nothing in a browser of ours.
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
