"""By what a site vouches for its visitor: a JSON web token (RFC 7519), signed with the widget's secret.

One form is taken and no other: HS256, for this widget (`aud`), with a name of the visitor that the site never gives to
anybody else (`sub`), and an end (`exp`) not more than 15 minutes ahead. PyJWT reads and verifies it; what the header says
cannot choose an algorithm. Times are held against the caller's clock and not against the library's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from jwt.types import Options

LONGEST_LIFE = 15 * 60  # seconds
CLOCKS_APART = 5 * 60  # seconds by which a site's clock may be ahead of ours
LONGEST = 4096  # characters
CHECKED: Options = {
    "require": ["aud", "exp", "sub"],
    "strict_aud": True,
    "enforce_minimum_key_length": True,
    # By our own clock, below.
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


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
    if not secret or len(token) > LONGEST or not token.isascii():
        raise NotVouchedFor
    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], audience=audience, options=CHECKED)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise NotVouchedFor from error
    if not _holds(claims["exp"], claims.get("nbf", 0), at.timestamp()):
        raise NotVouchedFor
    return _visitor(claims)


def _holds(expires: Any, begins: Any, now: float) -> bool:
    """Whether a token with this end and this beginning is good now. A flag is no number, whatever Python says."""
    if type(expires) not in (int, float) or type(begins) not in (int, float):
        return False
    return bool(now < expires <= now + LONGEST_LIFE and begins <= now + CLOCKS_APART)


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
