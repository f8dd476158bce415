"""Bytes to text, whatever the sender called the charset; nothing here raises."""

from __future__ import annotations

import codecs

# Decoders that are no charsets, or that take far longer than their input is long.
REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
# What mailers write when they mean something larger (as browsers read it).
MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
}


def decode(raw: bytes, charset: str = "") -> str:
    """`raw` as text: UTF-8 where it says so or says nothing and is valid, else what it says, else Western."""
    codec = _codec(charset)
    if codec in ("", "cp1252"):
        # Most mails that claim ASCII or Latin-1 and are valid UTF-8 are UTF-8.
        try:
            return clean(raw.decode("utf-8"))
        except UnicodeDecodeError:
            codec = "cp1252"
    try:
        return clean(raw.decode(codec, "replace"))
    except (LookupError, ValueError):
        return clean(raw.decode("latin-1"))


def clean(text: str) -> str:
    """Without NULs and lone surrogates, which no database takes."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def _codec(charset: str) -> str:
    try:
        info = codecs.lookup(charset.strip("\"' ").strip()[:40])
    except (LookupError, ValueError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    if not is_text or info.name in REFUSED:
        return ""
    return MEANT.get(info.name, info.name)
