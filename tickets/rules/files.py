"""Files of strangers: what they may be called, and which of them are pictures (trust S3). What a sender claims proves nothing."""

from __future__ import annotations

import unicodedata
from errno import EDQUOT, ENOSPC
from pathlib import PurePosixPath

LONGEST_NAME = 200
INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, direction, half characters, line ends


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk has no room."""
    return isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT)


def picture(head: bytes) -> str:
    """The type of a picture that a browser may show, by its first 12 bytes; empty for everything else.

    What the sender called it says nothing. SVG is a program, so it is none.
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def safe_name(name: str) -> str:
    """A name that is safe to show and to save under: NFC, no path, no control or direction-changing characters.

    A long one loses its middle and keeps its ending, by which people see what it is. Empty if nothing is left.
    """
    visible = "".join(char for char in name if unicodedata.category(char) not in INVISIBLE)
    base = PurePosixPath(unicodedata.normalize("NFC", visible).replace("\\", "/")).name.strip(" .")
    if len(base) > LONGEST_NAME:
        ending = PurePosixPath(base).suffix[:20]
        base = base[: LONGEST_NAME - len(ending)] + ending
    return base
