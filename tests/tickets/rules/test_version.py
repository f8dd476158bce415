"""A rule that says something else of an old history has a new version: rows that the old one wrote are then made true.

The histories are of every kind of event in any order, drawn once and for all; what no rule allows stands in them too.
"""

import json
import random
from hashlib import sha256

from tests.histories import CHANGING, DAY, HOUR, MONDAY, OFFICE
from tickets.events.replay import story_of
from tickets.rules.projection import project
from tickets.rules.story import Event
from tickets.rules.version import RULES_VERSION

# When this fails you have changed what a rule says of a history. Was it meant? Then raise RULES_VERSION in
# tickets/rules/version.py and write the new fingerprint here; else look for the mistake.
FINGERPRINTS = {4: "5a9f35d5ce58cac7"}

GAPS = (0, 0, 0, 1, 300, 600, 601, HOUR, HOUR + 1, 3 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY)
VERBS = (
    *[("contact",), ("contact",), ("answer",), ("promise",), ("status",), ("assign",), ("bounce",)],
    *[("answer", "promise_done"), ("answer", "resolve", "asked_confirmation"), ("answer", "promise")],
)
# A later kind changes no old history, so it is not drawn: the dice would fall otherwise.
DRAWN = (
    *[
        "answer",
        "asked",
        "asked_confirmation",
        "assign",
        "auto_reply",
        "bounce",
        "close",
        "confirm",
        "contact",
        "dispute",
    ],
    *[
        "facts",
        "feedback",
        "link",
        "merge",
        "not_thanks",
        "note",
        "opened_history",
        "priority",
        "promise",
        "promise_done",
    ],
    *["promise_superseded", "promise_waived", "resolve", "snooze", "split_from", "split_off", "status", "survey_sent"],
    *["thanks", "unmerge"],
)
EMPTY = (None, "", 0, [], {})  # as a new column is for a history that says nothing of it
LOGS, LONGEST = 400, 24


def data(dice, kind, last, at):
    """What an event of a kind may say; `last` names the latest event of each kind before it."""
    of = last.get(dice.choice(("answer", "resolve", "thanks")), "0")
    promise = last.get("promise", "0")
    return {
        "contact": lambda: {"channel": dice.choice(("email", "chat")), "address": 1, **session(dice)},
        "thanks": lambda: {"channel": "email"},
        "not_thanks": lambda: {"of": of},
        "answer": lambda: {"channel": "email", "initiated": dice.random() < 0.8, **session(dice)},
        "bounce": lambda: {"of": of},
        "promise": lambda: {"due_at": at + dice.choice((HOUR, DAY))} if dice.random() < 0.8 else {},
        "promise_done": lambda: {"promise": promise},
        "promise_waived": lambda: {"promise": promise},
        "promise_superseded": lambda: {"promise": promise},
        "facts": lambda: {"keys": ["device"]},
        "asked": lambda: {"facts": ["device"]},
        "assign": lambda: dice.choice(({"to": 1}, {"to": 2}, {"to": None}, {"team": 3})),
        "status": lambda: {"to": dice.choice(("open", "pending", "on_hold"))},
        "priority": lambda: {"to": "high"},
        "snooze": lambda: {"until": at + DAY},
        "resolve": lambda: {"delivered": dice.random() < 0.7},
        "link": lambda: {"to": 5, "relation": "related"},
        "feedback": lambda: {"survey": "csat", "score": 3},
    }.get(kind, dict)()


def session(dice):
    """A chat, now and then."""
    return {"session": f"chat {dice.randrange(2)}"} if dice.random() < 0.2 else {}


def log(dice):
    """One ticket's events: several at an instant, as verbs leave them, or any."""
    at, last, events = MONDAY, {}, []
    while len(events) < LONGEST:
        at += dice.choice(GAPS)
        for kind in dice.choice(VERBS) if dice.random() < 0.7 else (dice.choice(DRAWN),):
            name = str(len(events))
            events.append(Event(len(events), at, kind, dice.choice((1, 2)), data(dice, kind, last, at), at, name))
            last[kind] = name
    return events


def said(events, desk, until):
    """All that rows hold of a history."""
    found = project(story_of(events, desk), desk, until)
    return [
        {column: value for column, value in found.row.items() if value not in EMPTY},
        [(o.promise.event.id, o.state, o.owed, o.settled_at, o.fulfilled_late_at) for o in found.promises],
        [(flag.rule, flag.anchor.id, flag.stalled_from, flag.cleared_at) for flag in found.flags],
        [(c.metric, c.anchor.id, c.due_at, c.ended_at, c.state, c.breached_at) for c in found.clocks],
        found.next_check_at,
    ]


def test_the_version_of_the_rules_is_raised_with_what_they_say():
    dice = random.Random(2025)
    logs = [log(dice) for _ in range(LOGS)]
    told = [
        said(events, desk, events[-1].at + later)
        for events in logs
        for desk, later in ((OFFICE, 0), (OFFICE, DAY), (CHANGING, 7 * DAY))
    ]
    fingerprint = sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]
    assert {RULES_VERSION: fingerprint} == FINGERPRINTS
