"""The new words of a reply: without what it quotes and without the signature. One pass over the lines, no
backtracking patterns: this runs on whatever customers send.
"""

from __future__ import annotations

LONGEST_MARKER = 400  # characters of "On ... wrote:", over at most this many lines:
MARKER_LINES = 6

WROTE = (
    " wrote", " writes", "schrieb", "a écrit", "escribió", "ha scritto", "schreef", "escreveu", "napisał", "skrev", "skreiv",
    "пишет", "написал", "写道", "寫道", "kirjoitti", "yazdı", "a scris", "írta", "napsal",
)  # fmt: skip
ORIGINAL = (
    "original message", "original appointment", "forwarded message", "reply message", "ursprüngliche nachricht",
    "weitergeleitete nachricht", "originalnachricht", "message d'origine", "message original", "mensaje original",
    "messaggio originale", "oorspronkelijk bericht", "mensagem original", "originalmeddelande", "ursprungligt meddelande",
    "oprindelig meddelelse", "opprinnelig melding", "wiadomość oryginalna", "исходное сообщение", "пересылаемое сообщение",
    "原始邮件", "原始郵件", "original email", "message transféré", "messaggio inoltrato",
)  # fmt: skip
SENDER_LINE = frozenset(
    {"from", "von", "de", "da", "van", "от", "från", "fra", "od", "lähettäjä", "kimden", "寄件者", "发件人"}
)
HEADER_LINES = SENDER_LINE | frozenset({
    "sent", "date", "to", "cc", "subject", "reply-to", "gesendet", "datum", "an", "betreff", "antwort an", "envoyé", "à",
    "objet", "enviado", "enviada em", "para", "asunto", "assunto", "fecha", "data", "a", "oggetto", "inviato", "risposta",
    "verzonden", "aan", "onderwerp", "skickat", "till", "ämne", "sendt", "til", "emne", "wysłano", "do", "temat", "dla",
    "дата", "кому", "тема", "отправлено", "répondre à", "importance", "发送时间", "收件人", "主题",
})  # fmt: skip
SIGNATURES = frozenset({"--", "—"})
SENT_FROM = (
    "sent from ", "sent via ", "sent with ", "sent by ", "from my ", "envoyé de", "envoyé depuis", "von meinem ", "gesendet von ",
    "gesendet mit", "diese nachricht wurde von meinem", "get outlook for", "get [outlook", "從我的 ", "从我的 ", "enviado desde", "inviato da", "verzonden met",
    "verzonden vanaf", "verstuurd vanaf", "skickat från", "sendt fra", "wysłane z", "отправлено с", "someone from mobile",
)  # fmt: skip


def new_words(text: str) -> str:
    """What the sender added. Never empty when the text is not: then the whole text is the answer."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    whole = "\n".join(lines).strip()
    start, end = _marker(lines)
    if start is None or end is None:
        kept = lines
    elif any(_is_text(line) for line in lines[:start]):
        kept = lines[:start]
    else:
        kept = _below_the_quote(lines[end:])
    kept = _without_tail(kept)
    found = "\n".join(line.rstrip() for line in kept).strip("\n").rstrip()
    return found if found.strip() else whole


def _marker(lines: list[str]) -> tuple[int | None, int | None]:
    """The first and the last + 1 line of what introduces the quoted mail."""
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
    return line[:LONGEST_MARKER].strip(" \t*|").lstrip("> \t*|")


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
    name, colon, _ = line.strip("> \t*_|")[:120].partition(":")
    return name.strip("* ").lower() if colon else ""


def _is_quote(line: str) -> bool:
    return line.lstrip().startswith((">", "|"))


def _is_text(line: str) -> bool:
    return bool(line.strip(" \t_-*=#")) and not _is_quote(line)


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
    """Up to `-- `, without quotes that nothing follows, and without what a telephone adds."""
    end, words_above = len(lines), False
    for index, line in enumerate(lines):
        if words_above and line.strip() in SIGNATURES:
            end = index
            break
        words_above = words_above or _is_text(line)
    kept = lines[:end]
    while kept and (not _is_text(kept[-1]) or _is_sent_from(kept[-1])):
        kept.pop()
    return kept


def _is_sent_from(line: str) -> bool:
    return len(line) < 120 and line.strip(" \t<([*_").lower().startswith(SENT_FROM)
