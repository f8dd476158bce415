"""Answers written as Markdown (CommonMark): as clean HTML, and as text that reads without marks.

Markup of a writer's own is words, no picture is fetched from anywhere, and only addresses of the web and of mail become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ADDRESS = re.compile(r"""https?://[^\s<>"]+[^\s<>"'.,;:!?)\]]""", re.IGNORECASE)
TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
ATTRIBUTES = {"a": {"href", "title", "class", "target"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}


def as_html(text: str) -> str:
    """Clean HTML, its links as they are for a mail."""
    rendered = _reader().render(text)
    return nh3.clean(
        rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer"
    ).strip()


def as_text(text: str) -> str:
    """The same words as text: lists keep their marks, a link names its address, what is bold or slanted does not."""
    return "\n".join(_blocks(_reader().parse(text))).strip("\n")


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
    reader.core.ruler.push("addresses", _addresses)
    return reader


def _addresses(state: StateCore) -> None:
    """Addresses that stand in the words become links, but for those in a link or in code."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = list(_linked(token.children or []))


def _linked(children: Iterable[Token]) -> Iterator[Token]:
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text" or depth:
            yield child
            continue
        end = 0
        for match in ADDRESS.finditer(child.content):
            yield Token("text", "", 0, content=child.content[end : match.start()])
            yield Token("link_open", "a", 1, attrs={"href": match[0]}, markup="linkify")
            yield Token("text", "", 0, content=match[0])
            yield Token("link_close", "a", -1, markup="linkify")
            end = match.end()
        yield Token("text", "", 0, content=child.content[end:])


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Lines; a block is followed by an empty one where its kind is."""
    marks: list[str] = []  # of the lists and quotes around, outermost first
    numbers: list[int] = []
    first = ""
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            marks.append("> ")
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0)
        elif token.type == "list_item_open":
            first = f"{numbers[-1]}. " if numbers[-1] else "- "
            numbers[-1] += bool(numbers[-1])
            marks.append(" " * len(first))
        elif token.type in ("blockquote_close", "list_item_close"):
            marks.pop()
            if token.type == "blockquote_close":
                yield "".join(marks).rstrip()
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            if not numbers:
                yield ""
        elif token.type in ("inline", "fence", "code_block", "hr"):
            words = _inline(token.children or []) if token.type == "inline" else token.content.rstrip("\n") or "---"
            for line in words.split("\n"):
                around = "".join(marks[:-1]) + first if first else "".join(marks)
                yield f"{around}{line}".rstrip()
                first = ""
            after = [follows.type for follows in tokens[at + 1 : at + 3]]  # a paragraph closes itself first
            if not numbers and "blockquote_close" not in after:
                yield "".join(marks).rstrip()


def _inline(children: Iterable[Token]) -> str:
    said: list[str] = []
    starts: list[tuple[int, str]] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            said.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif child.type == "link_open":
            starts.append((len(said), str(child.attrs.get("href", ""))))
        elif child.type == "link_close":
            start, address = starts.pop()
            words = "".join(said[start:])
            if address not in (words, f"mailto:{words}"):
                said.append(f" ({address})")
    return "".join(said)
