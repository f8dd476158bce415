"""What a field of a desk's own may hold: each value is kept as a text in the one form of its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from tickets.rules.texts import Worded, gettext_noop

LONGEST = 1000  # characters of a value
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
YES, NO = "yes", "no"
MEANS_YES, MEANS_NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
LARGEST = Decimal(10) ** 15


class FieldKind(StrEnum):
    """What kind of value it is."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class WrongValue(Worded):
    """A value that a field cannot hold, in a sentence for whoever typed it."""


def normal(kind: str, typed: str, choices: Sequence[str] = ()) -> str:
    """A value in the one form of its kind; "" for none. Numbers as `12.5`, dates as ISO 8601, choices as they are listed.

    Error: WrongValue.
    """
    text = " ".join(typed.replace("\0", "").split())
    if not text:
        return ""
    if len(text) > LONGEST:
        raise WrongValue(gettext_noop("At most %(most)d characters."), most=LONGEST)
    return {
        FieldKind.TEXT: _text,
        FieldKind.NUMBER: _number,
        FieldKind.DATE: _date,
        FieldKind.CHOICE: _choice,
        FieldKind.YES_NO: _yes_no,
    }[FieldKind(kind)](text, choices)


def _text(text: str, _choices: Sequence[str]) -> str:
    return text


def _number(text: str, _choices: Sequence[str]) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= LARGEST:
        raise WrongValue(gettext_noop("“%(text)s” is no number, such as 1250 or 12.5."), text=text)
    plain = f"{number.normalize():f}"
    return "0" if plain == "-0" else plain


def _date(text: str, _choices: Sequence[str]) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise WrongValue(gettext_noop("“%(text)s” is no date, such as 2025-03-31."), text=text) from None


def _choice(text: str, choices: Sequence[str]) -> str:
    found = next((choice for choice in choices if choice.casefold() == text.casefold()), None)
    if found is None:
        raise WrongValue(gettext_noop("“%(text)s” is none of: %(choices)s."), text=text, choices=", ".join(choices))
    return found


def _yes_no(text: str, _choices: Sequence[str]) -> str:
    said = text.casefold()
    if said in MEANS_YES | MEANS_NO:
        return YES if said in MEANS_YES else NO
    raise WrongValue(gettext_noop("“%(text)s” is neither yes nor no."), text=text)
