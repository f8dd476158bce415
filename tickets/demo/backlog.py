"""What is unfinished now: what the everyday courses leave over, and the sorts that get stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tickets.demo import courses, phrases
from tickets.demo.opening_hours import HOUR
from tickets.demo.script import DAY, MINUTE, Script
from tickets.demo.topics import TOPICS
from tickets.demo.world import World


def scripts(world: World) -> Iterator[Script]:
    """The stuck ones, each begun so long ago as its sort has been stuck."""
    until = int(world.until.timestamp())
    for course, count, least, most in STUCK:
        for _ in range(count):
            start = until - int(world.dice.uniform(least, most))
            topic = world.dice.choice(TOPICS)
            script = world.script(topic, start, world.dice.choice(("email", "email", "chat", "web")))
            course(script)
            yield script


def nobody_took_it(s: Script) -> None:
    """It lies in the list."""
    courses.opened(s)


def taken_and_forgotten(s: Script) -> None:
    """Somebody put their name on it and never wrote."""
    courses.opened(s)
    s.session = None
    s.work(10 * MINUTE, 2 * HOUR)
    s.take()


def promise_running(s: Script) -> None:
    """We owe something, in the next days."""
    courses.opened(s)
    courses.first_answer(s)
    s.promise(s.word, courses.at_a_round_hour(s, s.dice.randint(1, 4)))
    s.hang_up()


def promise_broken(s: Script) -> None:
    """We owed something, and they have begun to chase."""
    courses.opened(s)
    courses.first_answer(s)
    s.promise(s.word)
    s.hang_up()
    s.past_promise(MINUTE, HOUR)
    for _ in range(s.dice.randint(0, 2)):
        s.customer_takes_time(5 * HOUR, 40 * HOUR)
        courses.chases(s)


def others_have_it(s: Script) -> None:
    """A third party has it, for long."""
    courses.opened(s)
    courses.first_answer(s)
    s.hang_up()
    others = s.dice.choice(s.topic.others or ("our supplier",))
    s.work(10 * MINUTE, 3 * HOUR)
    s.answer(s.to_customer(phrases.WAITING_FOR, others=others))
    s.add("status", to="on_hold", by=s.take())
    for _ in range(s.dice.randint(0, 4)):
        s.work(8 * HOUR, 26 * HOUR)
        s.answer(s.to_customer(phrases.UPDATES[:2], others=others))


def customer_has_it(s: Script) -> None:
    """We asked, and they have not answered."""
    courses.opened(s)
    courses.first_answer(s)
    s.hang_up()
    s.work(MINUTE, HOUR)
    key = list(s.values)[-1]
    s.answer(s.to_customer(phrases.ASKING, keys="the " + key.replace("_", " ")))
    if key not in s.known:
        s.add("asked", by=s.take(), facts=[key])
    s.add("status", to="pending", by=s.take())


STUCK: tuple[tuple[Callable[[Script], None], int, float, float], ...] = (
    (nobody_took_it, 5, HOUR / 4, 1.5 * DAY),
    (taken_and_forgotten, 5, 4 * HOUR, 5 * DAY),
    (promise_running, 8, HOUR, 3 * DAY),
    (promise_broken, 7, 3 * DAY, 9 * DAY),
    (others_have_it, 7, 2 * DAY, 38 * DAY),
    (customer_has_it, 10, 8 * HOUR, 24 * DAY),
)
"""Course, how many, and between which ages in seconds they began."""
