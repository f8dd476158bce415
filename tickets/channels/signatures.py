"""Webhooks' signatures: whether a hook comes from who holds the key, unaltered and not stale (trust.md S7).

Each scheme is the provider's own, over the body as it came. `event_of` gives a genuine hook's event id, so that whoever
sends it again can be told from who sends it first; anything else is no hook. Comparisons take the same time whatever differs.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit, urlunsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

TOLERANCE = timedelta(minutes=5)
DEFAULT_PORTS = {"https": 443, "http": 80}
MOST_FIELDS = 200


@dataclass(frozen=True)
class Hook:
    """A webhook as it came: the address that its sender called, its headers by any case, and the bytes of its body."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value; "" without one."""
        return self.headers.get(name) or ""


Check = Callable[[Hook, str, datetime], str | None]


def event_of(scheme: str, hook: Hook, key: str, at: datetime) -> str | None:
    """The id of a genuine hook's event, 64 characters; None if it is forged, altered, stale, or the scheme is unknown.

    The id is the provider's own where it signs one, else the signature's digest: the same hook again has the same.
    """
    check = SCHEMES.get(scheme)
    event = check(hook, key, at) if check and key else None
    return sha256(f"{scheme} {event}".encode()).hexdigest() if event else None


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _hex(key: str, signed: bytes) -> str:
    return hmac.new(key.encode(), signed, "sha256").hexdigest()


def _base64(key: bytes, signed: bytes, digest: str = "sha256") -> str:
    return base64.b64encode(hmac.new(key, signed, digest).digest()).decode()


def _is_fresh(timestamp: str, at: datetime) -> bool:
    seconds = timestamp if timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 else ""
    return bool(seconds) and abs(int(seconds) - at.timestamp()) <= TOLERANCE.total_seconds()


def _twilio(hook: Hook, key: str, at: datetime) -> str | None:
    """HMAC-SHA1 over the address and the form's fields in order; a body that is no form is named by its hash there."""
    given = hook.header("X-Twilio-Signature")
    named = parse_qs(urlsplit(hook.url).query).get("bodySHA256")
    if named and not _same(named[-1], sha256(hook.body).hexdigest()):
        return None
    fields = "" if named else _fields(hook.body)
    if fields is None or not given:
        return None
    genuine = [_same(given, _base64(key.encode(), (url + fields).encode(), "sha1")) for url in _spellings(hook.url)]
    return given if any(genuine) else None


def _fields(body: bytes) -> str | None:
    try:
        form = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))


def _spellings(url: str) -> Iterator[str]:
    """Providers differ on whether the port is part of the address."""
    parts = urlsplit(url)
    yield url
    if parts.port:
        yield urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))
    elif parts.scheme in DEFAULT_PORTS:
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{DEFAULT_PORTS[parts.scheme]}"))


def _plivo(hook: Hook, key: str, at: datetime) -> str | None:
    """HMAC-SHA256 over the address without its query, and a nonce. It does not cover the body: each nonce counts once."""
    given, nonce = hook.header("X-Plivo-Signature-V2"), hook.header("X-Plivo-Signature-V2-Nonce")
    url = urlunsplit(urlsplit(hook.url)._replace(query="", fragment=""))
    genuine = nonce and _same(given, _base64(key.encode(), (url + nonce).encode()))
    return given if genuine else None


def _standard(hook: Hook, key: str, at: datetime) -> str | None:
    """Standard Webhooks: id, time and body; one of several signatures of version 1 must match.

    The library signs; what it would verify by a clock of its own, and by base64 that it reads leniently, we compare.
    """
    name, time = (hook.header(f"webhook-{part}") or hook.header(f"svix-{part}") for part in ("id", "timestamp"))
    given = hook.header("webhook-signature") or hook.header("svix-signature")
    if not (name and _is_fresh(time, at)):
        return None
    try:
        expected = Webhook(key).sign(name, datetime.fromtimestamp(int(time), UTC), hook.body.decode())
    except (ValueError, EmptyWebhookSecretError):
        return None
    return name if any(_same(one, expected) for one in given.split(" ")[:20]) else None


def _slack(hook: Hook, key: str, at: datetime) -> str | None:
    given, time = hook.header("X-Slack-Signature"), hook.header("X-Slack-Request-Timestamp")
    genuine = _is_fresh(time, at) and _same(given, "v0=" + _hex(key, f"v0:{time}:".encode() + hook.body))
    return given if genuine else None


def _hub(hook: Hook, key: str, at: datetime) -> str | None:
    given = hook.header("X-Hub-Signature-256")
    return given if _same(given, "sha256=" + _hex(key, hook.body)) else None


def _line(hook: Hook, key: str, at: datetime) -> str | None:
    given = hook.header("X-Line-Signature")
    return given if _same(given, _base64(key.encode(), hook.body)) else None


def _sendgrid(hook: Hook, key: str, at: datetime) -> str | None:
    """ECDSA over time and body; the key is public. Its signature can be written in several ways, the event is one."""
    given = hook.header("X-Twilio-Email-Event-Webhook-Signature")
    time = hook.header("X-Twilio-Email-Event-Webhook-Timestamp")
    signed = time.encode() + hook.body
    try:
        public = load_der_public_key(base64.b64decode(key))
        if not isinstance(public, ec.EllipticCurvePublicKey) or not _is_fresh(time, at):
            return None
        public.verify(base64.b64decode(given), signed, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return None
    return sha256(signed).hexdigest()


SCHEMES: dict[str, Check] = {
    "twilio": _twilio,
    "plivo": _plivo,
    "standard": _standard,
    "hub": _hub,
    "slack": _slack,
    "line": _line,
    "sendgrid": _sendgrid,
}
