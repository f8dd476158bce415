"""Histories: lines of the history format as plain objects, made up or read, and the stories that the rules tell of them.

No database. `histories()` makes up legal ones for property tests: every line is one that the lifecycle takes, whatever
happened before, so importing or playing them refuses nothing. Times are whole seconds; gaps of none are frequent.
"""

import json
import random
from collections import defaultdict
from datetime import UTC, datetime

from hypothesis import strategies as st

from metrics.measures import TicketStory
from tickets.events.history_format import parse
from tickets.events.replay import story_of
from tickets.rules.desk import Desk
from tickets.rules.story import Event

MONDAY = 1_741_593_600  # 10 March 2025, 08:00 UTC: three weeks before Europe's clocks change
MINUTE, HOUR, DAY = 60, 3600, 86_400
AGENTS = ("ana", "ben", "cho")
CHANNELS = ("chat", "email", "phone", "web", "social", "in_person", "other")
KEYS = ("device", "app_version", "symptom")
SCORES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
GAPS = (0, 0, 0, 1, 20, 5 * MINUTE, 10 * MINUTE, 50 * MINUTE, HOUR, 7 * HOUR, 16 * HOUR, DAY, 3 * DAY)
LONGEST_RESOLVED = 29 * DAY  # a day later a live desk closes the ticket, and a contact opens another


# --- Reading ----------------------------------------------------------------------------------


def read(path):
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def reports(path):
    """Reference reports. Their NPS interval ran over the ends of its scale; today's ends there (definitions 6)."""
    told = read(path)
    for figures in (report["figures"] for report in told if report["report"] == "nps"):
        if figures["interval"]:
            figures["interval"] = [min(100.0, max(-100.0, bound)) for bound in figures["interval"]]
    return told


def of_reference(figures, expected):
    """Those of a report's figures that the reference has too: a report may say more."""
    return {name: figures[name] for name in expected}


def seconds(text):
    """An instant of the format as Unix seconds."""
    return int(datetime.fromisoformat(text).timestamp())


def written(at):
    """Unix seconds as the format writes them."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def event_of(raw, number):
    """A line as the rules see it."""
    told = parse(raw)
    said = {key: value for key, value in told.said.items() if key not in ("text", "subject", "from")}
    if "from" in told.said:
        said["address"] = told.said["from"].get("email")
    if told.kind == "facts":
        said["keys"] = list(said.pop("facts"))
    return Event(number, told.at, told.kind, told.by, said, told.recorded_at, told.id)


def logs(raws, as_of=None):
    """What each ticket's story is told from, and by what names it is known: merged tickets belong to their root."""
    lines, into = defaultdict(list), {}
    for number, raw in enumerate(raws):
        line = event_of(raw, number)
        if as_of is None or line.at <= as_of:
            lines[raw["ticket"]].append(line)
            if line.kind == "merge":
                into[raw["ticket"]] = raw["into"]
    found = defaultdict(lambda: ([], set()))
    for ticket, own in lines.items():
        root = ticket
        while root in into:
            root = into[root]
        found[root][0].extend(own)
        found[root][1].add(ticket)
    return found


def stories(raws, desk, as_of=None):
    """Every ticket's story by its key, as of an instant."""
    raws = list(raws)
    facts = {number: raw["facts"] for number, raw in enumerate(raws) if raw["kind"] == "facts"}
    whose = customers(raws)
    return {
        key: TicketStory(key, None, story_of(own, desk), own, frozenset(names), whose[key], facts)
        for key, (own, names) in logs(raws, as_of).items()
    }


def customers(raws):
    """Whose each ticket is: whoever wrote first by an address, else somebody of its own."""
    whose = {raw["ticket"]: raw["ticket"] for raw in raws}
    for raw in sorted(raws, key=lambda raw: seconds(raw["at"]), reverse=True):
        if (raw.get("from") or {}).get("email"):
            whose[raw["ticket"]] = raw["from"]["email"]
    return whose


# --- Desks ------------------------------------------------------------------------------------

WEEK = {str(day): [["09:00", "17:00"]] for day in range(5)}
LONG_WEEK = {str(day): [["08:00", "20:00"]] for day in range(7)}
NIGHTS = {str(day): [["22:00", "06:00"]] for day in range(7)}
TARGETS = {
    "first_response": {"target_s": HOUR, "clock": "business"},
    "next_response": {"target_s": 8 * HOUR, "clock": "business"},
    "update": {"target_s": DAY, "clock": "calendar"},
    "resolution": {"target_s": 24 * HOUR, "clock": "business"},
    "resolution_net": {"target_s": 16 * HOUR, "clock": "business"},
}


def version(hours, since=None, holidays=()):
    """Opening hours in Berlin, from a date on."""
    return {"valid_from": since, "tz": "Europe/Berlin", "hours": hours, "holidays": list(holidays)}


