"""What a provider's webhook holds: mails that came in, and what became of mails of ours. Anymail reads each provider's way.

Knows no desk. Run in a child process with limits (`child`), for a stranger wrote what is in there.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from email.policy import default
from hashlib import sha256
from io import BytesIO
from typing import Any

from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from anymail.webhooks import (
    amazon_ses,
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    postal,
    postmark,
    resend,
    sendgrid,
    sparkpost,
    unisender_go,
)
from django.core.handlers.wsgi import WSGIRequest
from django.views import View

from tickets.channels.email.parse import Unreadable
from tickets.rules.texts import gettext_noop

NOT_AS_BYTES = gettext_noop(
    "This provider's webhook names the mail and does not hold it. Have the mailbox fetched by IMAP instead."
)
IN_A_BUCKET = gettext_noop(
    "Amazon put this mail into a bucket. Have the rule publish it to the topic, with its content."
)
SUBSCRIPTION = gettext_noop(
    "Amazon asks whether the desk wants these messages: open the SubscribeURL in the raw text once."
)
ATTACHMENTS = gettext_noop(
    "Brevo keeps the attachments of this mail. Put Brevo's API key into the mailbox's webhook key and try again."
)
ADDRESS = re.compile(r"[^\s<>]{1,320}")


@dataclass(frozen=True)
class Told:
    """What became of one mail. `event` is anymail's word; `source` the provider's own JSON, where our Message-ID may be."""

    event: str
    recipient: str
    reason: str
    source: str


@dataclass(frozen=True)
class Contents:
    """A webhook's mails as bytes, and what it tells of others."""

    mails: tuple[bytes, ...]
    told: tuple[dict[str, str], ...]


def read(provider: str, key: str, content_type: str, body: bytes) -> Contents:
    """What a webhook holds. Error: Unreadable, in a sentence for a person."""
    request = _request(content_type, body)
    events = [event for event in _view(provider, key, request).parse_events(request) if event is not None]
    mails = [_bytes(event.message) for event in events if isinstance(event, AnymailInboundEvent) and event.message]
    return Contents(tuple(mails), tuple(asdict(_told(e)) for e in events if isinstance(e, AnymailTrackingEvent)))


def _request(content_type: str, body: bytes) -> WSGIRequest:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    request = WSGIRequest({**environ, "wsgi.input": BytesIO(body)})
    request._body = body
    return request


class _Amazon(amazon_ses.AmazonSESInboundWebhookView):
    """Without Amazon's own library: it would fetch from buckets, which a desk's worker does not."""

    def __init__(self) -> None:
        View.__init__(self)

    def parse_events(self, request: WSGIRequest) -> list[Any]:
        """Mails and what became of others; a subscription is for a person to confirm."""
        if json.loads(request.body).get("Type") == "SubscriptionConfirmation":
            raise Unreadable(SUBSCRIPTION)
        return list(super().parse_events(request))

    def esp_to_anymail_events(self, ses_event: dict[str, Any], sns_message: dict[str, Any]) -> list[Any]:
        """One topic may tell of both."""
        if ses_event.get("notificationType") != "Received":
            return list(amazon_ses.AmazonSESTrackingWebhookView.esp_to_anymail_events(self, ses_event, sns_message))
        return list(super().esp_to_anymail_events(ses_event, sns_message))

    def fetch_s3_chunks(self, bucket_name: str, object_key: str) -> Any:
        """What is elsewhere is not here."""
        raise Unreadable(IN_A_BUCKET)


class _Brevo(brevo.BrevoInboundWebhookView):
    """Attachments are fetched by the API key, where there is one."""

    def _fetch_attachment(self, attachment: dict[str, Any]) -> Any:
        if not self.api_key:
            raise Unreadable(ATTACHMENTS)
        return super()._fetch_attachment(attachment)


