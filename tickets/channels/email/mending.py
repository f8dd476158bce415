"""What breaks the head of a mail is mended before the parser sees it: it would take the rest of the head for words."""

from __future__ import annotations

import re

LONGEST_HEAD = 1_000_000  # bytes; longer heads are left as they are
END = re.compile(rb"\r?\n\r?\n|\r\r")
FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
# Only after these is a stray line certainly not the first of the words.
KNOWN = frozenset(
    b"received date from to cc subject message-id mime-version content-type content-transfer-encoding return-path "
    b"delivered-to reply-to sender in-reply-to references".split()
)


def mended(raw: bytes) -> bytes:
    """`raw` with blanks before colons removed, and stray lines between header lines as continuations; up to the first line of a part."""
    end = END.search(raw, 0, LONGEST_HEAD)
    head = raw[: end.start() + 1] if end else raw[:LONGEST_HEAD]
    lines = head.splitlines(keepends=True)
    if not lines or not (FIELD.match(lines[0]) or lines[0].startswith((b"From ", b">From "))):
        return raw
    lines = lines[: next((i for i, line in enumerate(lines) if line.startswith(b"--")), len(lines))]
    rest = sum(map(len, lines))
    fields = [FIELD.match(line) for line in lines]
    last = max((i for i, field in enumerate(fields) if field and field[1].lower() in KNOWN), default=0)
    for index, (line, field) in enumerate(zip(lines, fields, strict=True)):
        if field:
            lines[index] = field[1] + line[field.end() - 1 :]
        elif 0 < index < last and line[:1] not in (b" ", b"\t"):
            lines[index] = b" " + line
    return b"".join(lines) + raw[rest:]