def _desk(*versions, targets=TARGETS):
    return Desk.from_json({"calendar": {"versions": list(versions)}, "policy": {}, "targets": targets})


OFFICE = _desk(version(WEEK, holidays=["2025-03-12"]))
CHANGING = _desk(version(WEEK), version(NIGHTS, "2025-03-13"), version(LONG_WEEK, "2025-03-29"))
UNAGREED = _desk(version(NIGHTS), targets={})


def desks():
    """An office, one that changes its hours twice, one that works at night and has agreed to nothing."""
    return st.sampled_from((OFFICE, CHANGING, UNAGREED))


# --- Making up --------------------------------------------------------------------------------


@st.composite
def histories(draw, tickets=3, steps=14, merging=None):
    """The lines of up to `tickets` tickets, of up to `steps` moves each, in the order of the file.

    `merging`: the first ticket ends within the second always, never, or (None) now and then.
    """
    dice = Drawn(draw)
    made = _tickets(dice, dice.number(2 if merging else 1, tickets), steps)
    if len(made) > 1 and (dice.coin() if merging is None else merging):
        made[0].merge(made[1])
    if len(made) > 1 and dice.coin():
        made[-1].link(made[0])
    return [line for ticket in made for line in ticket.lines]


def random_desk(seed, tickets, steps=14):
    """The lines of so many tickets of one desk, the same for the same seed; one in ten ends within another."""
    dice = Thrown(seed)
    made = _tickets(dice, tickets, steps)
    for first, second in zip(made[::10], made[1::10], strict=False):
        first.merge(second)
    for first, second in zip(made[2::10], made[3::10], strict=False):
        second.link(first)
    return [line for ticket in made for line in ticket.lines]


def _tickets(dice, number, steps):
    made = [_Ticket(dice, f"H-{index + 1}") for index in range(number)]
    for ticket in made:
        for _ in range(dice.number(1, steps)):
            ticket.move()
    return made


class Drawn:
    """Chance as Hypothesis draws it."""

    def __init__(self, draw):
        self.draw = draw

    def pick(self, choices):
        return self.draw(st.sampled_from(choices))

    def number(self, least, most):
        return self.draw(st.integers(least, most))

    def coin(self):
        return self.draw(st.booleans())


