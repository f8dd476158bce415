"""The bytes of a part, its transfer encoding undone. What cannot be undone stays as it is; nothing here raises."""

from __future__ import annotations

import binascii
import re
from email.errors import MessageError
from email.message import Message
from typing import cast

NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]|[^\S\r\n]")


def content_of(part: Message) -> bytes:
    """A part's bytes; an enclosed mail as it is. Empty where nothing can be had: the raw mail has it."""
    try:
        if part.is_multipart():
            return b"\n".join(_enclosed(cast(Message, child)) for child in part.get_payload())
        if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
            return _base64(part)
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        content = None
    return content if isinstance(content, bytes) else b""


def _enclosed(mail: Message) -> bytes:
    """A mail in a mail as bytes again; with heads that the standard library refuses to write, its head and its words."""
    try:
        return mail.as_bytes()
    except MessageError:
        head = "".join(f"{name}: {value}\n" for name, value in mail.raw_items())
        return head.encode("utf-8", "surrogateescape") + b"\n" + content_of(mail)


def _base64(part: Message) -> bytes:
    """As the standard library does, but what breaks off in the middle is read up to there: it leaves that undecoded."""
    text = str(part.get_payload())
    content = cast(bytes, part.get_payload(decode=True))
    letters = "".join(text.split()).rstrip("=")
    if len(letters) % 4 != 1 or NOT_BASE64.search(text.strip()):
        return content
    try:
        return binascii.a2b_base64(letters[:-1])
    except binascii.Error:
        return content
