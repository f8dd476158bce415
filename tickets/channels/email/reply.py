"""The new words of a reply: without what it quotes and without the signature. One pass over the lines, no
backtracking patterns: this runs on whatever customers send.
"""

from __future__ import annotations

from tickets.channels.email.phrases import (
    DEVICES,
    HEADER_LINES,
    ORIGINAL,
    SENDER_LINE,
    SENT_FROM,
    SENT_FROM_AT_ITS_END,
    WROTE,
)

LONGEST_MARKER = 400  # characters of "On ... wrote:", over at most this many lines:
MARKER_LINES = 6
SEARCHED_LINES = 3_000  # nobody writes so much above what they quote; further down nothing is looked for

LONGEST_SENT_FROM = 120
FOOTER_LINES = 8  # of a mailing list, at most
SIGNATURES = frozenset({"--", "—"})
INVISIBLE = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


def new_words(text: str) -> str:
    """What the sender added. Never empty when the text is not: then the whole text is the answer."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    whole = "\n".join(lines).strip()
    start, end = _marker(lines)
    if start is None or end is None:
        kept = lines
    elif any(_is_text(line) for line in lines[:start]):
        kept = lines[:start] + _between_the_quotes(lines[end:])
    else:
        kept = _below_the_quote(lines[end:])
    kept = _without_tail(kept)
    found = "\n".join(line.rstrip() for line in kept).strip("\n").rstrip()
    return found if found.strip() else whole


def _marker(lines: list[str]) -> tuple[int | None, int | None]:
    """The first and the last + 1 line of what introduces the quoted mail."""
    lines = lines[:SEARCHED_LINES]
    next_end = _next_ends(lines)
    for index, line in enumerate(lines):
        bare = _bare(line)
        if not bare:
            continue
        if _is_header_block(lines, index):
            return index, index
        if _is_original(bare):
            return index, index + 1
        length = _wrote(lines, index) if next_end[index] - index < MARKER_LINES else 0
        length = length or _wrote_without_a_date(lines, index, bare)
        if length:
            return index, index + length
    return None, None


def _next_ends(lines: list[str]) -> list[int]:
    """For each line the first from it on that could end a marker."""
    found, after = [0] * len(lines), len(lines) + MARKER_LINES
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].rstrip(" \t*|").endswith((":", "：", ">")):
            after = index
        found[index] = after
    return found


def _bare(line: str) -> str:
    """A line without the signs of quoting and emphasis around it."""
    return line[:LONGEST_MARKER].translate(INVISIBLE).replace("\xa0", " ").strip(" \t*|").lstrip("> \t*|")


def _wrote(lines: list[str], start: int) -> int:
    """How many lines "On ... wrote:" takes from `start` on; 0 if there is none.

    Its first line shows a date or an address, or begins with "On"; it runs on over at most a few more lines.
    """
    first = _bare(lines[start])
    if not (first.startswith("On ") or "@" in first or _dated(first)):
        return 0
    said = ""
    for count, line in enumerate(lines[start : start + MARKER_LINES], 1):
        piece = _bare(line)
        said = f"{said} {piece}".strip()
        if len(said) > LONGEST_MARKER:
            return 0
        if _introduces(said):
            return count
        if _ends_a_sentence(piece):
            return 0
    return 0


def _wrote_without_a_date(lines: list[str], start: int, bare: str) -> int:
    """`Ben wrote:` alone is a sentence like any other, unless what it quotes follows."""
    if not bare.endswith((":", "：")) or len(bare) > 120:
        return 0
    says = bare.rstrip(":： ").lower().endswith(tuple(word.strip() for word in WROTE))
    following = next((line for line in lines[start + 1 : start + 3] if line.strip()), "")
    return 1 if says and following.startswith(">") and not _is_quote(lines[start]) else 0


def _introduces(said: str) -> bool:
    if said.endswith((":", "：")):
        return _says_wrote(said) or (_dated(said[:16]) and said.rstrip(": ").endswith(">"))
    return _dated(said[:10]) and said.endswith(">") and "@" in said  # 2013/7/20 Anna <anna@example.com>


def _says_wrote(said: str) -> bool:
    lowered = said.lower()
    names_someone = "@" in said or any(character.isdigit() for character in said)
    return names_someone and any(word in lowered for word in WROTE)


def _dated(said: str) -> bool:
    return sum(character.isdigit() for character in said) >= 4


def _ends_a_sentence(piece: str) -> bool:
    return piece.endswith((".", "!", "?")) and not piece[-2:-1].isdigit()


def _is_original(bare: str) -> bool:
    """`-----Original Message-----` in its languages, with or without the dashes' company of stars."""
    inner = bare.strip("-_*= ")
    dashes = len(bare) - len(inner)
    return dashes >= 4 and len(inner) < 60 and inner.lower().removesuffix(":").strip() in ORIGINAL


