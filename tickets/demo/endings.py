"""How a ticket ends: the fix, the customer's word on it, and what they thought of us."""

from __future__ import annotations

from tickets.demo import phrases
from tickets.demo.script import DAY, HOUR, MINUTE, Script
from tickets.rules.lifecycle import CLOSES_AFTER

DISSATISFIED = ("dispute", "back")


def solved(s: Script) -> None:
    """We tell the fix; then the customer has the last word, or says nothing, and in time it closes."""
    _resolves(s, s.topic.fixes)
    word = _customers_word(s)
    if word in DISSATISFIED:
        s.work(20 * MINUTE, 12 * HOUR)
        if s.chance(0.5):
            s.add("opened_history", by=s.take())
        _resolves(s, phrases.SECOND_FIXES)
        if s.chance(0.6):
            _confirms(s)
    _scores(s, satisfied=word not in DISSATISFIED)
    resolved_at = max(line["at"] for line in s.lines if line["kind"] == "resolve")
    s.add("close", at=resolved_at + CLOSES_AFTER)


def _resolves(s: Script, fixes: tuple[str, ...]) -> None:
    if s.owed:
        s.hang_up()
    sorry = s.dice.choice(phrases.SORRY) if s.chased else ""
    number = s.answer(s.to_customer(fixes, sorry))
    if not s.session:
        s.keep()
    s.add("resolve", by=s.take())
    if s.chance(0.93):
        s.add("asked_confirmation")
    if s.lines[number - 1]["channel"] == "email" and s.chance(0.006):
        _bounces(s, number)


def _bounces(s: Script, number: int) -> None:
    s.later(MINUTE, 5 * MINUTE)
    s.add("bounce", of=number)
    s.add("note", by=s.take(), text=phrases.BOUNCED_NOTE)


def _customers_word(s: Script) -> str:
    word = s.dice.choices(("confirm", "silence", "thanks", "dispute", "back"), (46, 27, 13, 5, 9 - 4 * s.care))[0]
    if s.session and s.channel == "phone":
        s.session = None
        if word in ("confirm", "thanks"):
            s.later(5, 40)
            s.add("confirm", spoken=True)
            return "confirm"
    s.session = None
    if word == "confirm":
        _confirms(s)
    elif word == "thanks":
        _says_thanks(s)
    elif word == "dispute":
        s.customer_takes_time(HOUR, 4 * DAY)
        s.add("dispute")
    elif word == "back":
        s.customer_takes_time(2 * HOUR, 9 * DAY)
        s.contact(s.dice.choice(("email", "email", "web", "chat")), s.say(phrases.STILL_BROKEN))
        s.session = None
    return word


def _confirms(s: Script) -> None:
    s.customer_takes_time(10 * MINUTE, 3 * DAY)
    s.add("confirm")


def _says_thanks(s: Script) -> None:
    s.customer_takes_time(5 * MINUTE, 2 * DAY)
    sender = s.person.on("email")
    s.add("thanks", channel="email", text=s.dice.choice(phrases.THANKS), **{"from": sender})
    if s.chance(0.4):
        _confirms(s)


def _scores(s: Script, *, satisfied: bool) -> None:
    """Most are asked, a third answers; who had to chase says so."""
    if not s.chance(0.75):
        return
    survey = s.dice.choices(("csat", "nps", "ces"), (60, 20, 20))[0]
    s.later(HOUR, 2 * HOUR)
    s.add("survey_sent", survey=survey)
    if s.chance(0.36):
        s.customer_takes_time(10 * MINUTE, 2 * DAY)
        mood = _mood(s, satisfied=satisfied)
        comment = s.dice.choice(phrases.COMMENTS[mood])
        s.add("feedback", survey=survey, score=s.dice.choice(SCORES[survey][mood]), comment=comment)


def _mood(s: Script, *, satisfied: bool) -> str:
    good = 80 if satisfied and not s.chased else 25
    return s.dice.choices(("good", "middling", "bad"), (good, 20, 100 - good - 10))[0]


SCORES = {
    "csat": {"good": (4, 5, 5), "middling": (3, 4), "bad": (1, 2, 2)},
    "nps": {"good": (9, 10, 10, 8), "middling": (7, 8, 6), "bad": (0, 2, 4, 6)},
    "ces": {"good": (6, 7, 7), "middling": (4, 5), "bad": (1, 2, 3)},
}
