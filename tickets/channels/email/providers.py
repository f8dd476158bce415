"""Providers' webhooks for mail: whether one is genuine, by the mailbox's own key and the provider's own check.

A provider signs what it sends, or presents the mailbox's secret by HTTP's basic authentication. A signature that carries a
time is good for five minutes; one that does not cover the body counts once. Anymail knows the schemes of most providers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailtrap import MailtrapTrackingWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postal import PostalTrackingWebhookView
from anymail.webhooks.unisender_go import UnisenderGoTrackingWebhookView
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

from tickets.channels.signatures import TOLERANCE, Hook, event_of
from tickets.models.mailbox import Provider

SMALL = 1000  # bytes of a form's field that a signature may need
MULTIPART = "multipart/form-data"
NONSENSE = (KeyError, TypeError, ValueError, RecursionError, MultiPartParserError)  # what is in no genuine webhook


@dataclass(frozen=True)
class Posted:
    """A webhook as it came: the public address that was called, its headers and its body."""

    url: str
    headers: dict[str, str]
    content_type: str
    body: bytes

    @property
    def is_form(self) -> bool:
        """Whether it is a form and not JSON."""
        return "json" not in self.content_type.lower()

    def as_request(self) -> WSGIRequest:
        """For anymail. Large fields of a form are left out: a signature never needs one, and Django would refuse them."""
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        environ |= {"REQUEST_METHOD": "POST", "CONTENT_TYPE": self.content_type, "CONTENT_LENGTH": str(len(self.body))}
        request = WSGIRequest({**environ, "wsgi.input": BytesIO(self.body)})
        request._body = self.body
        if request.content_type == MULTIPART:
            vars(request).update(_post=_small_fields(self.body, self.content_type), _files=MultiValueDict())
        return request


Check = Callable[[Posted, str, datetime], str | None]


def genuine(provider: str, posted: Posted, keys: str, at: datetime) -> str | None:
    """A genuine webhook's event id, by which a repeat is known; None for any other. `keys`: one a line, one must fit."""
    check = CHECKS.get(provider)
    tried = (check(posted, key.strip(), at) for key in keys.splitlines() if key.strip()) if check else iter(())
    return next((event for event in tried if event), None)


def signs(provider: str, posted: Posted) -> bool:
    """Whether a provider signs this kind of webhook. SendGrid signs what became of mails, and no mail that comes in."""
    return provider in CHECKS and not (provider == Provider.SENDGRID and posted.is_form)


def _by_anymail(view: type[Any], name: str) -> Check:
    """Anymail's own check, with the key under the name that it has there."""

    def check(posted: Posted, key: str, at: datetime) -> str | None:
        given = {name: key, "webhook_url": posted.url} if view is MandrillCombinedWebhookView else {name: key}
        try:
            view(**given).run_validators(posted.as_request())
        except (AnymailError, AnymailWebhookValidationFailure, *NONSENSE):
            return None
        return sha256(posted.body).hexdigest()

    return check


_mailgun_signature = _by_anymail(MailgunTrackingWebhookView, "webhook_signing_key")


def _mailgun(posted: Posted, key: str, at: datetime) -> str | None:
    """The signature covers a time and a token and not the body: each token counts once."""
    try:
        said = posted.as_request().POST if posted.is_form else json.loads(posted.body)["signature"]
        time, token = str(said["timestamp"]), str(said["token"])
        is_fresh = abs(int(time) - at.timestamp()) <= TOLERANCE.total_seconds()
    except NONSENSE:
        return None
    return token if is_fresh and token and _mailgun_signature(posted, key, at) else None


def _by_scheme(scheme: str) -> Check:
    def check(posted: Posted, key: str, at: datetime) -> str | None:
        return event_of(scheme, Hook(posted.url, posted.as_request().headers, posted.body), key, at)

    return check


CHECKS: dict[str, Check] = {
    Provider.MAILERSEND: _by_anymail(MailerSendTrackingWebhookView, "signing_secret"),
    Provider.MAILGUN: _mailgun,
    Provider.MAILTRAP: _by_anymail(MailtrapTrackingWebhookView, "tracking_secret"),
    Provider.MANDRILL: _by_anymail(MandrillCombinedWebhookView, "webhook_key"),
    Provider.POSTAL: _by_anymail(PostalTrackingWebhookView, "webhook_key"),
    Provider.RESEND: _by_scheme("standard"),
    Provider.SENDGRID: _by_scheme("sendgrid"),
    Provider.UNISENDER_GO: _by_anymail(UnisenderGoTrackingWebhookView, "api_key"),
}


def _small_fields(body: bytes, content_type: str) -> QueryDict:
    """A form's short fields, found without reading through the long ones."""
    found = QueryDict(mutable=True)
    boundary = parse_header_parameters(content_type)[1].get("boundary", "")
    for name, value in _parts(body, boundary.encode()) if boundary else ():
        found.appendlist(name, value)
    return found


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str]]:
    for part in body.split(b"--" + boundary):
        if len(part) > 2 * SMALL:
            continue
        head, _, value = part.partition(b"\r\n\r\n")
        for line in head.decode("utf-8", "replace").splitlines():
            kind, _, rest = line.partition(":")
            told = parse_header_parameters(rest)[1] if kind.lower() == "content-disposition" else {}
            if "name" in told and "filename" not in told:
                yield told["name"], value.removesuffix(b"\r\n").decode("utf-8", "replace")