def _view(provider: str, key: str, request: WSGIRequest) -> Any:
    """Anymail's view for what is in the request: mail that came in, or what became of mail."""
    if provider == "amazon_ses":
        return _Amazon()
    if provider == "mandrill":
        return mandrill.MandrillCombinedWebhookView(webhook_key=key)
    if provider in ("mailgun", "sendgrid"):
        is_mail = request.content_type != "application/json" and request.POST.get("event", "inbound") == "inbound"
    else:
        is_mail = _is_mail(provider, json.loads(request.body))
    if provider in ("resend", "mailtrap") and is_mail:
        raise Unreadable(NOT_AS_BYTES)
    inbound, tracking, names = VIEWS[provider]
    return (inbound if is_mail else tracking)(**dict.fromkeys(names[not is_mail], key))


def _is_mail(provider: str, said: Any) -> bool:
    """By what only a mail's webhook has in it."""
    first = said[0] if isinstance(said, list) and said else said
    if not isinstance(first, dict):
        return False
    events = first.get("events")
    return {
        "brevo": "items" in first,
        "mailersend": first.get("type") == "inbound.message",
        "mailjet": "event" not in first,
        "mailtrap": isinstance(events, list) and bool(events) and str(events[0].get("event")).startswith("inbound"),
        "postal": "rcpt_to" in first,
        "postmark": first.get("RecordType", "Inbound") == "Inbound",
        "resend": first.get("type") == "email.received",
        "sparkpost": "relay_message" in first.get("msys", {}),
    }.get(provider, False)


# The view for mail, the view for what became of mail, and under which name each wants a key (it is checked already).
VIEWS: dict[str, Any] = {
    "brevo": (_Brevo, brevo.BrevoTrackingWebhookView, (["api_key"], [])),
    "mailersend": (
        mailersend.MailerSendInboundWebhookView,
        mailersend.MailerSendTrackingWebhookView,
        (["inbound_secret"], ["signing_secret"]),
    ),
    "mailgun": (
        mailgun.MailgunInboundWebhookView,
        mailgun.MailgunTrackingWebhookView,
        (["webhook_signing_key"], ["webhook_signing_key"]),
    ),
    "mailjet": (mailjet.MailjetInboundWebhookView, mailjet.MailjetTrackingWebhookView, ([], [])),
    "mailtrap": (None, mailtrap.MailtrapTrackingWebhookView, ([], [])),
    "postal": (postal.PostalInboundWebhookView, postal.PostalTrackingWebhookView, (["webhook_key"], ["webhook_key"])),
    "postmark": (postmark.PostmarkInboundWebhookView, postmark.PostmarkTrackingWebhookView, ([], [])),
    "resend": (None, resend.ResendTrackingWebhookView, ([], [])),
    "sendgrid": (sendgrid.SendGridInboundWebhookView, sendgrid.SendGridTrackingWebhookView, ([], [])),
    "sparkpost": (sparkpost.SparkPostInboundWebhookView, sparkpost.SparkPostTrackingWebhookView, ([], [])),
    "unisender_go": (None, unisender_go.UnisenderGoTrackingWebhookView, ([], ["api_key"])),
}


def _bytes(message: AnymailInboundMessage) -> bytes:
    """A mail as bytes: the same again for the same mail, so that a second copy is known by its content.

    The envelope, which the provider tells beside the mail, stands on top, as a mail server would put it.
    """
    leaves = "".join(str(part.get_payload()) for part in message.walk() if not part.is_multipart())
    digest = sha256(leaves.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart" and not part.get_boundary():
            part.set_boundary(f"=_{digest}_{number:03}")
    body = message.as_bytes(policy=default.clone(refold_source="none", max_line_length=None))
    envelope = {"Return-Path": message.envelope_sender, "Delivered-To": message.envelope_recipient}
    said = ((name, value) for name, value in envelope.items() if value and ADDRESS.fullmatch(value))
    head = "".join(f"{name}: <{value}>\n" for name, value in said)
    return head.encode("utf-8") + body


def _told(event: AnymailTrackingEvent) -> Told:
    reason = event.mta_response or event.description or event.reject_reason or ""
    return Told(
        event=str(event.event_type),
        recipient=str(event.recipient or ""),
        reason=str(reason)[:1000],
        source=json.dumps(event.esp_event, default=str),
    )
