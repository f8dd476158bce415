"""What goes along when messages of a ticket are forwarded to somebody outside: their words, and nothing that nobody ticked.

Addresses of other people and what a message quotes stay out unless a person wants them to go along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

QUOTED = re.compile(r"^\s*>")
HEAD_OF_A_QUOTE = re.compile(
    r"^-{2,}\s*(original message|forwarded message|urspr\S* nachricht|weitergeleitete nachricht)\b", re.IGNORECASE
)
REMOVED = "[…]"


@dataclass(frozen=True)
class ForwardedMessage:
    """A message that goes along. `head`: who wrote it and when. `addresses`: from whom, to whom, in copy; never who got it unseen."""

    head: str
    text: str
    above: str = ""
    below: str = ""
    addresses: Sequence[str] = ()


def forwarded(messages: Iterable[ForwardedMessage], *, quotes: bool, addresses: bool, others: Collection[str]) -> str:
    """The text that goes along. `others`: addresses that no text may name unless `addresses` go along."""
    parts = []
    for message in messages:
        words = [message.above, message.text, message.below] if quotes else [without_quotes(message.text)]
        text = "\n\n".join(part.strip("\n") for part in words if part.strip())
        head = [message.head, *message.addresses] if addresses else [message.head]
        parts.append("\n".join([*head, "", text]))
    text = "\n\n".join(parts)
    return text if addresses else without_addresses(text, others)


def without_quotes(text: str) -> str:
    """Words without the lines that quote, the line above them that says whom, and all below the head of an older mail."""
    kept: list[str] = []
    cut = False
    for line in text.splitlines():
        if HEAD_OF_A_QUOTE.match(line):
            cut = True
            break
        if not QUOTED.match(line):
            kept.append(line)
            continue
        cut = True
        _drop_blank(kept)
        if kept and kept[-1].rstrip().endswith(":"):
            kept.pop()
            _drop_blank(kept)
    words = "\n".join(kept).strip("\n")
    return f"{words}\n{REMOVED}".strip("\n") if cut else words


def _drop_blank(lines: list[str]) -> None:
    while lines and not lines[-1].strip():
        lines.pop()


def without_addresses(text: str, addresses: Collection[str]) -> str:
    """Words in which other people's addresses are not named."""
    for address in sorted(filter(None, addresses), key=len, reverse=True):
        text = _without(text, address)
    return text


def _without(text: str, address: str) -> str:
    folded, wanted, parts, begin = _folded(text), _folded(address), [], 0
    while (place := folded.find(wanted, begin)) >= 0:
        parts += [text[begin:place], REMOVED]
        begin = place + len(wanted)
    return "".join([*parts, text[begin:]])


def _folded(text: str) -> str:
    """In small letters, each in its place: of a letter whose small form is longer the length stays."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