class Thrown:
    """Chance of a seed, for more than Hypothesis draws at once."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def pick(self, choices):
        return self.chance.choice(list(choices))

    def number(self, least, most):
        return self.chance.randint(least, most)

    def coin(self):
        return self.chance.random() < 0.5


class _Ticket:
    """One ticket being made up: its lines so far, and as much of its state as it takes to stay legal."""

    def __init__(self, dice, key):
        self.dice, self.key = dice, key
        self.lines = []
        self.at = MONDAY + dice.number(0, 10 * DAY)
        self.resolved_at = None
        self.owed = {}
        self.carrier = None
        self.sessions = 0
        self.session = None
        self.contact()

    def line(self, kind, **more):
        """Say something at the present instant; gives its id."""
        name = f"{self.key}-{len(self.lines) + 1}"
        self.lines.append({"id": name, "ticket": self.key, "at": written(self.at), "kind": kind, **more})
        return name

    def pick(self, *choices):
        """One of these."""
        return self.dice.pick(choices)

    def move(self):
        """Time passes, and something happens."""
        self.at += self.dice.pick(GAPS)
        if self.resolved_at is not None and self.at - self.resolved_at > LONGEST_RESOLVED:
            return
        moves = RESOLVED_MOVES if self.resolved_at is not None else OPEN_MOVES
        self.pick(*ALWAYS, *moves)(self)

    def sender(self):
        """Who writes: mostly the same address."""
        return {"email": f"{self.key.lower()}@example.org", "name": "Mia"}

    def contact(self):
        """The customer turns to us, now and then within a chat or call that runs."""
        channel = self.pick(*CHANNELS)
        more = {}
        if channel in ("chat", "phone"):
            if self.session and self.session[1] == channel and self.dice.coin():
                more["session"] = self.session[0]
            elif self.dice.coin():
                self.sessions += 1
                more["session"] = f"{self.key}-s{self.sessions}"
                self.session = more["session"], channel
        self.line("contact", channel=channel, text="It fails.", **{"from": self.sender()}, **more)
        self.resolved_at = None

    def thanks(self):
        """A word of thanks, which moves nothing."""
        self.line("thanks", channel=self.pick(*CHANNELS), **{"from": self.sender()})

    def automatic(self):
        """Machines talk: theirs is out of office, ours has received it."""
        if self.dice.coin():
            self.line("contact", channel="email", automatic=True, text="Out of office.", **{"from": self.sender()})
        else:
            self.line("auto_reply", channel="email", text="We have received your message.")

    def answer(self):
        """A person of ours answers; a promise may be kept by it."""
        if self.session and self.dice.coin():
            session, channel = self.session
            started = {"initiated": False, "session": session}
        else:
            channel, started = self.pick(*CHANNELS), {}
        self.carrier = self.line("answer", channel=channel, by=self.pick(*AGENTS), text="We look.", **started)
        if self.owed and not started and self.dice.coin():
            promise = self.pick(*self.owed)
            del self.owed[promise]
            self.line("promise_done", by=self.pick(*AGENTS), promise=promise)

    def promise(self):
        """We owe something, by a date or by the policy."""
        due = self.dice.pick((None, None, HOUR, 7 * HOUR, DAY))
        more = {} if due is None else {"due_at": written(self.at + due)}
        name = self.line("promise", by=self.pick(*AGENTS), text="We call back.", **more)
        self.owed[name] = self.at + (due or 8 * HOUR)  # eight hours of business last at least as long

    def waive(self):
        """The customer lets us off."""
        if self.owed:
            promise = self.pick(*self.owed)
            del self.owed[promise]
            self.line("promise_waived", promise=promise)

    def supersede(self):
        """Another promise takes the place of one that is not due yet."""
        early = [name for name, due in self.owed.items() if self.at < due]
        if early:
            promise, due = self.pick(*early), self.at + 2 * DAY
            del self.owed[promise]
            name = self.line("promise_superseded", by=self.pick(*AGENTS), promise=promise, due_at=written(due))
            self.owed[name] = due

    def status(self):
        """An agent parks it, or takes it up again."""
        self.line("status", by=self.pick(*AGENTS), to=self.pick("open", "pending", "on_hold"))

    def resolve(self):
        """It is done; mostly told and asked."""
        if self.dice.coin():
            self.answer()
        told = self.pick(True, True, False)
        carrier = self.line("resolve", by=self.pick(*AGENTS), delivered=told)
        self.resolved_at = self.at
        if self.pick(True, True, False):
            self.line("asked_confirmation")
        if self.pick(False, False, False, True):
            self.line("bounce", of=self.pick(carrier, self.carrier or carrier))

    def confirm(self):
        """The customer says yes."""
        self.line("confirm", spoken=self.dice.coin())

    def dispute(self):
        """The customer says no."""
        self.line("dispute")
        self.resolved_at = None

    def reopen(self):
        """An agent takes it up again."""
        self.line("status", by=self.pick(*AGENTS), to="open")
        self.resolved_at = None

    def assign(self):
        """Somebody, or nobody, has it."""
        self.line("assign", to=self.pick(None, *AGENTS))

    def note(self):
        """What changes no state: a note, a priority, the history opened."""
        self.pick(
            lambda: self.line("note", by="ana", text="Internal."),
            lambda: self.line("priority", to=self.pick("low", "normal", "high", "urgent")),
            lambda: self.line("opened_history", by=self.pick(*AGENTS)),
        )()

    def facts(self):
        """We learn something, or ask for it."""
        key = self.pick(*KEYS)
        if self.dice.coin():
            more = {"valid_until": written(self.at + DAY)} if self.pick(False, False, True) else {}
            self.line("facts", facts={key: "x1"}, **more)
        else:
            self.line("asked", by=self.pick(*AGENTS), facts=[key], verify=self.pick(False, False, True))

    def score(self):
        """The customer says what they think of us."""
        survey = self.pick(*SCORES)
        self.line("survey_sent", survey=survey)
        self.line("feedback", survey=survey, score=self.dice.number(*SCORES[survey]))

    def exclude(self):
        """Out of every figure; rarely."""
        if self.pick(*(False,) * 5, True):
            self.line(self.pick("spam", "test"))

    def merge(self, other):
        """It goes into another ticket, after both have begun."""
        self.at = max(self.at, seconds(other.lines[0]["at"]))
        self.line("merge", into=other.key)

    def link(self, other):
        """It points at another ticket."""
        self.line("link", to=other.key, relation=self.pick("same_issue", "related"))


ALWAYS = (
    *(_Ticket.contact, _Ticket.contact, _Ticket.answer, _Ticket.answer, _Ticket.promise, _Ticket.waive),
    *(_Ticket.supersede, _Ticket.thanks, _Ticket.automatic, _Ticket.assign, _Ticket.note, _Ticket.facts),
    *(_Ticket.score, _Ticket.exclude),
)
OPEN_MOVES = (_Ticket.status,) * 3 + (_Ticket.resolve,) * 4
RESOLVED_MOVES = (_Ticket.confirm,) * 4 + (_Ticket.dispute,) * 3 + (_Ticket.reopen,) * 2
