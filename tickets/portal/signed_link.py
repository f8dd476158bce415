"""Who may come in: whoever holds the signed link. What does not open says nothing, and offers a new link."""

from functools import wraps

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from config.throttling import count, counted_address, uploads_are_full
from tickets.models.customer_page import opened

A_MINUTE = 60
REQUESTS_A_MINUTE = 120


def behind_the_link(view):
    """The view gets what the link opens and for whom it was made, and the request's one reading of the clock.

    There is no cookie and no session, so nothing that another site could make a browser send: the link is the
    credential, which is why Django's CSRF token is not asked for.
    """

    @csrf_exempt
    @wraps(view)
    @sensitive_variables()
    def guarded(request, reference, **kwargs):
        at = timezone.now()
        if too_many("portal", counted_address(request), REQUESTS_A_MINUTE):
            return shut(request, reference, "portal/too_many.html", 429)
        if uploads_are_full(request):
            return shut(request, reference, "portal/too_many.html", 429)
        found = opened(reference, request.GET.get("t", ""), at)
        if found is None:
            return shut(request, reference, "portal/link.html", 404)
        return private(view(request, found, at=at, **kwargs))

    return guarded


def too_many(scope, ident, allowed, seconds=A_MINUTE):
    """Whether this is one request too many of its kind."""
    return count(scope, ident, seconds) > allowed


def shut(request, reference, template, status):
    """A page that tells nothing of the request, not even whether there is one."""
    return private(render(request, template, {"reference": reference[:16]}, status=status))


def private(response):
    """Neither kept by a cache between us, nor found by a search engine."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
