"""What some mailers wrap once more: signed words as one opaque file, winmail.dat, files written as letters into the text.

What cannot be opened stays the file that it is. Libraries read formats that are not ours; they are written for well-meant
input, so the time that they may take is bounded here and their memory by the process that parses (trust S6).
"""

from __future__ import annotations

import binascii
import logging
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from itertools import islice

from asn1crypto.cms import ContentInfo
from tnefparse import TNEF

from tickets.channels.email.charsets import clean, decode
from tickets.channels.email.decoding import content_of
from tickets.channels.email.mending import Cut
from tickets.rules.files import safe_name

SECONDS, AGAIN = 2.0, 0.5  # for one winmail.dat, and until it is stopped once more
MOST_FILES = 100  # of one of them, or of one text
MOST_COPIED = 1_000_000_000  # bytes: the library copies what is left for each of the objects in it
TNEF_BEGINS = b"\x78\x9f\x3e\x22"
TNEF_HEAD, TNEF_OBJECT = 6, 11  # bytes: before the first object, and of an empty one
SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
MOST_SIGNED = 20  # signatures around each other
BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
MOST_BEGUN = 1_000
MOST_LINES = 450_000  # of 45 bytes each: more are not in a mail
LONGEST_UU, LOST_BLANKS = 90, 8  # characters of a line
# Of a signed part, what says what is in it; the rest of its head is the mail's own.
ABOUT_THE_CONTENT = ("content-type", "content-transfer-encoding", "content-disposition", "content-description")

logging.getLogger("tnefparse").setLevel(logging.CRITICAL + 1)  # a sender decides how much it complains


@dataclass(frozen=True)
class Found:
    """A file that was inside, by the name that it had there (made safe)."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Opened:
    """What was in a winmail.dat. `html` and `text` are the words of the mail, where it has them."""

    files: tuple[Found, ...]
    text: str = ""
    html: str = ""


class _TooSlow(BaseException):
    """No Exception: the library would take it for a fault of the file and go on."""


def take_out_of_signature(part: Message) -> bool:
    """Put what an opaque S/MIME signature holds in its place; says whether there was one. The signature is not checked."""
    was_signed = False
    for _ in range(MOST_SIGNED):
        content = _signed(part) if part.get_content_type() in SIGNED and not part.is_multipart() else b""
        if not content:
            break
        inner = message_from_bytes(content, policy=Cut())
        for name in ABOUT_THE_CONTENT:
            del part[name]
            for value in inner.get_all(name, [])[:1]:
                part[name] = value
        part.set_payload(inner.get_payload())
        part.epilogue, was_signed = inner.epilogue, True
    return was_signed


def _signed(part: Message) -> bytes:
    try:
        info = ContentInfo.load(content_of(part))
        if info["content_type"].native != "signed_data":
            return b""
        content = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return b""
    return content if isinstance(content, bytes) else b""


def winmail(content: bytes) -> Opened | None:
    """What is in a winmail.dat (TNEF); None if it cannot be opened."""
    if not content.startswith(TNEF_BEGINS) or _copied(content) > MOST_COPIED:
        return None
    try:
        with _at_most(SECONDS):
            read = TNEF(content, do_checksum=False)
            files = tuple(_file(each) for each in read.attachments[:MOST_FILES] if isinstance(each.data, bytes))
            return Opened(files, _said(read.body), _said(read.htmlbody))
    except (_TooSlow, Exception):  # noqa: BLE001  whatever a file does to the library, it stays a file
        return None


def _copied(content: bytes) -> int:
    """How many bytes the library will copy: it walks from object to object, as this does."""
    offset, objects = TNEF_HEAD, 0
    while offset + TNEF_OBJECT < len(content):
        offset += int.from_bytes(content[offset + 5 : offset + 9], "little") + TNEF_OBJECT
        objects += 1
    return objects * len(content)


def _file(attachment: object) -> Found:
    name = attachment.long_filename() if attachment.mapi_attrs else attachment._name  # type: ignore[attr-defined]
    return Found(safe_name(_said(name).strip("\x00")), attachment.data)  # type: ignore[attr-defined]


def _said(words: object) -> str:
    """Words of the library, which decodes some of them."""
    if isinstance(words, list):
        words = words[0] if words else ""
    return clean((decode(words) if isinstance(words, bytes) else str(words or "")).rstrip("\x00"))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Stop what is written in Python after a while. A thread has no timer: there the whole process is the limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    armed = True

    def stop(_signal: int, _frame: object) -> None:
        if armed:
            raise _TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    # Again and again: what is raised while Python collects its garbage is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def uuencoded(content: bytes, charset: str) -> tuple[bytes, tuple[Found, ...]]:
    """A text without the files that are written into it (`begin 644 name` ... `end`), and those files; one pass."""
    found: list[Found] = []
    kept, end = [], 0
    for begins in islice(BEGIN.finditer(content), MOST_BEGUN):
        file = _written(content, begins.end()) if begins.start() >= end and len(found) < MOST_FILES else None
        if file is not None:
            found.append(Found(safe_name(decode(begins[1], charset)), file[0]))
            kept.append(content[end : begins.start()])
            end = file[1]
    return b"".join([*kept, content[end:]]), tuple(found)


def _written(content: bytes, start: int) -> tuple[bytes, int] | None:
    """What the lines from `start` on hold, and where they end; None if they are no such file."""
    decoded = bytearray()
    for _ in range(MOST_LINES):
        stop = content.find(b"\n", start)
        line = content[start : stop if stop >= 0 else len(content)].rstrip(b"\r")
        if line == b"end":
            return bytes(decoded), stop + 1 if stop >= 0 else len(content)
        piece = _uu(line)
        if piece is None or stop < 0:
            return None
        decoded += piece
        start = stop + 1
    return None


def _uu(line: bytes) -> bytes | None:
    """The bytes of a line, or None if it is no line of such a file. It may have lost blanks at its end, but not more."""
    if not 0 < len(line) <= LONGEST_UU or not 0x20 <= line[0] <= 0x60:
        return None
    needed = 1 + ((line[0] - 32 & 63) + 2) // 3 * 4
    if needed - len(line) > LOST_BLANKS:
        return None
    try:
        return binascii.a2b_uu(line[:needed])
    except binascii.Error:
        return None
