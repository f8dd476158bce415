"""The parts of a mail: which are its words, which are files. Limits on number and depth hold before anything is read."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import cast
from urllib.parse import unquote_to_bytes

from tickets.channels.email.charsets import clean, decode
from tickets.channels.email.headers import first, words
from tickets.channels.email.html import to_text

MOST_PARTS = 200
DEEPEST = 20
LONGEST_TEXT = 1_000_000  # characters of one mail's words
UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class File:
    """A file of a mail, with what the sender called it (made safe) and its bytes."""

    name: str
    type: str
    inline: bool
    content: bytes

    @property
    def sha256(self) -> str:
        """Fingerprint of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Body:
    """The words of a mail: as plain text, as HTML if there is any, and the files beside them."""

    text: str
    html: str
    is_plain: bool
    files: tuple[File, ...]


def body(message: Message) -> Body:
    """Plain text where there is any, else the HTML's words; everything else is a file."""
    plain: list[str] = []
    html: list[str] = []
    files: list[File] = []
    for part in leaves(message):
        kind = part.get_content_type()
        if _is_file(part, kind):
            files.append(_file(part, kind))
        elif kind == "text/html":
            html.append(text_of(part))
        elif kind != "message/delivery-status":
            plain.append(text_of(part))
    text = "\n".join(plain)[:LONGEST_TEXT]
    source = "\n".join(html)
    is_plain = bool(text.strip()) or not source
    return Body(tidy(text if is_plain else to_text(source)), source, is_plain, tuple(files))


def leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """Parts without parts, in order, up to a limit. An enclosed mail, and what is nested too deeply, counts as one."""
    count = 0
    if not message.is_multipart() or depth >= DEEPEST or message.get_content_maintype() == "message":
        yield message
        return
    for child in message.get_payload():
        for leaf in leaves(cast(Message, child), depth + 1):
            count += 1
            if count > MOST_PARTS:
                return
            yield leaf


def text_of(part: Message) -> str:
    """A part's words, whatever its encoding and charset claim."""
    return decode(content_of(part)[: 4 * LONGEST_TEXT], _charset(part))


def content_of(part: Message) -> bytes:
    """A part's bytes, its transfer encoding undone; an enclosed mail as it is. What cannot be undone is empty: the raw
    mail has it.
    """
    try:
        if part.is_multipart():
            return b"\n".join(cast(Message, child).as_bytes() for child in part.get_payload())
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        content = None
    return content if isinstance(content, bytes) else b""


def tidy(text: str) -> str:
    """Line ends as `\\n`, no white space at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def safe_name(name: str) -> str:
    """A file name without path, control or bidirectional characters, composed (NFC)."""
    name = unicodedata.normalize("NFC", clean(name)).replace("\\", "/").rpartition("/")[2]
    return UNSAFE_IN_NAMES.sub("", name).strip()[:200]


def _is_file(part: Message, kind: str) -> bool:
    if part.get_content_disposition() == "attachment" or _given_name(part):
        return True
    return kind not in ("text/plain", "text/html", "message/delivery-status") and not (
        kind.startswith("text/") and kind not in ("text/calendar", "text/rfc822-headers")
    )


def _file(part: Message, kind: str) -> File:
    inline = part.get_content_disposition() == "inline" or (
        part.get_content_disposition() is None and bool(part.get("content-id"))
    )
    return File(safe_name(_given_name(part)), kind[:100], inline, content_of(part))


def _given_name(part: Message) -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        line = Message()
        line[header] = first(part, header)
        try:
            value = line.get_param(parameter, None, header)
        except (ValueError, LookupError, TypeError):
            continue
        if isinstance(value, tuple):  # RFC 2231: charset, language, percent-encoded
            return decode(unquote_to_bytes(str(value[2])), str(value[0] or ""))
        if value:
            return words(clean(str(value)))
    return ""


def _charset(part: Message) -> str:
    try:
        charset = part.get_param("charset", "")
    except (ValueError, LookupError, TypeError):
        return ""
    return str(charset[2] if isinstance(charset, tuple) else charset or "")
