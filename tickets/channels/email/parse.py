"""A raw mail to what it says (`Mail`), within limits; knows neither Django nor the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import cast

from tickets.channels.email import headers
from tickets.channels.email.authentication import AuthResults, noted
from tickets.channels.email.automatic import Bounce, bounce, is_answerable, is_automatic, is_notice
from tickets.channels.email.calendar_invite import Invitation, invitation
from tickets.channels.email.charsets import decode
from tickets.channels.email.header_repair import Cut, mended
from tickets.channels.email.headers import MailAddress
from tickets.channels.email.parts import MailFile, body, leaves
from tickets.channels.email.phrases import SENDER_LINE
from tickets.channels.email.reply import around, new_words
from tickets.channels.email.sanitising import Shown, Unsafe, sanitised
from tickets.channels.email.structure import mend
from tickets.rules import subjects
from tickets.rules.texts import Worded, gettext_noop

LONGEST_HEAD = 65_536  # bytes
MOST_LINES = 500  # in which the head of a mail that is passed on is looked for
LARGEST = 25 * 1024 * 1024


class Unreadable(Worded):
    """A mail that cannot be read; the text says why, in a sentence for a person."""


@dataclass(frozen=True)
class Mail:
    """What a mail says. `sender` is None where it does not name exactly one: `authors` is what stands there, and `named` are
    the addresses in it and beside it, of which somebody may choose. `reply_to`: to whom it asks to be answered. `passed_on`: whose mail it passes on, None for one that passes on none,
    "" where that cannot be told. `text` is all of it, `reply` the new words of
    an answer, `quoted_above` and `quoted_below` what stands around them; of a mail that answers nothing, `reply` is `text`.

    `answerable` says whether a machine of ours may answer it; `mailboxes` are the addresses it came to, envelope included.
    `notice`: a machine wrote it of its own accord, not as an answer: a fax, a scan, an alarm.
    `invitation` is what the first of its calendars asks for. `signed`: its words were inside a signature, which is not
    checked.
    `authentication` is what the topmost Authentication-Results header says, which anybody may have written.
    """

    sender: MailAddress | None
    authors: str
    named: tuple[str, ...]
    reply_to: tuple[MailAddress, ...]
    passed_on: str | None
    to: tuple[MailAddress, ...]
    cc: tuple[MailAddress, ...]
    mailboxes: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: str | None
    automatic: bool
    answerable: bool
    notice: bool
    authentication: AuthResults | None
    bounce: Bounce | None
    text: str
    reply: str
    quoted_above: str
    quoted_below: str
    html: bool
    files: tuple[MailFile, ...]
    invitation: Invitation | None
    signed: bool = False


def opened(raw: bytes) -> tuple[Message, bool]:
    """The mail in `raw` as a tree of parts, and whether a signature was around them that nobody has checked.

    Raises Unreadable for what is no mail at all.
    """
    if len(raw) > LARGEST:
        raise Unreadable(gettext_noop("The mail is larger than 25 MB."))
    if not raw.strip():
        raise Unreadable(gettext_noop("The mail is empty."))
    message = message_from_bytes(mended(raw.lstrip(b"\r\n \t\xef\xbb\xbf")), policy=Cut())
    if not message.keys():
        raise Unreadable(gettext_noop("There are no headers, so this is not a mail."))
    return message, mend(message)


def parse(raw: bytes, *, answers: bool = True) -> Mail:
    """What the mail in `raw` says. Raises Unreadable.

    `answers`: whether it answers something that the reader has already. Only then are its quotes set apart from its new
    words. Who does not know takes `reply` for an answer and `text` for anything else; what is passed on is never cut.
    """
    message, signed = opened(raw)
    bounced = bounce(message)
    automatic = is_automatic(message, bounced)
    content = body(message)
    text = content.text or ("" if bounced else _enclosed(message))
    is_answer = answers and not subjects.is_forward(headers.phrase(message, "subject"))
    reply = (new_words(content.unquoted) if is_answer else "") or text
    above, below = around(text, reply)
    return Mail(
        sender=headers.only_sender(headers.raw(message, "from")),
        authors=headers.words(", ".join(dict.fromkeys(headers.raw(message, "from"))))[: headers.LONGEST_PHRASE],
        named=tuple(_named(message)),
        passed_on=_passed_on(message, text),
        reply_to=tuple(headers.addresses(headers.raw(message, "reply-to"))),
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
        notice=is_notice(message, bounced),
        authentication=noted(headers.first(message, "authentication-results")),
        bounce=bounced,
        text=text,
        reply=reply,
        quoted_above=above,
        quoted_below=below,
        html=bool(content.html),
        files=content.files,
        invitation=next(_invitations(content.files), None),
        signed=signed,
    )


@dataclass(frozen=True)
class Head:
    """Whom a mail says it is from, and its subject: as it is written, for a mail that cannot be read."""

    sender: str
    subject: str


def head(raw: bytes) -> Head:
    """The head of a mail alone."""
    found = mended(raw[:LONGEST_HEAD].lstrip(b"\r\n \t\xef\xbb\xbf")).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    message = message_from_bytes(found, policy=Cut())
    return Head(headers.phrase(message, "from"), headers.phrase(message, "subject"))


def as_sent(raw: bytes) -> Shown:
    """The mail's HTML, as it may be shown. Raises Unreadable, also for HTML that is not safe to look at."""
    content = body(opened(raw)[0])
    if not content.html:
        raise Unreadable(gettext_noop("The mail has no HTML."))
    try:
        return sanitised(content.html, content.files)
    except Unsafe as error:
        raise Unreadable(error.text) from error


