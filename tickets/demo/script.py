"""One ticket's life while it is written: the lines so far, the time, and who does what.

The steps that all courses are made of. What has a consequence by the rules (a promise kept at the
instant of an answer, an answer inside a running call) is right here once, so that every course is
legal history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from tickets.demo import phrases
from tickets.demo.customers import Person
from tickets.demo.opening_hours import BERLIN
from tickets.demo.people import agents_of
from tickets.demo.topics import Topic
from tickets.rules.business_time import Calendar

MINUTE, HOUR, DAY = 60, 3600, 86_400
LIVE = ("chat", "phone")


@dataclass
class Script:
    """`at` is the moment that is being written, in Unix seconds; `care` (0 to 1) how well we do.

    `word` is what we last said we would do.
    """

    dice: Random
    hours: Calendar
    topic: Topic
    person: Person
    at: int
    channel: str = "email"
    care: float = 0.5
    key: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    owner: str | None = None
    owed: tuple[int, int] | None = None
    session: str | None = None
    sessions: int = 0
    chased: int = 0
    word: str = phrases.UNCERTAIN_WORD
    known: set[str] = field(default_factory=set)
    beside: list[Script] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start = self.at
        for key, choices in self.topic.facts.items():
            pattern = self.dice.choice(choices)
            self.values[key] = "".join(str(self.dice.randrange(10)) if letter == "#" else letter for letter in pattern)

    # Time

    def later(self, least: float, most: float) -> None:
        """Let some time of the calendar pass."""
        self.at += max(1, int(self.dice.uniform(least, most)))

    def work(self, least: float, most: float) -> None:
        """Let some business time pass."""
        due = self.hours.due(self.at, max(1, int(self.dice.uniform(least, most))))
        self.at = max(self.at + 1, due or self.at)

    def customer_takes_time(self, least: float, most: float) -> None:
        """Let calendar time pass until the customer moves: by day or in the evening."""
        self.later(least, most)
        hour = datetime.fromtimestamp(self.at, BERLIN).hour
        if hour < 7:
            self.at += (7 - hour) * HOUR + self.dice.randrange(2 * HOUR)

    def chance(self, probability: float) -> bool:
        """Throw the dice."""
        return self.dice.random() < probability

    # Words

    def say(self, patterns: Sequence[str] | str, **more: str) -> str:
        """One of the phrases, filled in with what this ticket is about."""
        pattern = patterns if isinstance(patterns, str) else self.dice.choice(patterns)
        first_name = self.person.name.split()[0]
        words = {"name": first_name, "thing": self.topic.thing, **self.values, **more}
        text = pattern.format_map(words)
        return text[:1].upper() + text[1:]

    def to_customer(self, patterns: Sequence[str] | str, before: str = "", **more: str) -> str:
        """A phrase of ours: with a greeting above it, or without one where they talk already."""
        greeting = "" if self.session else self.say(phrases.GREETINGS)
        return greeting + before + self.say(patterns, **more)

    # Lines

    def add(self, kind: str, **values: Any) -> int:
        """Write a line at this moment (or `at`); its number is what others refer to."""
        number = len(self.lines) + 1
        self.lines.append({"id": number, "at": self.at, "kind": kind, **values})
        return number

    def contact(self, channel: str, text: str, subject: str = "") -> int:
        """The customer turns to us. Calls come when we are open; a chat then is live."""
        if channel == "phone" and not self.hours.is_open(self.at):
            self.at = (self.hours.next_open(self.at) or self.at) + self.dice.randrange(3 * HOUR)
        self.channel = channel
        known = {"subject": subject} if subject else {}
        if channel in LIVE:
            self.sessions += 1
            known["session"] = f"{channel}{self.sessions}"
        sender = self.person.signed_in() if channel == "chat" else self.person.on(channel)
        number = self.add("contact", channel=channel, **{"from": sender}, **known, text=text)
        live = channel in LIVE and self.hours.is_open(self.at)
        self.session = known["session"] if live else None
        if channel in ("email", "web") and self.chance(0.8):
            self.add("auto_reply", channel="email", text=self.dice.choice(phrases.AUTO_REPLY))
            self.lines[-1]["at"] += self.dice.randint(4, 40)
        return number

    def facts(self, keys: Sequence[str], from_line: int | None = None, by: str | None = None) -> None:
        """Note what the customer told."""
        self.known.update(keys)
        source = {"from_line": from_line} if from_line else {}
        author = {"by": by} if by else {}
        self.add("facts", facts={key: self.values[key] for key in keys}, **source, **author)

    def take(self, agent: str | None = None) -> str:
        """Make somebody of the team own it."""
        agent = agent or self.owner or self.dice.choice(agents_of(self.topic.team))
        if agent != self.owner:
            self.add("assign", to=agent, team=self.topic.team)
            self.owner = agent
        return agent

    def somebody_else(self) -> str:
        """Another agent of the team, if there is one."""
        others = [agent for agent in agents_of(self.topic.team) if agent != self.owner]
        return self.dice.choice(others or agents_of(self.topic.team))

    def answer(self, text: str, agent: str | None = None) -> int:
        """A person of ours answers: in the running chat or call, or by starting one or a mail."""
        by = self.take(agent)
        if self.session:
            return self.add("answer", channel=self.channel, by=by, text=text, initiated=False, session=self.session)
        channel = "phone" if self.channel == "phone" and self.chance(0.5) else "email"
        return self.add("answer", channel=channel, by=by, text=text)

    def hang_up(self) -> None:
        """End the running call or chat."""
        if self.session and self.channel == "phone":
            self.later(2 * MINUTE, 14 * MINUTE)
            self.answer(self.dice.choice(phrases.END_OF_CALL))
        self.session = None

    def note(self) -> None:
        """An internal note by the owner."""
        self.add("note", by=self.take(), text=self.say(self.topic.notes))

    # Promises

    def promise(self, text: str, due_at: int | None = None) -> None:
        """We owe something: by a date, or by the policy."""
        given = {"due_at": due_at} if due_at else {}
        number = self.add("promise", by=self.take(), text=text, **given)
        self.owed = number, due_at or self.hours.due(self.at, 8 * HOUR) or self.at

    def until_promised(self) -> None:
        """Let time pass to some moment before the promise is due, or to the very moment."""
        if self.owed:
            left = self.hours.elapsed(self.at, self.owed[1])
            self.work(0.3 * left, left)
            self.at = min(self.at, self.owed[1])

    def past_promise(self, least: float, most: float) -> None:
        """Let the promise break and some business time pass."""
        if self.owed:
            self.at = max(self.at, self.owed[1])
            self.work(least, most)

    def keep(self) -> None:
        """The answer of this moment, started by us, is what was promised."""
        if self.owed:
            self.add("promise_done", by=self.take(), promise=self.owed[0])
            self.owed = None

    def put_off(self, due_at: int) -> None:
        """Replace the promise by a later one, before it is due."""
        if self.owed:
            self.owed = self.add("promise_superseded", promise=self.owed[0], due_at=due_at), due_at

    def waive(self) -> None:
        """The customer does not need it any more."""
        if self.owed:
            self.add("promise_waived", promise=self.owed[0])
            self.owed = None

    # The whole

    def told(self, until: int) -> list[dict[str, Any]]:
        """The lines up to an instant in the form of the history format."""
        return [self._told(line) for line in self.lines if line["at"] <= until]

    def _told(self, line: dict[str, Any]) -> dict[str, Any]:
        told = {**line, "id": f"{self.key}-{line['id']}", "ticket": self.key}
        for name in ("at", "due_at"):
            if name in line:
                told[name] = datetime.fromtimestamp(line[name], BERLIN).isoformat()
        for name in ("promise", "from_line", "of", "session"):
            if name in line:
                told[name] = f"{self.key}-{line[name]}"
        for name in ("into", "to"):
            if isinstance(line.get(name), Script):
                told[name] = line[name].key
        return told
