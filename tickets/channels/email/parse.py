"""A raw mail to what it says (`Mail`), within limits; knows neither Django nor the desk."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from tickets.channels.email import headers
from tickets.channels.email.automatic import Bounce, bounce, is_answerable, is_automatic
from tickets.channels.email.headers import Address
from tickets.channels.email.html import to_text, without_quote
from tickets.channels.email.parts import Body, File, body
from tickets.channels.email.reply import new_words

LARGEST = 25 * 1024 * 1024


class Unreadable(Exception):
    """A mail that cannot be read; the text says why, in a sentence for a person."""


@dataclass(frozen=True)
class Mail:
    """What a mail says. `sender` is None where it does not name exactly one; `text` is all of it, `reply` the new words.

    `answerable` says whether a machine of ours may answer it; `mailboxes` are the addresses it came to, envelope included.
    `authentication` is the topmost Authentication-Results header, which anybody may have written.
    """

    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    mailboxes: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: str | None
    automatic: bool
    answerable: bool
    authentication: str
    bounce: Bounce | None
    text: str
    reply: str
    html: bool
    files: tuple[File, ...]


def parse(raw: bytes) -> Mail:
    """The mail in `raw`. Raises Unreadable for what is no mail at all."""
    if len(raw) > LARGEST:
        raise Unreadable("The mail is larger than 25 MB.")
    if not raw.strip():
        raise Unreadable("The mail is empty.")
    message = message_from_bytes(raw.lstrip(b"\r\n \t\xef\xbb\xbf"), policy=compat32)
    if not message.keys():
        raise Unreadable("There are no headers, so this is not a mail.")
    bounced = bounce(message)
    automatic = is_automatic(message, bounced)
    content = body(message)
    return Mail(
        sender=headers.only_sender(headers.raw(message, "from")),
        to=tuple(headers.addresses(headers.raw(message, "to"))),
        cc=tuple(headers.addresses(headers.raw(message, "cc"))),
        mailboxes=_mailboxes(message),
        subject=headers.phrase(message, "subject"),
        message_id=_only_id(message, "message-id"),
        in_reply_to=_only_id(message, "in-reply-to"),
        references=tuple(headers.message_ids(headers.raw(message, "references"))),
        date=headers.date(message),
        automatic=automatic,
        answerable=is_answerable(message, automatic=automatic),
        authentication=headers.first(message, "authentication-results"),
        bounce=bounced,
        text=content.text,
        reply=_reply(content),
        html=bool(content.html),
        files=content.files,
    )


def _only_id(message: Message, name: str) -> str:
    return next(iter(headers.message_ids(headers.raw(message, name))), "")


def _mailboxes(message: Message) -> tuple[str, ...]:
    names = ("delivered-to", "x-original-to", "to", "cc")
    values = [value for name in names for value in headers.raw(message, name)]
    return tuple(address.email for address in headers.addresses(values))


def _reply(content: Body) -> str:
    if content.is_plain:
        return new_words(content.text)
    return new_words(to_text(without_quote(content.html))) or content.text
