"""The parts of a mail: which are its words, which are files. Limits on number and depth hold before anything is read."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from typing import cast

from tickets.channels.email.charsets import clean, decode
from tickets.channels.email.decoding import content_of
from tickets.channels.email.flowed import joined
from tickets.channels.email.headers import first, phrase, words, written_in
from tickets.channels.email.html import is_html, to_text, without_quote
from tickets.channels.email.unwrapping import Found, uuencoded, winmail
from tickets.rules.files import safe_name

MOST_PARTS = 200
MOST_FILES = 300  # with those that were inside others
MOST_WINMAILS = 3  # that are opened
DEEPEST = 20
LONGEST_TEXT = 1_000_000  # characters of one mail's words
LONGEST_INLINE = 20_000  # bytes of a named text that is run into the words
SHOWN_BY_ID = re.compile(r"cid:([^\s\"'<>)]{1,250})", re.IGNORECASE)

REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
FILES = frozenset({"text/calendar", "text/rfc822-headers"})
TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# Other forms of what a mail says in plain text or HTML as well.
REPEATS = frozenset({"text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})


@dataclass(frozen=True)
class File:
    """A file of a mail, with what the sender called it (made safe) and its bytes.

    `inline`: it belongs into the words. `content_id` is how the mail's HTML calls it, if it does.
    """

    name: str
    type: str
    inline: bool
    content: bytes
    content_id: str = ""

    @property
    def called(self) -> str:
        """Its name, or one that says what it is."""
        if self.name or self.type == "message/rfc822":
            return self.name or "mail.eml"
        ending = mimetypes.guess_extension(self.type)
        return f"{self.type.partition('/')[0]}{ending}" if ending else "file"

    @property
    def sha256(self) -> str:
        """Fingerprint of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Body:
    """The words of a mail: all of them as plain text, those without what its HTML marks as quoted, the HTML if there is
    any, and the files beside them.
    """

    text: str
    unquoted: str
    html: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class _Leaf:
    """A part without parts. `choice` numbers the parts that say the same in several forms (multipart/alternative)."""

    part: Message
    choice: int | None

    @property
    def kind(self) -> str:
        """Its type; a multipart without parts is what mailers leave when they break off."""
        kind = self.part.get_content_type()
        return "text/plain" if kind.startswith("multipart/") else kind


def body(message: Message) -> Body:
    """What a mail says and carries. Where something is said in plain text and in HTML, plain text is taken."""
    found = list(_leaves(message))
    files = [leaf for leaf in found if _is_file(leaf) and not _is_nothing(leaf)]
    said = [leaf for leaf in found if not _is_file(leaf) and leaf.kind not in REPORTS]
    if any(leaf.kind not in REPEATS for leaf in said):
        files += [leaf for leaf in said if leaf.kind in REPEATS]
        said = [leaf for leaf in said if leaf.kind not in REPEATS]
    read = [(leaf, *_read(leaf.part)) for leaf in said]
    texts = [(leaf, text) for leaf, text, _ in read]
    carried, inside = _opened(_named(files, written_in(message)))
    carried += [_found(file) for _leaf, _text, written in read for file in written]
    if inside and not any(text.strip() for _, text in texts):
        texts = [(_Leaf(part, 0), text) for part, text in inside]
    html = "\n".join(text for leaf, text in texts if leaf.kind == "text/html")
    words = [_words(leaf, text) for leaf, text in _chosen(texts)]
    shown = {name.lower() for name in SHOWN_BY_ID.findall(html)}
    return Body(
        text=_text(all_of_it for all_of_it, _ in words),
        unquoted=_text(unquoted for _, unquoted in words),
        html=html,
        files=tuple(_shown(file, shown) for file in carried[:MOST_FILES]),
    )


def _words(leaf: _Leaf, text: str) -> tuple[str, str]:
    """All of it as plain text, and without what its HTML marks as quoted. What stands beside HTML as plain text and is
    made of tags is HTML too; who writes nothing else may mean the tags.
    """
    if leaf.kind != "text/html" and not (leaf.choice and is_html(text)):
        return text, text
    unquoted, words = without_quote(text), to_text(text)
    return words, words if unquoted == text else to_text(unquoted)


def _opened(files: list[File]) -> tuple[list[File], list[tuple[Message, str]]]:
    """The files with those of a winmail.dat in its place, and the words that it has, as parts."""
    carried: list[File] = []
    inside: list[tuple[Message, str]] = []
    tried = 0
    for file in files:
        is_winmail = file.type in TNEF_TYPES or file.name.lower() == "winmail.dat"
        opened = winmail(file.content) if is_winmail and tried < MOST_WINMAILS else None
        tried += is_winmail
        if opened is None or not (opened.files or opened.text or opened.html):
            carried.append(file)
            continue
        carried += map(_found, opened.files)
        inside += [(_part("text/plain"), opened.text)] if opened.text else []
        inside += [(_part("text/html"), opened.html)] if opened.html else []
    return carried, inside


def _part(kind: str) -> Message:
    part = Message()
    part["Content-Type"] = kind
    return part


def _found(file: Found) -> File:
    """A file that was inside something else; its name says of what type it is."""
    return File(file.name, mimetypes.guess_type(file.name)[0] or "application/octet-stream", False, file.content)


