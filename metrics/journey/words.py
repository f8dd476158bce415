"""A journey in words: what each sign is called, who did what, and what a line says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.digests.splits import local
from metrics.journey.lines import Line, Sign
from tickets.events import kind_of
from tickets.events.status import StatusSet
from tickets.models import Event, Promise
from tickets.models.words import CHANNEL, RULE, STATUS, SURVEY
from tickets.rules.desk import Desk

EXCERPT = 120  # characters of a message
SIGNS = {
    Sign.CONTACT: gettext_lazy("Contact"),
    Sign.CHASER: gettext_lazy("Contact while it was ours to move: they had to ask again"),
    Sign.SWITCHED: gettext_lazy("On another channel than before"),
    Sign.FORCED: gettext_lazy("Forced to another channel: it was ours to move"),
    Sign.ASKED_AGAIN: gettext_lazy("Was asked again for what we knew"),
    Sign.ANSWER: gettext_lazy("Answered by a person"),
    Sign.PROMISED: gettext_lazy("We promised"),
    Sign.KEPT: gettext_lazy("Promise kept"),
    Sign.BROKEN: gettext_lazy("Promise broken"),
    Sign.OWED: gettext_lazy("Promise broken and still owed"),
    Sign.LATE: gettext_lazy("Done after it was due: broken stays broken"),
    Sign.WAIVED: gettext_lazy("The customer waived the promise"),
    Sign.STALLED: gettext_lazy("Stalled"),
    Sign.RESOLVED: gettext_lazy("Resolved"),
    Sign.REOPENED: gettext_lazy("Came back after it was resolved"),
    Sign.SCORE: gettext_lazy("Score"),
    Sign.LOW_SCORE: gettext_lazy("Low score"),
    Sign.NO_EFFECT: gettext_lazy("Had no effect"),
}
CHANNELS, RULES, STATUSES, SURVEYS = (
    {str(name): word for name, word in words} for words in (CHANNEL, RULE, STATUS, SURVEY)
)
SAID_BY_THE_KIND = frozenset({Sign.CONTACT, Sign.ANSWER, Sign.PROMISED, Sign.RESOLVED, Sign.SCORE})


def channel(name: str) -> str:
    """What a channel is called."""
    return str(CHANNELS.get(name, name))


def score(line: Line) -> str:
    """A score with its survey: "CSAT 2"; "" where none was given."""
    survey, _space, points = line.score.partition(" ")
    return f"{SURVEYS[survey]} {points}" if points else ""


def signs(line: Line) -> list[str]:
    """What a line meant, without what its kind says already."""
    found = [str(SIGNS[sign]) for sign in line.signs if sign not in SAID_BY_THE_KIND]
    return [f"{word}: {RULES.get(line.rule, line.rule)}" if line.rule else word for word in found]


def what(line: Line) -> str:
    """What happened: "Contact, phone"; of a moment of the clock what it meant."""
    if line.is_moment:
        return ", ".join(signs(line))
    to = STATUSES[line.event.data["to"]] if line.kind == StatusSet.name else ""
    parts = [_(kind_of(line.event).label), channel(line.channel).lower(), score(line), str(to).lower()]
    return ", ".join(filter(None, parts))


def moment(at: int, desk: Desk) -> str:
    """An instant on the desk's clock."""
    return f"{local(at, desk):%Y-%m-%d %H:%M}"


def title(lines: Sequence[Line], desk: Desk) -> str:
    """What a sign of the drawing stands for, line by line."""
    return "\n".join(
        f"{moment(line.at, desk)} · {'; '.join(dict.fromkeys([what(line), *signs(line)]))}" for line in lines
    )


@dataclass(frozen=True, slots=True)
class Said:
    """Who did it, and the beginning of what was said."""

    by: str = ""
    text: str = ""
    message: int | None = None


def said(lines: Iterable[Line]) -> dict[int, Said]:
    """Who said what in these lines, by their events: two statements, however many they are."""
    pks = {line.event.id for line in lines}
    promised = dict(Promise.objects.filter(made_in__in=pks).values_list("made_in", Left("text", EXCERPT + 1)))
    rows = Event.objects.filter(pk__in=pks).values_list(
        "pk", "by__username", Left("message__text", EXCERPT + 1), "message"
    )
    return {
        pk: Said(by or "", _excerpt(promised.get(pk) or text or ""), message)
        for pk, by, text, message in rows.order_by()
    }


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
