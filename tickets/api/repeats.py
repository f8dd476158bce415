"""Idempotency-Key: the same request twice is one request, and gets the same answer (201 first, 200 afterwards)."""

import json
import re
from hashlib import sha256

from django.utils.translation import gettext as _
from rest_framework import serializers

from tickets.actions.idempotency import once
from tickets.actions.intake.inbound_message import InboundFile

HEADER = "Idempotency-Key"
ACCEPTED = re.compile(r"[\x21-\x7e]{1,200}")

IDEMPOTENCY_KEY = (
    "\n\nIdempotency-Key: up to 200 visible ASCII characters, new for each new request. The same key and body give the same"
    " answer with 200, another body 422, a twin that is still running 409. Kept for seven days."
)


def fingerprint(body):
    """The hash of a validated body: the same words give the same hash, however they were written down."""
    return sha256(json.dumps(body, sort_keys=True, default=_plain).encode()).hexdigest()


def once_per_key(request, *, owner, body_hash, at, work):
    """What `work` answers, done once per Idempotency-Key (or simply, without one); and whether it is a repeat's.

    Errors: those of `once`, ValidationError.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return work(), False
    if not ACCEPTED.fullmatch(key):
        raise serializers.ValidationError({HEADER: [_("Give 1 to 200 visible ASCII characters.")]})
    return once(owner, key, body_hash, at=at, work=work)


def _plain(value):
    if isinstance(value, InboundFile):
        digest = sha256()
        for piece in value.open().chunks():
            digest.update(piece)
        return [value.name, value.content_type, digest.hexdigest()]
    return str(value)