def leaves(message: Message) -> Iterator[Message]:
    """Parts without parts, in order, up to a limit. An enclosed mail, and what is nested too deeply, counts as one."""
    return (leaf.part for leaf in _leaves(message))


def text_of(part: Message) -> str:
    """A part's words, whatever its encoding and charset claim."""
    return _read(part)[0]


def _read(part: Message) -> tuple[str, tuple[Found, ...]]:
    """A part's words, and the files that are written into them."""
    content, charset, plain = content_of(part), _parameter(part, "charset"), part.get_content_type() == "text/plain"
    content, written = uuencoded(content, charset) if plain else (content, ())
    text = decode(content[: 4 * LONGEST_TEXT], charset)
    if plain and _parameter(part, "format").lower() == "flowed":
        text = joined(text, delete_space=_parameter(part, "delsp").lower() == "yes")
    return text, written


def _leaves(message: Message) -> Iterator[_Leaf]:
    """Depth first, without recursion: what nests is the sender's choice."""
    waiting: list[tuple[Message, int, int | None]] = [(message, 0, None)]
    count = choices = 0
    while waiting and count < MOST_PARTS:
        part, depth, choice = waiting.pop()
        if not part.is_multipart() or depth >= DEEPEST or part.get_content_maintype() == "message":
            count += 1
            yield _Leaf(part, choice)
            continue
        if choice is None and part.get_content_type() == "multipart/alternative":
            choices += 1
            choice = choices
        children = cast(list[Message], part.get_payload())[: MOST_PARTS - count]
        waiting += [(child, depth + 1, choice) for child in reversed(children)]


def _chosen(texts: list[tuple[_Leaf, str]]) -> list[tuple[_Leaf, str]]:
    """Each thing that is said once: of a choice the plain text, if it has any."""
    in_plain_text = {leaf.choice for leaf, text in texts if leaf.kind != "text/html" and text.strip()}
    return [
        (leaf, text)
        for leaf, text in texts
        if leaf.kind != "text/html" or leaf.choice is None or leaf.choice not in in_plain_text
    ]


def _text(pieces: Iterable[str]) -> str:
    """Pieces as one text: line ends as `\\n`, no white space at the ends."""
    text = "\n".join(piece for piece in pieces if piece)[:LONGEST_TEXT]
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def _is_file(leaf: _Leaf) -> bool:
    part, kind = leaf.part, leaf.kind
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        return True  # nested too deeply to look into
    if part.get_content_disposition() == "attachment":
        return True
    if kind in REPORTS:
        return False
    if kind in FILES or not kind.startswith("text/"):
        return True
    # A text with a name is a file that can be opened, unless it says that it belongs to the words and is no log.
    told_inline = part.get_content_disposition() == "inline" and len(content_of(part)) <= LONGEST_INLINE
    return bool(_given_name(part)) and not told_inline


def _is_nothing(leaf: _Leaf) -> bool:
    """An empty part that nobody attached: the place of a text or of an enclosed mail that is not there."""
    attached = leaf.part.get_content_disposition() == "attachment"
    return not attached and leaf.kind.startswith(("text/", "message/")) and not content_of(leaf.part).strip()


def _named(leaves: list[_Leaf], charset: str) -> list[File]:
    """The files; where several mails are enclosed without a name, each is called by its subject, to tell them apart."""
    files = [_file(leaf, charset) for leaf in leaves]
    mails = [index for index, file in enumerate(files) if file.type == "message/rfc822" and not file.name]
    if len(mails) < 2:
        return files
    taken: dict[str, int] = {}
    for index in mails:
        subject = _subject(leaves[index].part)
        taken[subject] = taken.get(subject, 0) + 1
        number = f" ({taken[subject]})" if taken[subject] > 1 else ""
        files[index] = replace(files[index], name=safe_name(f"{subject or 'mail'}{number}.eml"))
    return files


def _subject(enclosed: Message) -> str:
    mail = cast(list[Message], enclosed.get_payload())[0] if enclosed.is_multipart() else Message()
    return phrase(mail, "subject").replace("/", "-").replace("\\", "-")


def _file(leaf: _Leaf, charset: str) -> File:
    part = leaf.part
    content_id = first(part, "content-id").strip("<> ")[:250]
    disposition = part.get_content_disposition()
    inline = disposition == "inline" or (disposition is None and bool(content_id))
    name = safe_name(clean(_given_name(part, charset)))
    return File(name, leaf.kind[:100], inline, content_of(part), content_id)


def _shown(file: File, ids: set[str]) -> File:
    """A file that the HTML shows belongs into the words, whatever its part says."""
    return replace(file, inline=file.inline or file.content_id.lower() in ids)


def _given_name(part: Message, charset: str = "") -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        line = Message()
        line[header] = first(part, header, charset)
        if name := _parameter(line, parameter, header):
            return words(name)
    return ""


def _parameter(part: Message, name: str, header: str = "content-type") -> str:
    try:
        value = part.get_param(name, None, header)
    except (ValueError, LookupError, TypeError):
        return ""
    if isinstance(value, tuple):  # RFC 2231: charset, language, and bytes as Latin-1
        return decode(str(value[2]).encode("latin-1", "replace"), str(value[0] or ""))
    return clean(str(value or ""))
