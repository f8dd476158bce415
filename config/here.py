"""Who uses the desk at this moment, and which ticket they had before them: in Redis with an expiry and nowhere else.

Without Redis, or after it forgot, nobody is known to be here: then people are told what they may have seen, never the reverse.
"""

import re
from datetime import UTC, datetime

from django.core.cache import cache
from django.utils import timezone

REMEMBERED = 24 * 60 * 60  # seconds
TICKET_PAGE = re.compile(r"^/admin/tickets/ticket/([0-9]{1,18})/(?:change/|live/)$")
# What open pages ask for by themselves, looked at or not.
BY_ITSELF = re.compile(r"/(?:changed|rows|alerts|ringing|live|followers|macros|people)/$")


class Here:
    """Middleware: a person's page, or a press of a button, says that they are here; a page's own questions do not.

    A ticket's page that is looked at asks without `left`: whoever has it before them sees what happens in it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/") and request.user.is_authenticated and "left" not in request.GET:
            _note(request)
        return response


def _note(request):
    now = int(timezone.now().timestamp())
    ticket = TICKET_PAGE.match(request.path)
    told = {_key(request.user.pk, int(ticket[1])): now} if ticket else {}
    if request.method == "POST" or ticket or not BY_ITSELF.search(request.path):
        told[_key(request.user.pk, None)] = now
    if told:
        cache.set_many(told, timeout=REMEMBERED)


def looked(person: int, ticket: int | None = None) -> datetime | None:
    """When somebody last used the desk, or had a ticket before them, to the second; None if that is not known."""
    at = cache.get(_key(person, ticket))
    return datetime.fromtimestamp(at, UTC) if at else None


def _key(person, ticket):
    return f"here:{person}" if ticket is None else f"here:{person}:{ticket}"
