"""The whole desk's past: when people turn to us, who, about what, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tickets.demo import backlog, phrases, story
from tickets.demo.courses import drawn
from tickets.demo.customers import crowd
from tickets.demo.endings import solved
from tickets.demo.opening_hours import BERLIN, desk
from tickets.demo.script import DAY, HOUR, Script
from tickets.demo.topics import TOPICS, Topic
from tickets.demo.world import DAYS, World
from tickets.rules.business_time import Calendar

TICKETS, CUSTOMERS = 2400, 700

# How many of a hundred contacts come in each hour of the day, and on each day of the week.
BY_HOUR = (1, 0, 0, 0, 0, 1, 2, 3, 6, 9, 10, 9, 7, 6, 7, 7, 6, 5, 4, 5, 5, 4, 3, 2)
BY_WEEKDAY = (21, 18, 16, 16, 14, 8, 7)
BY_DAY = {"email": 40, "chat": 26, "phone": 22, "web": 12}
BY_NIGHT = {"email": 62, "chat": 8, "phone": 0, "web": 30}


def history(now: datetime, seed: int = 4117) -> Iterator[dict[str, Any]]:
    """All lines of the demo desk up to `now`, ticket by ticket; the same for the same arguments."""
    dice = Random(seed)  # noqa: S311 - a world that comes out the same, no secret
    hours = Calendar.from_json(desk()["calendar"])
    world = World(dice, hours, crowd(dice, CUSTOMERS), now.astimezone(BERLIN).replace(microsecond=0))
    until = int(world.until.timestamp())
    scripts = [script for script in _all(world) if script.start <= until]
    scripts.sort(key=lambda script: script.start)
    for number, script in enumerate(scripts, 1001):
        script.key = f"demo-{number}"
    for script in scripts:
        yield from script.told(until)


def _all(world: World) -> Iterator[Script]:
    for written in [*_everyday(world), *_mias_past(world), *backlog.scripts(world)]:
        yield written
        yield from written.beside
    yield story.told(world.dice, world.hours, world.until)
    yield story.running(world.dice, world.hours, world.until)


def _everyday(world: World) -> Iterator[Script]:
    for _ in range(TICKETS):
        start, channel = _moment(world)
        if world.dice.random() < 0.02:
            yield _spam(world, start)
            continue
        script = world.script(_topic(world, start), start, channel)
        drawn(script)(script)
        solved(script)
        if script.chance(0.025):
            script.beside.append(_same_again(script))
        yield script


def _moment(world: World) -> tuple[int, str]:
    """When somebody turns to us, and how: calls come in opening hours, at night one writes."""
    dice = world.dice
    day = world.until - timedelta(days=dice.randrange(DAYS + 1))
    if dice.randrange(max(BY_WEEKDAY)) >= BY_WEEKDAY[day.weekday()]:
        return _moment(world)
    (hour,) = dice.choices(range(24), BY_HOUR)
    moment = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), fold=0)
    start = int(moment.timestamp())
    shares = BY_DAY if world.hours.is_open(start) else BY_NIGHT
    (channel,) = dice.choices(list(shares), list(shares.values()))
    return start, channel


def _topic(world: World, start: int) -> Topic:
    """What it is about. Some weeks ago a release made the app hang for many."""
    age = (int(world.until.timestamp()) - start) / DAY
    weights = [topic.weight * (3 if topic.name == "app hangs" and 12 < age < 24 else 1) for topic in TOPICS]
    return world.dice.choices(TOPICS, weights)[0]


def _same_again(before: Script) -> Script:
    """A new ticket a few days after the last resolution, about the very same: a silent reopen."""
    resolved_at = max(line["at"] for line in before.lines if line["kind"] == "resolve")
    start = resolved_at + before.dice.randint(DAY, 6 * DAY)
    again = Script(before.dice, before.hours, before.topic, before.person, start, "web", before.care)
    again.values = before.values
    drawn(again)(again)
    by = again.take()
    again.add("link", by=by, to=before, relation="same_issue")
    solved(again)
    return again


def _spam(world: World, start: int) -> Script:
    script = world.script(TOPICS[0], start, "email")
    subject, text = world.dice.choice(phrases.SPAM)
    sender = {"email": f"offer{world.dice.randrange(900)}@example.net", "name": "Best Offers"}
    script.add("contact", channel="email", subject=subject, text=text, **{"from": sender})
    script.work(HOUR / 4, 5 * HOUR)
    script.add("spam", by=script.dice.choice(("ana", "dee", "hanna")))
    return script


def _mias_past(world: World) -> Iterator[Script]:
    """What the customer of the running story had asked before."""
    until = int(world.until.timestamp())
    for name, days, channel in (("invoice VAT", 95, "phone"), ("late delivery", 26, "email")):
        topic = next(topic for topic in TOPICS if topic.name == name)
        start = world.hours.next_open(until - days * DAY) or until
        script = world.script(topic, start + HOUR, channel)
        script.person = story.MIA
        drawn(script)(script)
        solved(script)
        yield script
