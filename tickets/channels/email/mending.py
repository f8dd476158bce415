"""What breaks the head of a mail is mended before the parser sees it: it would take the rest of the head for words.

Here also what is too long is cut, before anything is decoded (trust S6): the raw mail keeps it.
"""

from __future__ import annotations

import re
from email.policy import Compat32

LONGEST_HEAD = 1_000_000  # bytes
MOST_LINES = 10_000
SURELY_A_HEAD = 2  # known headers
LONGEST_FIELD = 65_536  # characters, of one header of any part
LONGEST_STRUCTURE = 8_192  # of those that say what a part is: their parameters are read in quadratic time
END = re.compile(rb"\r?\n\r?\n|\r\r")
FIELD = re.compile(rb"\A([!-9;-~]{1,80})[ \t]*:")
# Only after these is a stray line certainly not the first of the words.
KNOWN = frozenset(
    b"received date from to cc subject message-id mime-version content-type content-transfer-encoding return-path "
    b"delivered-to reply-to sender in-reply-to references".split()
)


class Cut(Compat32):
    """The standard library's lenient policy, which cuts long headers as it reads them."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name and value."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[: LONGEST_STRUCTURE if name.lower().startswith("content-") else LONGEST_FIELD]


def mended(raw: bytes) -> bytes:
    """`raw` with blanks before colons removed, stray lines before the head left out, and those in it as continuations;
    up to the first line of a part.
    """
    end = END.search(raw)
    size = end.start() + 1 if end else len(raw)
    lines = raw[: min(size, LONGEST_HEAD)].splitlines(keepends=True)
    begun = next((i for i, line in enumerate(lines) if FIELD.match(line)), 0)  # above it, dashes are junk and no part
    part = next((i for i, line in enumerate(lines[begun:], begun) if line.startswith(b"--")), None)
    if part is not None:
        lines = lines[:part]
        size = sum(map(len, lines))
    lines = lines[:MOST_LINES]
    fields = [FIELD.match(line) for line in lines]
    known = [index for index, field in enumerate(fields) if field and field[1].lower() in KNOWN]
    first = next((index for index, field in enumerate(fields) if field), 0)
    if first and len(known) < SURELY_A_HEAD:
        return raw  # words that begin with no header are no head
    last = max(known, default=0)
    for index, (line, field) in enumerate(zip(lines, fields, strict=True)):
        if field:
            lines[index] = field[1] + line[field.end() - 1 :]
        elif index < first:
            lines[index] = b""
        elif index < last and line[:1] not in (b" ", b"\t"):
            lines[index] = b" " + line
    return b"".join(lines) + raw[size:]
