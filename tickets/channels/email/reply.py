"""The new words of a reply: without what it quotes and without the signature. One pass over the lines, no
backtracking patterns: this runs on whatever customers send.
"""

from __future__ import annotations

from tickets.channels.email.phrases import (
    DEVICES,
    HEADER_LINES,
    MESSAGE_OF,
    ORIGINAL,
    SENDER_LINE,
    SENT_FROM,
    SENT_FROM_AT_ITS_END,
    SENT_LINE,
    SUBJECT_LINE,
    TELLING,
    WROTE,
)

LONGEST_MARKER = 400  # characters of "On ... wrote:", over at most this many lines:
MARKER_LINES = 6
SEARCHED_LINES = 3_000  # nobody writes so much above what they quote; further down nothing is looked for

LONGEST_SENT_FROM = 120
FOOTER_LINES = 8  # of a mailing list, at most
LONGEST_WORD = 20  # of those that say "wrote"
DATE_AND_TIME = 7  # digits: 5/3/26 10:00 has the fewest,
DAY_AND_TIME = 8  # and with its whole year 5/3/2026 10:00
WIDTH = 68  # characters: a line of a quote that is as long may have been broken once more on its way
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


def around(text: str, reply: str) -> tuple[str, str]:
    """What stands above and below the new words in the whole text. Where they stand in pieces, all of it is below."""
    if reply == text:
        return "", ""
    lines = [line.rstrip() for line in text.split("\n")]
    whole, new = "\n".join(lines), "\n".join(line.rstrip() for line in reply.split("\n"))
    index = f"\n{whole}\n".find(f"\n{new}\n")
    if index < 0:
        return "", whole.strip("\n")
    return whole[:index].strip("\n"), whole[index + len(new) :].strip("\n")


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
        if _is_original(bare) and _quotes(lines, index + 1):
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
        line = lines[index].rstrip(" \t*|-")
        if line.endswith((":", "：", ">")) or line[-LONGEST_WORD:].lower().endswith(WROTE):
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
    first = _bare(lines[start]).lstrip("- ")
    if not (first.startswith("On ") or "@" in first or _dated(first)):
        return 0
    said = ""
    for count, line in enumerate(lines[start : start + MARKER_LINES], 1):
        piece = _bare(line).strip("- ")
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
        return _says_wrote(said) or (said.rstrip(": ").endswith(">") and _tells_when(said))
    if said.lower().endswith(WROTE):
        return "@" in said and _tells_when(said)
    return _dated(said[:10]) and said.endswith(">") and "@" in said  # 2013/7/20 Anna <anna@example.com>


def _says_wrote(said: str) -> bool:
    """Whether a program says who wrote when; a person who tells what somebody wrote says to whom, or speaks of us."""
    lowered = said.lower()
    names_someone = "@" in said or any(character.isdigit() for character in said)
    if not names_someone or not any(word in lowered for word in WROTE):
        return False
    return "@" in said or TELLING.isdisjoint(lowered.rstrip(":： ").split())


def _tells_when(said: str) -> bool:
    """Whether a date begins the line, or a date and a time stand before the address."""
    return _dated(said[:16]) or sum(character.isdigit() for character in said.partition("<")[0]) >= DATE_AND_TIME


def _dated(said: str) -> bool:
    return sum(character.isdigit() for character in said) >= 4


def _ends_a_sentence(piece: str) -> bool:
    return piece.endswith((".", "!", "?")) and not piece[-2:-1].isdigit()


def _is_original(bare: str) -> bool:
    """`-----Original Message-----` in its languages, with or without the dashes' company of stars."""
    inner = bare.strip("-_*= ")
    dashes = len(bare) - len(inner)
    return dashes >= 4 and len(inner) < 60 and inner.lower().removesuffix(":").strip() in ORIGINAL


def _quotes(lines: list[str], start: int) -> bool:
    """Whether a mail follows, below an empty line, by its head or its signs of quoting: what else stands there was written."""
    if start >= len(lines) or not lines[start].strip():
        return True
    following = [line for line in lines[start : start + 9] if line.strip()][:3]
    return any(_is_quote(line) or _header_name(line) in HEADER_LINES for line in following)


