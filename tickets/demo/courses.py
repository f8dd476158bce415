"""The courses that a ticket can take from the first contact until somebody finds the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tickets.demo import phrases
from tickets.demo.opening_hours import BERLIN
from tickets.demo.script import DAY, HOUR, MINUTE, Script

Course = Callable[[Script], None]


def opened(s: Script) -> None:
    """The first contact, with what the form or the chat already asked."""
    text = s.say(s.topic.openings)
    number = s.contact(s.channel, text, s.say(s.topic.subjects))
    mentioned = [key for key, value in s.values.items() if value in text]
    if s.channel in ("chat", "web"):
        mentioned = list(s.values)[: s.dice.randint(1, len(s.values))]
    if mentioned and (s.channel != "phone"):
        s.facts(mentioned, from_line=number)
    if (priority := s.dice.choice(s.topic.priorities)) != "normal":
        s.add("priority", to=priority)


def first_answer(s: Script) -> None:
    """Somebody takes it and answers: within minutes in a chat or call, within the day by mail."""
    if s.session:
        s.later(10, 50) if s.channel == "phone" else s.later(MINUTE, 9 * MINUTE)
    else:
        s.work(6 * MINUTE, (200 - 140 * s.care) * MINUTE)
        if s.chance(0.3):
            s.take()
            s.work(2 * MINUTE, 40 * MINUTE)
    if s.session and s.channel == "phone":
        s.answer(s.dice.choice(phrases.ON_THE_PHONE))
        s.facts(list(s.values), by=s.take())
        s.later(MINUTE, 6 * MINUTE)
    gives_hope(s)


def gives_hope(s: Script) -> None:
    """A first word: somebody looks at it, and perhaps what they will do."""
    promise = s.dice.choice(s.topic.promises)
    when = s.dice.choice(("today", "tomorrow", "this week"))
    text = s.to_customer(phrases.HOLDING, promise=promise, when=when)
    s.answer(text)
    s.word = promise if promise in text else phrases.UNCERTAIN_WORD


def asks_back(s: Script) -> None:
    """We ask for what we do not know, and the customer answers when they can."""
    unknown = [key for key in s.values if key not in s.known]
    if not unknown:
        return
    words = " and ".join(key.replace("_", " ") for key in unknown)
    s.answer(s.to_customer(phrases.ASKING, keys=f"the {words}"))
    s.add("asked", by=s.take(), facts=unknown)
    if s.session:
        s.later(MINUTE, 4 * MINUTE)
    else:
        s.customer_takes_time(HOUR, 30 * HOUR)
    values = ", ".join(s.values[key] for key in unknown)
    channel, session = s.channel, s.session
    if session:
        number = s.add(
            "contact",
            channel=channel,
            **{"from": s.person.signed_in()},
            session=session,
            text=s.say(phrases.CUSTOMER_ANSWERS, values=values),
        )
    else:
        number = s.contact("email", s.say(phrases.CUSTOMER_ANSWERS, values=values))
    s.facts(unknown, from_line=number)


def chases(s: Script) -> None:
    """The customer has waited too long and turns up again, often on another channel."""
    s.chased += 1
    channel = s.dice.choice(("email", "email", "phone", "phone", "chat", "web"))
    if channel == "web" and s.chance(0.5):
        _writes_a_second_ticket(s)
        return
    words = phrases.CALLS_AGAIN if channel == "phone" else phrases.CHASERS
    s.contact(channel, s.say(words))
    if s.session:
        _picks_up(s)


def _picks_up(s: Script) -> None:
    """Whoever is free takes the call or chat: having read the history, or asking everything again."""
    s.later(15, 3 * MINUTE)
    agent = s.somebody_else() if s.chance(0.6) else None
    if s.chance(0.3 + 0.6 * s.care):
        s.add("opened_history", by=agent or s.take())
    s.answer(s.say(phrases.ON_THE_PHONE if s.channel == "phone" else phrases.IN_THE_CHAT), agent)
    asked_again(s)
    s.hang_up()


def asked_again(s: Script) -> None:
    """An agent asks for known facts, or better: shows them and asks whether they still hold."""
    known = sorted(s.known)
    if not known or s.chance(0.35):
        return
    keys = s.dice.sample(known, s.dice.randint(1, len(known)))
    s.add("asked", by=s.take(), facts=keys, verify=s.chance(0.25 + 0.6 * s.care))


def _writes_a_second_ticket(s: Script) -> None:
    """The chaser comes by the form and becomes a ticket of its own, until somebody merges it."""
    twin = Script(s.dice, s.hours, s.topic, s.person, s.at, "web", s.care)
    twin.contact("web", s.say(phrases.CHASERS), s.say(s.topic.subjects))
    s.beside.append(twin)
    s.work(20 * MINUTE, 5 * HOUR)
    by = s.take()
    twin.at = s.at
    twin.add("merge", by=by, into=s)


def plain(s: Script) -> None:
    """Asked, answered."""
    opened(s)
    first_answer(s)
    if s.chance(0.45):
        asks_back(s)
    if not s.session or s.chance(0.4):
        s.hang_up()
        s.work(10 * MINUTE, (9 - 4 * s.care) * HOUR)


def promised(s: Script) -> None:
    """We give our word; it is kept, put off, waived or broken."""
    opened(s)
    first_answer(s)
    gives_word(s)
    s.hang_up()
    if s.chance(0.4):
        s.note()
    fate = s.dice.random()
    if fate < 0.1:
        _puts_off(s)
    elif fate < 0.15:
        s.customer_takes_time(MINUTE, 3 * HOUR)
        if s.owed and s.at < s.owed[1]:
            s.contact("email", phrases.WAIVED)
            s.waive()
            s.work(5 * MINUTE, HOUR)
            return
    if s.chance(0.5 + 0.4 * s.care):
        s.until_promised()
    else:
        s.past_promise(10 * MINUTE, 12 * HOUR)
        if s.chance(0.5):
            chases(s)
            s.work(10 * MINUTE, 6 * HOUR)


def gives_word(s: Script) -> None:
    """What was just said is a promise, with a date or without."""
    s.promise(s.word, at_a_round_hour(s, s.dice.randint(1, 3)) if s.chance(0.5) else None)


def at_a_round_hour(s: Script, days: int) -> int:
    """A working day's hour, as people say it: "by tomorrow at ten"."""
    day = datetime.fromtimestamp(s.at, BERLIN)
    while days:
        day += timedelta(days=1)
        noon = day.replace(hour=12, minute=0, second=0, microsecond=0, fold=0)
        days -= s.hours.is_open(int(noon.timestamp()))
    return int(noon.replace(hour=s.dice.choice((10, 11, 12, 14, 15, 16, 17))).timestamp())


