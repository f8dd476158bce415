"""Mail that no person wrote: automatic answers, delivery reports, lists (definitions 1.3, RFC 3834, RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import cast

from tickets.channels.email.charsets import clean
from tickets.channels.email.headers import addresses, first, message_ids, phrase, raw
from tickets.channels.email.parts import content_of, leaves, text_of

LONGEST_REPORT = 65_536
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
RECIPIENT = re.compile(r"<?([^\s<>()\[\]:;,\"']{1,64}@[^\s<>()\[\]:;,\"']{1,255}[a-zA-Z0-9])>?")
MACHINES = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mail-delivery-subsystem", "bounce")
SUBJECTS = re.compile(
    r"undeliver|deliver[a-z]* (?:status|fail|problem|error)|(?:mail|message|email) (?:delivery )?(?:fail|system error|could not)"
    r"|returned (?:mail|to sender)|(?:failure|failed|delay|warning)[a-z]* (?:notice|notif|delivery|mail)|non remis|unzustellbar"
    r"|could not (?:be )?(?:send|sent|deliver)|cannot (?:be )?(?:send|sent|deliver)|not (?:be )?delivered|nondeliverable|rejected",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bounce:
    """What a delivery report says about the first recipient it names."""

    recipient: str
    status: str
    action: str
    diagnostic: str
    original_id: str = ""


def is_automatic(message: Message, bounce: Bounce | None) -> bool:
    """Whether a machine wrote it. `X-Auto-Response-Suppress` alone proves nothing."""
    said = first(message, "auto-submitted").partition(";")[0].strip().lower()
    return bounce is not None or said not in ("", "no")


def is_answerable(message: Message, *, automatic: bool) -> bool:
    """Whether a machine of ours may answer it: never machines, lists, or the null return path."""
    if automatic or first(message, "return-path").strip() == "<>":
        return False
    bulk = first(message, "precedence").lower() in ("bulk", "list", "junk", "auto_reply")
    lists = any(raw(message, name) for name in ("list-id", "list-unsubscribe", "list-post"))
    suppressed = bool(
        {"all", "autoreply", "oof"} & set(first(message, "x-auto-response-suppress").lower().replace(",", " ").split())
    )
    return not (bulk or lists or suppressed)


def bounce(message: Message) -> Bounce | None:
    """The delivery report that this mail is, or None."""
    parts = list(leaves(message))
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is not None:
        return _reported(report, parts, message)
    told = message.get_content_type() == "multipart/report" and "delivery-status" in str(
        message.get_param("report-type", "")
    )
    if told or raw(message, "x-failed-recipients") or _looks_like_one(message):
        return _guessed(parts, message)
    return None


def _looks_like_one(message: Message) -> bool:
    """Reports from before RFC 3464: a mail system wrote it, and its subject says what for."""
    senders = addresses(raw(message, "from")[:1])
    machine = any(sender.email.partition("@")[0].startswith(MACHINES) for sender in senders) or not senders
    null_path = first(message, "return-path").strip() == "<>"
    return (machine or null_path) and bool(SUBJECTS.search(phrase(message, "subject")))


def _reported(report: Message, parts: list[Message], message: Message) -> Bounce:
    fields = _fields(report)
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or ""
    return Bounce(
        recipient=_typed(recipient).strip("<>").lower() or _guessed(parts, message).recipient,
        status=fields.get("status", "").partition(" ")[0],
        action=fields.get("action", "").lower(),
        diagnostic=_typed(fields.get("diagnostic-code", "")),
        original_id=_original_id(parts, message),
    )


def _fields(report: Message) -> dict[str, str]:
    """The report's fields, those of the first recipient; blocks are parsed as little mails by the standard library."""
    if report.is_multipart():
        lines = [line for block in cast(list[Message], report.get_payload())[:50] for line in block.raw_items()]
    else:
        text = content_of(report)[:LONGEST_REPORT].decode("utf-8", "replace")
        lines = [(key, value) for key, colon, value in (line.partition(":") for line in text.splitlines()) if colon]
    fields: dict[str, str] = {}
    for key, value in lines:
        fields.setdefault(key.strip().lower(), clean(" ".join(str(value)[:2_000].split())))
    return fields


def _guessed(parts: list[Message], message: Message) -> Bounce:
    text = next((text_of(part)[:LONGEST_REPORT] for part in parts if part.get_content_maintype() == "text"), "")
    status = STATUS.search(text)
    failed = first(message, "x-failed-recipients")
    recipient = RECIPIENT.search(failed) or RECIPIENT.search(text)
    return Bounce(
        recipient=recipient[1].lower() if recipient else "",
        status=status[1] if status else "",
        action="failed",
        diagnostic=" ".join(text[:500].split()),
        original_id=_original_id(parts, message),
    )


def _original_id(parts: list[Message], message: Message) -> str:
    """Which of our mails came back: named by the returned headers, else by the report's own."""
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            head = content_of(part)[:LONGEST_REPORT].decode("utf-8", "replace")
            for line in head.splitlines():
                if line.lower().startswith("message-id:"):
                    return next(iter(message_ids([line[11:]])), "")
    return next(iter(message_ids(raw(message, "in-reply-to"))), "")


def _typed(value: str) -> str:
    """`rfc822; anna@example.com` without its type."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and " " not in kind.strip() else value.strip()