def _is_header_block(lines: list[str], index: int) -> bool:
    """`From: ...` followed by more lines of a mail's head, with a subject, an address or when it was sent: journeys have From
    and To as well.
    """
    line = lines[index]
    is_title = _bare(line).lower().startswith(MESSAGE_OF) and _dated(line[:LONGEST_MARKER])
    if not is_title and _header_name(line) not in SENDER_LINE:
        return False
    following = [line for line in lines[index + 1 : index + 9] if line.strip("> \t")][:4]
    names = [_header_name(line) for line in following]
    if sum(name in HEADER_LINES for name in names) < 2:
        return False
    return not SUBJECT_LINE.isdisjoint(names) or any(
        "@" in each[:LONGEST_MARKER] or (name in SENT_LINE and _digits(each) >= DAY_AND_TIME)
        for name, each in zip(["", *names], (line, *following), strict=True)
    )


def _digits(line: str) -> int:
    return sum(character.isdigit() for character in line[:LONGEST_MARKER])


def _header_name(line: str) -> str:
    name, colon, _ = line.strip("> \t*_|")[:120].replace("：", ":").partition(":")
    return name.strip("*\xa0 ").lower() if colon else ""


def _is_quote(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))


def _is_text(line: str) -> bool:
    return bool(line.strip(" \t_-*=#")) and not _is_quote(line)


def _quoted(lines: list[str]) -> list[bool]:
    """Which lines are quoted: those with the sign, and what a long one lost when it was broken once more on its way."""
    found, before = [], ""
    for index, line in enumerate(lines):
        spilled = bool(before) and bool(line.strip()) and len(before) + 1 + len(line.split(None, 1)[0]) > WIDTH
        if spilled and not _is_quote(line):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            spilled = _is_quote(following) or line[:1].islower()
        found.append(_is_quote(line) or spilled)
        before = line if found[-1] else ""
    return found


def _between_the_quotes(lines: list[str]) -> list[str]:
    """What somebody who began above went on to say between the quotes, with them; nothing where nobody did."""
    if not _is_quote(next((line for line in lines if line.strip()), "")):
        return []
    written = _without_tail(lines)
    quoted = _quoted(written)
    return lines if any(_is_text(line) and not quoted[index] for index, line in enumerate(written)) else []


def _below_the_quote(lines: list[str]) -> list[str]:
    """A reply written under what it quotes; between quotes, the quotes stay: they say what is answered."""
    lines = _without_head(lines)
    quoted = _quoted(lines)
    if True not in quoted:
        return lines
    first, last = quoted.index(True), len(quoted) - 1 - quoted[::-1].index(True)
    if any(_is_text(line) and not quoted[index] for index, line in enumerate(lines[first:last], first)):
        return lines
    return lines[last + 1 :]


def _without_head(lines: list[str]) -> list[str]:
    """Without the From, Date and Subject lines of a mail that was forwarded; they end at an empty line."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines or _header_name(lines[start]) not in HEADER_LINES:
        return lines
    return lines[next((index for index in range(start, len(lines)) if not lines[index].strip()), start) :]


def _without_tail(lines: list[str]) -> list[str]:
    """Up to `-- `, without quotes that nothing follows, and without what a telephone or a mailing list adds."""
    kept = lines[: _signature(lines)]
    footer = _footer(kept)
    kept = kept[:footer] if footer is not None else kept
    while kept and (not _is_text(kept[-1]) or _is_sent_from(kept[-1])):
        kept.pop()
    return kept


def _signature(lines: list[str]) -> int:
    """Where it begins: at the only line of two dashes below some words. Two of them set apart what stands between."""
    begins, words_above = [], False
    for index, line in enumerate(lines):
        if words_above and len(line) < 9 and line.strip() in SIGNATURES:
            begins.append(index)
        words_above = words_above or _is_text(line)
    exact = [index for index in begins if lines[index] == "-- "]
    return exact[0] if exact else begins[0] if len(begins) == 1 else len(lines)


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
