"""Header lines to values: cut first, then unfolded, then decoded. Linear in their length; nothing here raises."""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import cast

from tickets.channels.email.charsets import clean, decode

LONGEST = 65_536  # of one header, before anything looks at it
LONGEST_PHRASE = 2_000
MOST_ADDRESSES = 100
MOST_IDS = 100
LONGEST_NAME = 200
LONGEST_ADDRESS = 320
DEEPEST = 20

# The last one may have been cut in the middle, with what ends it.
ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)(?:\?=|\??\Z)")
MESSAGE_ID = re.compile(r"<([^<>\s]{1,512})>")
# An address header in pieces; each piece is found in one pass, whatever the sender wrote.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[(),;:]|[^"<(),;:]+', re.DOTALL)
COMMENT = re.compile(r"\([^()]*\)")
QUOTED_PAIR = re.compile(r"\\(.)")
PARENTHESES = {"(": 1, ")": -1}


@dataclass(frozen=True)
class Address:
    """A name as shown and an address, lower-cased."""

    name: str
    email: str


def raw(message: Message, name: str, charset: str = "") -> list[str]:
    """Every header called `name`, cut and unfolded; bytes outside ASCII are UTF-8, or what the words are written in
    (`charset`: for a part that does not say so itself).
    """
    wanted = name.lower()
    lines = [_unfold(value) for key, value in message.raw_items() if key.lower() == wanted]
    return [line if isinstance(line, str) else decode(line, charset or written_in(message)).strip() for line in lines]


def written_in(message: Message) -> str:
    """The charset of a mail's words, by the first part that names one."""
    part, depth = message, 0
    while part.is_multipart() and part.get_payload() and depth < DEEPEST:
        part, depth = cast(list[Message], part.get_payload())[0], depth + 1
    try:
        charset = part.get_param("charset", "")
    except (ValueError, LookupError, TypeError):
        return ""
    return charset if isinstance(charset, str) else ""


def first(message: Message, name: str, charset: str = "") -> str:
    """The first header called `name`, or nothing."""
    return next(iter(raw(message, name, charset)), "")


def phrase(message: Message, name: str) -> str:
    """A header meant for people, with white space collapsed."""
    return words(first(message, name))[:LONGEST_PHRASE]


def words(value: str) -> str:
    """Encoded words decoded; those that follow each other in one charset are joined before decoding."""
    found: list[str] = []
    pending = b""
    charset = ""
    end = 0
    for match in ENCODED.finditer(value):
        between = value[end : match.start()]
        this = match[1].partition("*")[0].lower()
        if pending and (between.strip() or this != charset):
            found.append(decode(pending, charset))
            pending = b""
        if between.strip() or not end:
            found.append(between)
        pending += _payload(match[2], match[3])
        charset, end = this, match.end()
    found.append(decode(pending, charset))
    found.append(value[end:])
    return " ".join("".join(found).split())


def addresses(values: list[str]) -> list[Address]:
    """The addresses of address headers, in order, at most a hundred."""
    found: list[Address] = []
    for value in values:
        for box in _mailboxes(value):
            if len(found) == MOST_ADDRESSES:
                return found
            if box.email:
                found.append(box.address)
    return found


def only_sender(values: list[str]) -> Address | None:
    """Who a mail is from: exactly one From with one address, which nothing beside it contradicts.

    `alice@victim.com <bob@evil.com>` names two people, so it names nobody. The same line twice contradicts nothing.
    """
    lines = list(dict.fromkeys(values))
    boxes = [box for line in lines for box in _mailboxes(line) if box.email]
    if len(lines) != 1 or len(boxes) != 1:
        return None
    box = boxes[0]
    if box.is_contradicted or not is_address(box.email):
        return None
    return box.address


def is_address(value: str) -> bool:
    """Whether it has the form of one address."""
    local, at, domain = value.rpartition("@")
    plain = not any(character.isspace() or character in '<>(),;:\\"' for character in value)
    return bool(at and local and domain and plain and "@" not in local and len(value) <= LONGEST_ADDRESS)


def message_ids(values: list[str]) -> list[str]:
    """Message-IDs without their brackets."""
    text = " ".join(values)
    found = MESSAGE_ID.findall(text) if "<" in text else text.split()
    return found[:MOST_IDS]


def date(message: Message) -> str | None:
    """The Date header in UTC, for display only: email's time is the time of receipt."""
    try:
        moment = parsedate_to_datetime(first(message, "date")[:100])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(moment, datetime) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _unfold(value: object) -> str | bytes:
    """A line as text, or as bytes where they are not UTF-8."""
    line = str(value)[:LONGEST].replace("\r", " ").replace("\n", " ")
    if line.isascii():
        return line.replace("\x00", "").strip()
    content = line.encode("utf-8", "surrogateescape")
    try:
        return clean(content.decode("utf-8")).strip()
    except UnicodeDecodeError:
        return content


def _payload(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    letters = data.strip().rstrip(b"=")
    letters = letters[:-1] if len(letters) % 4 == 1 else letters  # cut in the middle
    try:
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return data


class _Mailbox:
    """What stands between two commas of an address header."""

    def __init__(self) -> None:
        self.plain = self.quoted = self.comment = self.angle = ""

    @property
    def email(self) -> str:
        """The address, lower-cased; empty if there is none."""
        if self.angle:
            found = COMMENT.sub("", self.angle).strip("<>")
        elif self.plain.lstrip().startswith("@"):
            found = self.quoted + self.plain  # "anna.b"@example.com
        else:
            # `Anna Maria anna@example.com`, seen in the wild: the last word with an @ is the address.
            found = next((word for word in reversed(self.plain.split()) if "@" in word), "")
        return "".join(clean(found).split()).strip("<>").lower()[:LONGEST_ADDRESS]

    @property
    def name(self) -> str:
        """The name beside the address, still encoded; quoted, plain or in a comment."""
        plain = self.plain if self.angle else " ".join(w for w in self.plain.split() if "@" not in w)
        return (self.quoted + plain).strip() or self.comment.strip()

    @property
    def address(self) -> Address:
        """Both; a name that only repeats the address is none."""
        name = words(self.name)[:LONGEST_NAME]
        return Address("" if name.lower() == self.email else name, self.email)

    @property
    def is_contradicted(self) -> bool:
        """Whether another address stands beside it, outside quotes."""
        beside = [word.strip("<>'").lower() for word in self.plain.split() if "@" in word]
        return any(word != self.email for word in beside)


def _mailboxes(value: str) -> list[_Mailbox]:
    found, box, depth = [], _Mailbox(), 0
    for piece in TOKEN.findall(value):
        if piece in PARENTHESES:
            depth = max(0, depth + PARENTHESES[piece])
        elif depth:
            box.comment += piece
        elif piece in ",;":
            found.append(box)
            box = _Mailbox()
        elif piece[0] == '"':
            box.quoted += QUOTED_PAIR.sub(r"\1", piece.strip('"'))
        elif piece[0] == "<" and not box.angle:
            box.angle = piece
        elif piece == ":" and "@" not in box.plain:
            box = _Mailbox()  # what came before was the name of a group
        else:
            box.plain += piece
        if len(found) > MOST_ADDRESSES:
            return found
    return [*found, box]