def _is_header_block(lines: list[str], index: int) -> bool:
    """`From: ...` followed by more lines of a mail's head."""
    if _header_name(lines[index]) not in SENDER_LINE:
        return False
    following = [line for line in lines[index + 1 : index + 9] if line.strip("> \t")][:4]
    return sum(_header_name(line) in HEADER_LINES for line in following) >= 2


def _header_name(line: str) -> str:
    name, colon, _ = line.strip("> \t*_|")[:120].replace("：", ":").partition(":")
    return name.strip("*\xa0 ").lower() if colon else ""


def _is_quote(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))


def _is_text(line: str) -> bool:
    return bool(line.strip(" \t_-*=#")) and not _is_quote(line)


def _between_the_quotes(lines: list[str]) -> list[str]:
    """What somebody who began above went on to say between the quotes, with them; nothing where nobody did."""
    if not _is_quote(next((line for line in lines if line.strip()), "")):
        return []
    return lines if any(_is_text(line) for line in _without_tail(lines)) else []


def _below_the_quote(lines: list[str]) -> list[str]:
    """A reply written under what it quotes; between quotes, the quotes stay: they say what is answered."""
    lines = _without_head(lines)
    quotes = [index for index, line in enumerate(lines) if _is_quote(line)]
    if not quotes:
        return lines
    if any(_is_text(line) for line in lines[quotes[0] : quotes[-1]]):
        return lines
    return lines[quotes[-1] + 1 :]


def _without_head(lines: list[str]) -> list[str]:
    """Without the From, Date and Subject lines of a mail that was forwarded; they end at an empty line."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines or _header_name(lines[start]) not in HEADER_LINES:
        return lines
    return lines[next((index for index in range(start, len(lines)) if not lines[index].strip()), start) :]


def _without_tail(lines: list[str]) -> list[str]:
    """Up to `-- `, without quotes that nothing follows, and without what a telephone or a mailing list adds."""
    end, words_above = len(lines), False
    for index, line in enumerate(lines):
        if words_above and len(line) < 9 and line.strip() in SIGNATURES:
            end = index
            break
        words_above = words_above or _is_text(line)
    kept = lines[:end]
    footer = _footer(kept)
    kept = kept[:footer] if footer is not None else kept
    while kept and (not _is_text(kept[-1]) or _is_sent_from(kept[-1])):
        kept.pop()
    return kept


def _footer(lines: list[str]) -> int | None:
    """Where a mailing list's few lines begin: under a rule, with an address of the web."""
    last = lines[-FOOTER_LINES:]
    for index, line in enumerate(last):
        rule = line.strip()
        if len(rule) >= 20 and not rule.strip("_") and any("://" in below for below in last[index:]):
            return len(lines) - len(last) + index
    return None


def _is_sent_from(line: str) -> bool:
    """`Sent from my iPhone`, but not a sentence about what was sent."""
    bare = line.strip(" \t<>()[]*_").lower() if len(line) < LONGEST_SENT_FROM else ""
    if not (bare.startswith(SENT_FROM) or bare.endswith(SENT_FROM_AT_ITS_END)):
        return False
    if bare.endswith((".", "!", "?")) and "excuse" not in bare and not bare.startswith("diese nachricht"):
        return False
    return any(device in bare for device in DEVICES) or (bare.startswith("sent from my ") and len(bare.split()) < 6)
