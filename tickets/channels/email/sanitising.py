"""A mail's HTML as a browser may show it: allowed elements only, no script, nothing loaded from anywhere.

Runs in the process that can be killed: no signal interrupts the sanitiser, and 1 MB of nested elements holds it for
minutes. What is too large or too deep is refused before (trust S1). The page that shows it forbids the same things again.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

import nh3

from tickets.channels.email.html import DEEPEST, LARGEST, depth
from tickets.channels.email.parts import MailFile
from tickets.rules.files import picture
from tickets.rules.texts import Worded, gettext_noop

MOST_IMAGE_BYTES = 8 * 1024 * 1024  # of one mail, shown in their places
TAGS = (nh3.ALLOWED_TAGS | {"font", "big", "tfoot"}) - {"area", "map"}
WITHOUT_CONTENT = {
    "script",
    "style",
    "title",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "select",
    "textarea",
}
CELL = {"align", "valign", "bgcolor", "width", "height", "colspan", "rowspan"}
ATTRIBUTES = {
    "*": {"style", "dir", "lang"},
    "a": {"href", "title"},
    "font": {"color", "size", "face"},
    "img": {"src", "alt", "title", "width", "height", "align"},
    "table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "tr": {"align", "valign", "bgcolor"},
    "td": CELL,
    "th": CELL,
    "col": {"span", "width"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "li": {"value"},
    "p": {"align"},
    "div": {"align"},
    "hr": {"width", "size", "align", "color"},
}
# Nothing that places an element over others, and nothing that can name an address.
STYLES = {
    *(
        "color",
        "background-color",
        "direction",
        "display",
        "line-height",
        "letter-spacing",
        "white-space",
        "word-break",
    ),
    *("font", "font-family", "font-size", "font-style", "font-weight", "font-variant", "opacity", "vertical-align"),
    *("text-align", "text-decoration", "text-indent", "text-transform", "width", "max-width", "min-width", "height"),
    *(
        "max-height",
        "min-height",
        "float",
        "clear",
        "list-style-type",
        "table-layout",
        "border-collapse",
        "border-spacing",
    ),
    *(f"{box}{side}" for box in ("margin", "padding", "border") for side in ("", "-top", "-right", "-bottom", "-left")),
    *("border-color", "border-style", "border-width", "border-radius", "caption-side", "empty-cells", "overflow-wrap"),
}
NAMES_AN_ADDRESS = re.compile(r"\\|url|image|src", re.IGNORECASE)  # a backslash may spell any of them
SCHEMES = {"http", "https", "mailto", "tel"}


class Unsafe(Worded):
    """HTML that is not even looked at; the text says why, in a sentence for a person."""


@dataclass(frozen=True)
class Shown:
    """HTML that may be shown. `left_out` counts the images that it would have loaded from elsewhere."""

    html: str
    left_out: int


def sanitised(source: str, files: Iterable[MailFile]) -> Shown:
    """`source` as it may be shown, the mail's own images in their places. Raises Unsafe."""
    if len(source) > LARGEST:
        raise Unsafe(gettext_noop("Its HTML is larger than 512 KB."))
    if depth(source) > DEEPEST:
        raise Unsafe(gettext_noop("Its HTML is nested too deeply."))
    images = _Images(files)
    shown = nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=WITHOUT_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=images.filtered,
        url_schemes=SCHEMES | {"cid", "data"},
        url_relative="deny",
        filter_style_properties=STYLES,
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Shown(shown, images.left_out)


class _Images:
    """The mail's own images by the names that its HTML has for them."""

    def __init__(self, files: Iterable[MailFile]) -> None:
        self.files = {file.content_id.lower(): file.content for file in files if file.content_id}
        self.left = MOST_IMAGE_BYTES
        self.left_out = 0

    def filtered(self, tag: str, attribute: str, value: str) -> str | None:
        """An attribute's value, or None without it."""
        if attribute == "style":
            return None if NAMES_AN_ADDRESS.search(value) else value
        if attribute == "href":
            return value if value.partition(":")[0].strip().lower() in SCHEMES else None
        return self._image(value.strip()) if attribute == "src" else value

    def _image(self, source: str) -> str | None:
        content = self._content(source)
        kind = picture(content)
        if not kind or len(content) > self.left:
            self.left_out += 1
            return None
        self.left -= len(content)
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    def _content(self, source: str) -> bytes:
        scheme, _, name = source.partition(":")
        if scheme.lower() == "cid":
            return self.files.get(name.lower(), b"")
        try:
            return base64.b64decode(name.partition(";base64,")[2]) if scheme.lower() == "data" else b""
        except binascii.Error:
            return b""
