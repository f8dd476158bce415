"""Which time a sentence names: "by Friday", "bis morgen Mittag", "sous 48 heures"."""

from __future__ import annotations

import re

from tickets.rules.drafts.due import HOUR, MINUTE, Kind, When
from tickets.rules.drafts.language import Language, value

MANY_DAYS = 7  # "within 14 days" are two weeks, unless business days are named
BUSINESS_DAYS = re.compile(r"business|working|werktag|arbeitstag|ouvré|ouvrable|hábil|laborable|lavorativ")
OFFICE_STARTS = 8  # "by 5" is in the afternoon, "by 9" in the morning


def time_in(language: Language, sentence: str) -> When | None:
    """The first kind of time that fits a plain sentence; None if it names none."""
    clock = _clock(language, sentence)
    for pattern, kind, counted in language.times:
        if fit := pattern.search(sentence):
            return _when(language, fit, kind, counted, clock)
    return When(Kind.DAY, 0, clock=clock) if clock is not None else None


def _when(language: Language, fit: re.Match[str], kind: Kind, counted: int, clock: int | None) -> When:
    named = fit.groupdict()
    if kind in (Kind.WEEKDAY, Kind.WEEKDAY_NEXT_WEEK):
        return When(kind, value(language.weekdays, named["weekday"]), clock=clock)
    if kind is Kind.DATE:
        month = named.get("month")
        return When(kind, int(named["day"]), value(language.months, month) if month else 0, clock)
    n = value(language.numbers, named["n"]) if named.get("n") else counted
    if kind is Kind.DAYS and n >= MANY_DAYS and not BUSINESS_DAYS.search(fit.string):
        kind = Kind.DAY
    timed = kind in (Kind.DAY, Kind.DAYS, Kind.WEEKS)
    return When(kind, n, clock=clock if timed else None)


def _clock(language: Language, sentence: str) -> int | None:
    """The time of day that is named, in seconds."""
    for pattern, hour in language.hours:
        fit = pattern.search(sentence)
        if fit is None:
            continue
        if hour is not None:
            return hour * HOUR
        named = fit.groupdict()
        clock = _of_day(int(named["hour"]), named.get("half") or "")
        if clock is not None:
            return clock + int(named.get("minute") or 0) * MINUTE
    return None


def _of_day(hour: int, half: str) -> int | None:
    if (half.startswith("p") and hour < 12) or (not half.startswith("a") and 0 < hour < OFFICE_STARTS):
        hour += 12
    return hour * HOUR if hour < 24 else None
