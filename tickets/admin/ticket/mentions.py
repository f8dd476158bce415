"""That somebody who was named in a note has the ticket before them: said by the page once it has stood open for a moment."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from tickets.actions.mentions import looked
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import me
from tickets.admin.tickets.saved_views import tickets


def mentions_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing to show. A foreign ticket and a missing one are the same answer."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ticket = tickets(me(request)).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    looked(ticket, me(request), clock.now(request))
    return HttpResponse(status=204)
