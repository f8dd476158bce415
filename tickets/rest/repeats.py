"""Idempotency-Key: the same request twice is one request, and gets the same answer, byte for byte.

The answer is kept as it was written: a database may keep JSON with its names in another order.
"""

import json
import re
from functools import wraps
from hashlib import sha256

from django.core.files.base import File
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from tickets.actions.idempotency import once
from tickets.actions.intake.inbound_message import InboundFile

HEADER = "Idempotency-Key"
ACCEPTED = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("ETag",)

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    pattern="^[!-~]{1,200}$",
    description="Up to 200 visible ASCII characters, new for each new request. The same key and body give the same answer,"
    " another body 422, a twin that is still running 409. Kept for seven days.",
)


def fingerprint(body):
    """The hash of a body that was read: the same words give the same hash, however they were written down."""
    return sha256(json.dumps(body, sort_keys=True, default=_plain).encode()).hexdigest()


def once_per_key(request, *, owner, body_hash, at, work):
    """What `work` answers, done once per Idempotency-Key, or simply without one. What was made is not made again: 201 first,
    200 afterwards.

    `work` gives an answer of this framework. Errors: those of `once`, ValidationError, and whatever `work` raises.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return work()
    if not ACCEPTED.fullmatch(key):
        raise serializers.ValidationError({HEADER: [_("Give 1 to 200 visible ASCII characters.")]})
    kept, repeated = once(owner, key, body_hash, at=at, work=lambda: _written(work()))
    return _read(kept, 200 if repeated and kept["status"] == 201 else kept["status"])


def repeatable(owner):
    """A POST that honours Idempotency-Key. `owner(view, request, **address)` says whose keys they are and when it is; it lets
    nobody in who may not be there. Another address with the same key counts as another body."""

    def wrap(post):
        @wraps(post)
        def view(self, request, **address):
            if HEADER not in request.headers:
                return post(self, request, **address)
            whose, at = owner(self, request, **address)
            return once_per_key(
                request,
                owner=whose,
                body_hash=fingerprint([request.path, request.data]),
                at=at,
                work=lambda: post(self, request, **address),
            )

        return view

    return wrap


def _written(response):
    content = "" if response.data is None else JSONRenderer().render(response.data).decode()
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return {"status": response.status_code, "content": content, "headers": headers}


def _read(kept, status):
    content_type = "application/json" if kept["content"] else None
    return HttpResponse(kept["content"], content_type, status, headers=kept["headers"])


def _plain(value):
    if isinstance(value, InboundFile):
        return [value.name, value.content_type, _digest(value.open())]
    if isinstance(value, File):
        return [value.name, _digest(value)]
    return str(value)


def _digest(content):
    digest = sha256()
    content.seek(0)
    for piece in content.chunks():
        digest.update(piece)
    content.seek(0)
    return digest.hexdigest()
