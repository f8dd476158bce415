"""The story that this product exists for: six days, three channels, two promises, one of them kept.

Told twice: once to its end in the last weeks, and once as it stands on the day of the third
contact, so that there is always a ticket that needs somebody now.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from tickets.demo.customers import Person
from tickets.demo.opening_hours import BERLIN
from tickets.demo.script import Script
from tickets.demo.topics import TOPICS
from tickets.rules.business_time import Calendar

DAY = timedelta(days=1)
HANGS = next(topic for topic in TOPICS if topic.name == "app hangs")
MIA = Person("Mia Novak", "mia@example.com", "+493023125901", "mia")
TOBIAS = Person("Tobias Falk", "tobias.falk@example.org", "+493023125902", "tobias")

FACTS = {
    "device": "Pixel 7",
    "app_version": "4.2",
    "symptom": "hangs when the basket is opened",
}


def told(dice: Random, hours: Calendar, until: datetime) -> Script:
    """The whole story, Wednesday to Tuesday, in the last week of its kind that is over."""
    day = until.astimezone(BERLIN).date()
    while day.weekday() != 1 or _at(day, 12) > until.timestamp() or _is_odd(hours, day - 6 * DAY):
        day -= DAY
    script = _script(dice, hours, TOBIAS, _at(day - 6 * DAY, 10))
    _until_the_call(script, mail=day - 3 * DAY, call=day - DAY, fix_by=_at(day, 10))
    script.at = _at(day, 10)
    script.answer("It is fixed in 4.2.1. Please tell us whether it works for you.")
    script.lines[-1]["channel"] = "email"
    script.keep()
    script.add("resolve", by="ben")
    script.add("asked_confirmation")
    script.add("confirm", at=_at(day, 12))
    return script


def running(dice: Random, hours: Calendar, until: datetime) -> Script:
    """The story on the morning of the call, which is the last working day's: what now?"""
    call = until.astimezone(BERLIN).date()
    while not _works(hours, call) or _at(call, 10, 31) > until.timestamp():
        call -= DAY
    mail = call - (2 if call.weekday() == 0 else 1) * DAY
    script = _script(dice, hours, MIA, _at(_working_days_off(hours, call, -3), 10))
    next_day = _working_days_off(hours, call, 1)
    _until_the_call(script, mail=mail, call=call, fix_by=_at(next_day, 10))
    words = "App team: the basket waits for an expired voucher. The fix goes into 4.2.1 tonight."
    script.add("note", by="ben", text=words, at=_at(call, 10, 31))
    return script


def _script(dice: Random, hours: Calendar, person: Person, start: int) -> Script:
    script = Script(dice, hours, HANGS, person, start, "chat")
    script.values = dict(FACTS)
    return script


def _until_the_call(s: Script, *, mail: date, call: date, fix_by: int) -> None:
    start = s.contact("chat", "The app hangs on my phone every time I open the basket.", "The app hangs")
    s.facts(list(FACTS), from_line=start)
    s.at += 4 * 60
    s.answer("We will check and get back to you.", "ana")
    s.promise("check and get back to you")
    s.session = None
    s.at = _at(mail, 10)
    told_us = "I was told on {day:%A} that you would get back to me."
    text = told_us.format(day=datetime.fromtimestamp(s.start, BERLIN))
    s.add("contact", channel="email", subject="App hangs, no answer from chat", text=text)
    s.lines[-1]["from"] = s.person.signed_in()
    s.add("auto_reply", channel="email", text="We have received your message.", at=s.at + 20)
    s.at = _at(call, 10)
    s.contact("phone", "Explains everything again. The basket hangs on every opening.")
    s.at += 60
    s.answer("(call answered)", "ben")
    s.add("asked", by="ben", facts=list(FACTS))
    s.at += 17 * 60
    s.promise("a fix by tomorrow at ten", fix_by)
    s.answer("(call ended)")
    s.session = None


def _at(day: date, hour: int, minute: int = 0) -> int:
    return int(datetime.combine(day, time(hour, minute), BERLIN).timestamp())


def _works(hours: Calendar, day: date) -> bool:
    return hours.is_open(_at(day, 12))


def _working_days_off(hours: Calendar, day: date, count: int) -> date:
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not _works(hours, day):
            day += step
    return day


def _is_odd(hours: Calendar, wednesday: date) -> bool:
    """Whether a holiday or a change of the clocks would give the story other figures."""
    first, last = _at(wednesday, 10), _at(wednesday + 6 * DAY, 10)
    return (last - first, hours.elapsed(first, last)) != (144 * 3600, 32 * 3600)