def _puts_off(s: Script) -> None:
    if s.owed and s.owed[1] - s.at > HOUR:
        s.at = s.dice.randrange(s.at + 1, s.owed[1])
        if s.hours.is_open(s.at):
            s.answer(s.to_customer("it takes a little longer than I said."))
            s.put_off(max(s.owed[1], s.at) + s.dice.randint(1, 2) * DAY)


def neglected(s: Script) -> None:
    """A first word, then nothing, until the customer chases, once or more."""
    opened(s)
    if s.session or s.chance(0.8):
        first_answer(s)
        if s.chance(0.7):
            gives_word(s)
        s.hang_up()
    for _ in range(s.dice.randint(1, 3)):
        s.customer_takes_time(20 * HOUR, 70 * HOUR)
        chases(s)
    s.work(20 * MINUTE, (20 - 14 * s.care) * HOUR)


def waits_for_others(s: Script) -> None:
    """It cannot be solved without a third party; we tell the customer how it goes, or do not."""
    opened(s)
    first_answer(s)
    s.hang_up()
    s.work(10 * MINUTE, 3 * HOUR)
    others = s.dice.choice(s.topic.others or ("our supplier",))
    s.answer(s.to_customer(phrases.WAITING_FOR, others=others))
    s.add("status", to="on_hold", by=s.take())
    for _ in range(s.dice.randint(0, 3)):
        s.work(6 * HOUR, (34 - 16 * s.care) * HOUR)
        s.answer(s.to_customer(phrases.UPDATES, others=others))
    if s.chance(0.25):
        s.customer_takes_time(10 * HOUR, 40 * HOUR)
        chases(s)
    s.work(3 * HOUR, 24 * HOUR)
    s.add("status", to="open", by=s.take())


def handed_over(s: Script) -> None:
    """The first to answer is not the one who knows."""
    opened(s)
    first_answer(s)
    s.hang_up()
    s.work(5 * MINUTE, 2 * HOUR)
    colleague = s.somebody_else()
    s.add("note", by=s.take(), text=s.say(phrases.HAND_OVER_NOTES, colleague=colleague.capitalize()))
    s.take(colleague)
    if s.chance(0.6):
        s.work(15 * MINUTE, 4 * HOUR)
        s.add("opened_history", by=s.take())
        gives_hope(s)
        gives_word(s)
        s.until_promised()
    else:
        s.work(HOUR, 12 * HOUR)


def waits_for_customer(s: Script) -> None:
    """We asked, and they are slow; a reminder goes out."""
    opened(s)
    first_answer(s)
    s.hang_up()
    s.work(5 * MINUTE, HOUR)
    keys = list(s.values)
    s.answer(s.to_customer(phrases.ASKING, keys="the " + keys[-1].replace("_", " ")))
    s.add("asked", by=s.take(), facts=[key for key in keys[-1:] if key not in s.known] or ["photo"])
    s.add("status", to="pending", by=s.take())
    if s.chance(0.5):
        s.work(16 * HOUR, 24 * HOUR)
        s.answer(s.to_customer(phrases.MISSING_ANSWER))
        if s.lines[-1]["channel"] == "email" and s.chance(0.15):
            _is_out_of_office(s)
    s.customer_takes_time(12 * HOUR, 110 * HOUR)
    number = s.contact("email", s.say(phrases.CUSTOMER_ANSWERS, values=s.values[keys[-1]]))
    s.facts(keys[-1:], from_line=number)
    s.work(15 * MINUTE, 8 * HOUR)


def _is_out_of_office(s: Script) -> None:
    s.later(5, 50)
    sender = s.person.on("email")
    s.add("contact", channel="email", text=phrases.OUT_OF_OFFICE, automatic=True, **{"from": sender})


COURSES: tuple[tuple[Course, float], ...] = (
    (plain, 42),
    (promised, 20),
    (waits_for_others, 8),
    (handed_over, 8),
    (waits_for_customer, 9),
)
NEGLECT = 26.0
"""The weight of `neglected` where care is 0; it falls as care grows."""


def drawn(s: Script) -> Course:
    """A course by its weight."""
    courses = [course for course, _ in COURSES] + [neglected]
    weights = [weight for _, weight in COURSES] + [NEGLECT * (1 - 0.8 * s.care)]
    return s.dice.choices(courses, weights)[0]
