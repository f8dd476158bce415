"""ETags, judged in one place and by Django's own rules: what was read is not sent again while it still holds."""

from django.http import HttpResponse
from django.utils.cache import get_conditional_response


def headers(etag):
    """The headers of an answer that may be asked for again by its tag, whichever status it has."""
    return {"ETag": etag, "Cache-Control": "private, no-cache"}


def unchanged(request, etag):
    """The answer without contents, if the caller has this already (304) or demands another (412); None if it is to be sent.

    `etag` in its quotation marks. Weak tags count as strong ones: proxies that compress make them weak.
    """
    full = HttpResponse(headers=headers(etag))
    answer = get_conditional_response(request, etag=etag, response=full)
    return None if answer is full else answer
