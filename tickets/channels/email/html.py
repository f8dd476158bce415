"""HTML to text for the history. Size and depth are capped before any parser sees it."""

from __future__ import annotations

import html
import re

from inscriptis import get_text
from inscriptis.css_profiles import RELAXED_CSS_PROFILE
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError

LARGEST = 524_288  # characters
DEEPEST = 256
CONFIG = ParserConfig(css=RELAXED_CSS_PROFILE, display_links=False, display_images=False)

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li"}
)
ENDS_A_LINE = frozenset({"br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3", "table"})

BEGINS = re.compile(
    r"\s{0,99}(?:<!doctype html|<(?:html|head|body|div|p|table|span|font|center|h[1-6])[\s>])", re.IGNORECASE
)
SURELY_HTML = 2  # elements that are closed again

EMPTY_LINES = re.compile(r"\n{3,}")
# A link of words alone to an address that is short enough to be read; longer ones only follow people around.
LINK = re.compile(r"(<a\s([^<>]{1,1000})>)([^<>]{1,200})</a>", re.IGNORECASE)
ADDRESS = re.compile(r"\bhref\s?=\s?[\"']?(https?://[^\"'\s]{1,120})(?:[\"'\s]|\Z)", re.IGNORECASE)

# Where mailers put what a reply quotes.
QUOTED = re.compile(
    r"<blockquote|<div[^<>]{0,200}(?:gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend"
    r"|OutlookMessageHeader|border:none;border-top:solid #(?:B5C4DF|E1E1E1))|<hr[^<>]{0,200}stopSpelling"
    r"|<div[^<>]{0,80}id=[\"']?(?:mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)",
    re.IGNORECASE,
)


def to_text(source: str) -> str:
    """The words of an HTML document; what is too deep for a parser loses its layout, not its words."""
    source = LINK.sub(_with_its_address, source[:LARGEST])
    if depth(source) > DEEPEST:
        return _without_tags(source)
    try:
        text = get_text(source, CONFIG)
    except (LxmlError, ValueError, AttributeError, RecursionError):
        return _without_tags(source)
    lines = "\n".join(line.rstrip() for line in text.replace("\xa0", " ").split("\n"))
    return EMPTY_LINES.sub("\n\n", lines).strip()


def _with_its_address(link: re.Match[str]) -> str:
    """`Our shop` becomes `Our shop (https://shop.example)`, unless the words are the address already."""
    found = ADDRESS.search(link[2])
    address, words = html.unescape(found[1]) if found else "", " ".join(link[3].split())
    if not found or not words or "://" in words or words.lower().removeprefix("www.").rstrip("/") in address.lower():
        return link[0]
    return f"{link[1]}{link[3]} ({html.escape(address)})</a>"


def is_html(text: str) -> bool:
    """Whether text that is called plain is made of tags: it begins and ends with one."""
    if not BEGINS.match(text) or not text.rstrip().endswith(">"):
        return False
    return text.count("</", 0, LARGEST) >= SURELY_HTML


def without_quote(source: str) -> str:
    """The document up to where a mailer says that the quoted mail begins."""
    quoted = QUOTED.search(source[:LARGEST])
    return source[: quoted.start()] if quoted else source


def depth(source: str) -> int:
    """How deeply elements lie in each other, as far as it can be told without parsing."""
    now = deepest = 0
    for closing, name in TAG.findall(source):
        if name.lower() not in VOID:
            now = max(0, now - 1) if closing else now + 1
            deepest = max(deepest, now)
    return deepest


def _without_tags(source: str) -> str:
    """One pass from `<` to `>`; scripts and styles are left out."""
    kept: list[str] = []
    skipping = ""
    for piece in source.split("<"):
        tag, _, words = piece.partition(">") if kept or piece else ("", "", "")
        closing = tag.startswith("/")
        name = next(iter(tag.lstrip("/").split(None, 1)), "").lower()
        if skipping:
            skipping = "" if closing and name == skipping else skipping
        elif name in ("script", "style") and not closing:
            skipping = name
        if not skipping:
            kept.append(("\n" if name in ENDS_A_LINE else "") + words)
    return html.unescape("".join(kept)).strip()
