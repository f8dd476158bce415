"""Bytes to text, whatever the sender called the charset; nothing here raises."""

from __future__ import annotations

import codecs
import re

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
WIDE = ("utf-16", "utf-32")
SURELY_UTF8 = 3  # letters outside ASCII: so many in a row are UTF-8 by chance in hardly any other charset
# What people type beside letters and digits, of those characters that Windows' Western charset adds to ASCII.
WESTERN_SIGNS = frozenset("«»‹›“”„‘’‚…–—•·€£¥©®™°§¶±²³¹µ¼½¾¿¡ªº´¨¸× \xad")
JIS_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJI])")


def decode(raw: bytes, charset: str = "") -> str:
    """`raw` as text: in the charset that it claims, unless its bytes say that the claim is wrong."""
    codec = _codec(charset)
    if codec in ("", "cp1252") or _claims_too_much(raw, codec):
        # Most mails that claim ASCII or Latin-1 and are valid UTF-8 are UTF-8.
        try:
            return clean(raw.decode("utf-8"))
        except UnicodeDecodeError:
            codec = "cp1252" if codec in ("", "cp1252") or codec.startswith(WIDE) else codec
    if codec == "utf-8":
        return clean(_utf8(raw))
    if codec.startswith("iso2022_jp"):
        return clean(_japanese(raw, codec))
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


def _claims_too_much(raw: bytes, codec: str) -> bool:
    """Whether the bytes are UTF-8 beyond doubt, or no two- and four-byte letters at all, whatever they are called."""
    if codec.startswith(WIDE):
        return b"\x00" not in raw and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and raw.isascii()
    if codec == "utf-8" or raw.isascii():
        return False
    try:
        return sum(not letter.isascii() for letter in raw.decode("utf-8")) >= SURELY_UTF8
    except UnicodeDecodeError:
        return False


def _utf8(raw: bytes) -> str:
    """UTF-8; what is good Western and nothing of it UTF-8 is Western. A letter that was cut in two at the end is left out."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        # Alone at the end of ASCII, é is a letter of its own; Ã is half of one.
        if error.reason == "unexpected end of data" and not (raw[: error.start].isascii() and raw[error.start] >= 0xE0):
            raw = raw[: error.start]
    text = raw.decode("utf-8", "replace")
    if any(not letter.isascii() and letter != "\ufffd" for letter in text):
        return text  # parts of it are UTF-8
    try:
        western = raw.decode("cp1252")
    except UnicodeDecodeError:
        return text
    good = all(letter.isascii() or letter.isalpha() or letter in WESTERN_SIGNS for letter in western)
    return western if good else text


def _japanese(raw: bytes, codec: str) -> str:
    """ISO-2022-JP with what NEC and IBM added to it, which mailers write without saying so (①, ㈱, 髙)."""
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, ValueError):
        pieces = JIS_ESCAPE.split(raw)
    found = [pieces[0].decode("ascii", "replace")]
    for escape, content in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape in (b"$@", b"$B"):
            found.append(_two_byte(content))
        elif escape == b"(I":
            found.append(bytes(byte | 0x80 for byte in content).decode("cp932", "replace"))
        elif escape == b"$(D":
            found.append((b"\x1b$(D" + content).decode("iso2022_jp_2", "replace"))
        else:
            found.append(content.decode("ascii", "replace"))
    return "".join(found)


def _two_byte(content: bytes) -> str:
    """Rows and cells of JIS as the bytes that Windows' charset has for them, which knows the added rows."""
    moved = bytearray()
    pairs = iter(content)
    for first in pairs:
        if first < 0x21:  # a line end in the middle
            moved.append(first)
            continue
        second = next(pairs, 0)
        lead = (first + 1) // 2 + (0x70 if first < 0x5F else 0xB0)
        trail = second + 0x7E if first % 2 == 0 else second + (0x20 if second > 0x5F else 0x1F)
        moved += bytes((lead & 0xFF, trail & 0xFF))
    return moved.decode("cp932", "replace")
