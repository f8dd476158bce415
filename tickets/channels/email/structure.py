"""The tree of a mail's parts where mailers broke it: a boundary that two levels share, parts behind the end, a boundary
that was broken over two lines.

Each is mended where it shows, by reading the part once more; without recursion and at most so many times a mail.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import cast

from tickets.channels.email.mending import Cut
from tickets.channels.email.unwrapping import take_out_of_signature

MOST_MENDED = 20  # parts that are read once more, of one mail
MOST_LOOKED_AT = 400


def mend(message: Message) -> bool:
    """Put the parts of a mail where they belong, in place. Says whether some were inside a signature that nobody checked."""
    waiting, mended, looked_at, signed = [message], 0, 0, False
    while waiting and looked_at < MOST_LOOKED_AT:
        part = waiting.pop()
        looked_at += 1
        signed = take_out_of_signature(part) or signed
        if part.get_content_maintype() != "multipart":
            continue
        if mended < MOST_MENDED and (_read_by_its_whole_boundary(part) or _read_behind_the_end(part)):
            mended += 1
        if part.is_multipart():
            waiting += _children(part)[:MOST_LOOKED_AT]
    return signed


def _boundary(part: Message) -> str:
    try:
        return str(part.get_boundary("") or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _read_by_its_whole_boundary(part: Message) -> bool:
    """A boundary that a mailer broke over two lines: with a blank where it was broken, or without."""
    folded = _boundary(part)
    lines = folded.splitlines()
    if part.is_multipart() or len(lines) < 2:
        return False
    said = str(part.get_payload())
    for whole in ("".join(lines), "".join(map(str.strip, lines)), " ".join(map(str.strip, lines))):
        if f"--{whole}" in said:
            part.set_payload([*_parts(said, whole)])
            return True
    return False


def _read_behind_the_end(part: Message) -> bool:
    """Parts behind what ends the last one; where a part inside has the same boundary, it was that one which ended."""
    boundary, behind = _boundary(part), part.epilogue or ""
    if not part.is_multipart() or not boundary:
        return False
    more = _parts(behind, boundary) if f"--{boundary}" in behind else []
    children = _children(part)
    twin = next((index for index, child in enumerate(children) if _is_empty(child, boundary)), None)
    if twin is not None:
        _fill(children, twin, ended=bool(more))
    if more:
        part.epilogue = None
    if more or twin is not None:
        children += [each for each in more if each.keys() or str(each.get_payload()).strip()]
        part.set_payload([*children])
    return bool(more)


def _is_empty(child: Message, boundary: str) -> bool:
    """A part of parts without any, because the one around it has the same boundary and took them."""
    return child.get_content_maintype() == "multipart" and not child.is_multipart() and _boundary(child) == boundary


def _fill(children: list[Message], twin: int, *, ended: bool) -> None:
    """Give the inner part those that follow it: all, if its end is known, else what nobody attached."""
    inner = [child for child in children[twin + 1 :] if ended or child.get_content_disposition() != "attachment"]
    if inner:
        children[twin].set_payload([*inner])
        given = set(map(id, inner))
        children[twin + 1 :] = [child for child in children[twin + 1 :] if id(child) not in given]


def _children(part: Message) -> list[Message]:
    return list(cast(list[Message], part.get_payload()))


def _parts(said: str, boundary: str) -> list[Message]:
    """What stands between lines of this boundary."""
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'
    read = message_from_bytes(f"{head}{said}".encode("utf-8", "surrogateescape"), policy=Cut())
    return _children(read) if read.is_multipart() else []
