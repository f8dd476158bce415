"""The words of a mail of ours, as plain text and as HTML: our own first, then the customer's way back, the signature, and
what they wrote last, quoted as a mail program would.

HTML is made from the same words and nothing else: all of it is escaped, only addresses in our own words become links. Words that
were written as Markdown come as the clean HTML that models/markdown.py makes of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, urlize
from django.utils.translation import gettext as _

MOST_QUOTED_LINES, LONGEST_QUOTE = 200, 10_000
LONGEST_NAME = 80
PARAGRAPHS = re.compile(r"\n{2,}")
QUOTE_STYLE = "margin:0 0 0 8px;padding:0 0 0 12px;border-left:2px solid #c5c9d1;color:#5b6270"


@dataclass(frozen=True)
class Quote:
    """What the recipient wrote last, with the line that says so."""

    attribution: str
    text: str


@dataclass(frozen=True)
class Letter:
    """The parts of a mail. `rich`: its words as clean HTML, where they were written as such. `link_words` says what the link is for, or asks without one; both empty: the recipient gets none."""

    words: str
    signature: str = ""
    link_words: str = ""
    link: str = ""
    quote: Quote | None = None
    rich: str = ""


def quote(text: str, name: str, at: datetime) -> Quote:
    """Somebody's words, cut to a bearable length, under “On 5 March 2025, 10:00, Mia wrote:”."""
    lines = text[:LONGEST_QUOTE].splitlines()
    kept = lines[:MOST_QUOTED_LINES]
    if len(lines) > len(kept) or len(text) > LONGEST_QUOTE:
        kept.append("[…]")
    return Quote(attribution(name, at), "\n".join(kept))


def attribution(name: str, at: datetime) -> str:
    """The line above a quote, by which mail programs and our own cutter know that one follows; in the desk's zone."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    readable = "".join(character if character.isprintable() else " " for character in name)
    said = {"date": date_format(local, _("j F Y, H:i")), "name": " ".join(readable.split())[:LONGEST_NAME]}
    return _("On %(date)s, %(name)s wrote:") % said


def plain(letter: Letter) -> str:
    """The mail as plain text."""
    parts = [letter.words.strip("\n")]
    if letter.link_words:
        parts.append(f"{letter.link_words}\n{letter.link}".strip())
    if letter.signature:
        parts.append(f"-- \n{letter.signature}")
    if letter.quote:
        quoted = "\n".join(f"> {line}".rstrip() for line in letter.quote.text.splitlines())
        parts.append(f"{letter.quote.attribution}\n{quoted}")
    return "\n\n".join(parts) + "\n"


def html(letter: Letter) -> str:
    """The same as HTML, without anything that a mail program would have to fetch."""
    parts = [letter.rich or _paragraphs(letter.words, links=True)]
    if letter.link:
        link = escape(letter.link)
        parts.append(f'<p>{escape(letter.link_words)}<br><a href="{link}">{link}</a></p>')
    elif letter.link_words:
        parts.append(f"<p>{escape(letter.link_words)}</p>")
    if letter.signature:
        parts.append(f'<div style="color:#5b6270">{_paragraphs(letter.signature, links=True)}</div>')
    if letter.quote:
        quoted = _paragraphs(letter.quote.text, links=False)
        parts.append(
            f'<p>{escape(letter.quote.attribution)}</p><blockquote type="cite" style="{QUOTE_STYLE}">{quoted}</blockquote>'
        )
    inner = "\n".join(parts)
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>\n{inner}\n</body></html>\n'


def _paragraphs(text: str, *, links: bool) -> str:
    """Paragraphs where lines are empty, breaks where they end. Others' words get no links: we vouch for no address."""
    paragraphs = PARAGRAPHS.split(text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_lines(paragraph, links=links)}</p>" for paragraph in paragraphs)


def _lines(text: str, *, links: bool) -> str:
    safe = urlize(text, nofollow=False, autoescape=True) if links else escape(text)
    return str(safe).replace("\n", "<br>\n")
