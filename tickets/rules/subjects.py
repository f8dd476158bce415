"""Subjects of mails: what mail programs put before them, in their languages ("Re: AW: Re:"), and how that is folded.

`VS:` and `R:` mean different things in different languages, and `I:` may be a word: they are left as they are.
"""

from __future__ import annotations

import unicodedata

REPLY = frozenset({
    "re", "aw", "antw", "antwort", "sv", "odp", "ynt", "res", "ref", "rif", "bls", "atb", "απ", "отв", "ответ", "hal", "vá",
    "回复", "回覆", "答复", "答覆", "回信", "返信", "답장", "회신",
})  # fmt: skip
FORWARD = frozenset({
    "fw", "fwd", "wg", "tr", "rv", "enc", "vl", "vb", "vid", "doorst", "pd", "ilt", "İlt".lower(), "πρθ", "пер", "trs", "továbbítás",
    "转发", "轉寄", "转寄", "轉發", "転送", "전달",
})  # fmt: skip
UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # control, half characters, line ends
TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # what follows would be shown backwards
LONGEST_PREFIX = 16  # characters, of one
MOST_PREFIXES = 50


def one_line(words: str) -> str:
    """What stands in a header, or is shown as one line: without line breaks, control characters and turned directions."""
    seen = (" " if unicodedata.category(character) in UNSEEN else character for character in words)
    return " ".join("".join(character for character in seen if character not in TURNED).split())


def _split(subject: str) -> tuple[str, str]:
    """The first prefix ("reply", "forward" or nothing) and what follows it."""
    head, colon, _ = subject[:LONGEST_PREFIX].replace("：", ":").partition(":")
    if not colon:
        return "", subject
    name = head.strip().lower().rstrip("0123456789[]()^* ")
    kind = "reply" if name in REPLY else "forward" if name in FORWARD else ""
    return kind, subject[len(head) + 1 :].lstrip() if kind else subject


def is_forward(subject: str) -> bool:
    """Whether its first word says that it passes something on."""
    return _split(subject.strip())[0] == "forward"


def folded(subject: str) -> str:
    """`Re: AW: Re: Help` as `Re: Help`; a subject with one such word, or none, as it is."""
    kinds: list[str] = []
    rest = subject.strip()
    for _ in range(MOST_PREFIXES):
        kind, after = _split(rest)
        if not kind:
            break
        kinds.append(kind)
        rest = after
    if len(kinds) < 2:
        return subject.strip()
    once = [kind for index, kind in enumerate(kinds) if index == 0 or kind != kinds[index - 1]]
    shown = [{"reply": "Re:", "forward": "Fwd:"}[kind] for kind in once[:2]]
    return " ".join([*shown, rest]).strip()


def answering(subject: str) -> str:
    """The subject of an answer to a mail with this one: as it is without its own `Re:`s, after one of ours."""
    rest = subject.strip()
    for _ in range(MOST_PREFIXES):
        kind, after = _split(rest)
        if kind != "reply":
            break
        rest = after
    return f"Re: {rest}".strip()
