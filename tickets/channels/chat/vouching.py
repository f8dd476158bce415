"""By what a site vouches for its visitor: a JSON web token (RFC 7519), signed with the widget's secret.

One form is taken and no other: HS256, for this widget (`aud`), with a name of the visitor that the site never gives to
anybody else (`sub`), and an end (`exp`) not more than 15 minutes ahead. What the header says cannot choose an algorithm.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

LONGEST_LIFE = 15 * 60  # seconds
LONGEST = 4096  # characters


class NotVouchedFor(Exception):
    """A token that proves nothing."""


@dataclass(frozen=True)
class Visitor:
    """Whom the site says that it is; `email` and `name` may be empty."""

    subject: str
    email: str = ""
    name: str = ""


def read(token: str, *, secret: str, audience: str, at: datetime) -> Visitor:
    """The visitor that a token names. Error: NotVouchedFor, whatever is wrong with it."""
    signed, _, signature = token.rpartition(".")
    head, _, body = signed.partition(".")
    if not secret or len(token) > LONGEST or not token.isascii():
        raise NotVouchedFor
    ours = hmac.new(secret.encode(), signed.encode(), sha256).digest()
    if not hmac.compare_digest(ours, _bytes(signature)):
        raise NotVouchedFor
    header, claims = _object(head), _object(body)
    if header.get("alg") != "HS256" or "crit" in header or claims.get("aud") != audience:
        raise NotVouchedFor
    expires: Any = claims.get("exp")
    if type(expires) not in (int, float) or not 0 < expires - at.timestamp() <= LONGEST_LIFE:
        raise NotVouchedFor
    return _visitor(claims)


def _visitor(claims: dict[str, Any]) -> Visitor:
    given = [claims.get(name, "") for name in ("sub", "email", "name")]
    if not all(
        isinstance(value, str) and len(value) <= limit for value, limit in zip(given, (200, 320, 200), strict=True)
    ):
        raise NotVouchedFor
    subject, email, name = (value.strip() for value in given)
    if not subject or not all(value.isprintable() for value in given):
        raise NotVouchedFor
    return Visitor(subject, email, name)


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (NotBase64, ValueError) as error:
        raise NotVouchedFor from error


def _object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise NotVouchedFor from error
    if not isinstance(value, dict):
        raise NotVouchedFor
    return value