def _named(message: Message) -> list[str]:
    """Every address by which a mail may say who wrote it."""
    lines = [line for name in ("from", "sender", "reply-to") for line in headers.raw(message, name)]
    said = [word.strip("<>,;\"'()").lower() for line in lines for word in headers.words(line).split()]
    return list(dict.fromkeys(word for word in said if headers.is_address(word)))[: headers.MOST_ADDRESSES]


def _only_id(message: Message, name: str) -> str:
    return next(iter(headers.message_ids(headers.raw(message, name))), "")


def _enclosed(message: Message) -> str:
    """What somebody says who forwards a mail as a file and writes nothing: that mail."""
    inner = next((part for part in leaves(message) if part.get_content_type() == "message/rfc822"), None)
    if inner is None or not inner.is_multipart():
        return ""
    mail = cast(list[Message], inner.get_payload())[0]
    head = [f"{name}: {headers.phrase(mail, name)}" for name in ("From", "Date", "Subject") if headers.raw(mail, name)]
    return "\n".join([*head, "", body(mail).text]).strip()


def _passed_on(message: Message, text: str) -> str | None:
    """Whose mail this one passes on, by the head of the mail in it: a file, or lines that begin with what "From" is called."""
    inner = next((part for part in leaves(message) if part.get_content_type() == "message/rfc822"), None)
    if inner is not None and inner.is_multipart():
        sender = headers.only_sender(headers.raw(cast(list[Message], inner.get_payload())[0], "from"))
        return sender.email if sender else ""
    if not subjects.is_forward(headers.phrase(message, "subject")):
        return None
    for line in text.splitlines()[:MOST_LINES]:
        name, colon, rest = line.strip("> *\t").partition(":")
        if colon and name.strip(" *\xa0").lower() in SENDER_LINE:
            sender = headers.only_sender([rest.strip(" *")[: headers.LONGEST_PHRASE].replace("mailto:", "")])
            if sender:
                return sender.email
    return ""


def _invitations(files: tuple[MailFile, ...]) -> Iterator[Invitation]:
    calendars = (decode(file.content) for file in files if file.type == "text/calendar")
    return (found for calendar in calendars if (found := invitation(calendar)))


def _mailboxes(message: Message) -> tuple[str, ...]:
    names = ("delivered-to", "x-original-to", "to", "cc")
    values = [value for name in names for value in headers.raw(message, name)]
    return tuple(address.email for address in headers.addresses(values))
