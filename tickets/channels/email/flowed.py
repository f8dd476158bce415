"""Text whose lines were broken for the way (RFC 3676, format=flowed), joined again."""

from __future__ import annotations

SIGNATURE = "-- "


def joined(text: str, *, delete_space: bool) -> str:
    """Lines that end in a space go on in the next one of the same depth of quoting; one pass."""
    paragraphs: list[list[str]] = []
    open_depth = None
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        goes_on = content.endswith(" ") and content != SIGNATURE
        piece = content[:-1] if goes_on and delete_space else content
        if open_depth == depth and content != SIGNATURE:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([">" * depth + (" " if depth and piece else "") + piece])
        open_depth = depth if goes_on else None
    return "\n".join("".join(paragraph) for paragraph in paragraphs)
