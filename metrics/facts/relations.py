"""All relations: what is kept of every ticket for its reports. Only tickets that count and have begun have rows (definitions 6).

Instants are Unix seconds, durations seconds; words stand as their codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from metrics.digests import Digest
from metrics.digests.holding import FORM as DIGEST_FORM
from metrics.facts.relation import Relation, Row
from metrics.facts.risks import risks
from metrics.facts.words import Words


def _place(ticket: Digest, words: Words) -> Iterator[Row]:
    """Which part it is in by each split that knows one part only."""
    if ticket.counts:
        parts = ticket["parts"]
        people = [who(parts[name][0], words) for name in ("owner", "team")]
        yield ticket.start, *people, *(words(parts[name][0]) for name in SPLIT_BY_WORDS)


def who(value: Any, words: Words) -> Any:
    """Who or what has a number here is a word in files."""
    return words(value) if isinstance(value, str) else value


SPLIT_BY_WORDS = ("channel", "hour", "priority", "status", "waiting_on", "weekday")


def _tags(ticket: Digest, words: Words) -> Iterator[Row]:
    if ticket.counts:
        yield from ((ticket.start, words(tag)) for tag in ticket["tags"])


def _life(ticket: Digest, words: Words) -> Iterator[Row]:
    """From the start to the resolution that holds, and the business seconds between."""
    if ticket.counts:
        yield tuple(ticket["life"])


def _ending(ticket: Digest, words: Words) -> Iterator[Row]:
    """The same by its end."""
    return (row for row in _life(ticket, words) if row[1] is not None)


def _standing(ticket: Digest, words: Words) -> Iterator[Row]:
    """How it stands."""
    if ticket.counts:
        told = ticket["standing"]
        marks = [told[name] for name in ("opened_by_us", "resolved", "untold", "reopened")]
        yield ticket.start, words(told["loop"]), words(told["waiting_on"]), *marks


def _first(ticket: Digest, words: Words) -> Iterable[Row]:
    return _waits(ticket, "first")


def _following(ticket: Digest, words: Words) -> Iterable[Row]:
    return _waits(ticket, "following")


def _waits(ticket: Digest, section: str) -> Iterator[Row]:
    """Each wait for an answer: from when to when, in business seconds, and whether an answer ended it."""
    if ticket.counts:
        yield from ((ticket.start, *wait) for wait in ticket[section])


def _clocks(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each clock: its target, its state, when it falls due and ended, and by how much it was missed."""
    if ticket.counts:
        for target, state, *more in ticket["service_levels"]:
            yield ticket.start, words(target), words(state), *more


def _running(ticket: Digest, words: Words) -> Iterator[Row]:
    """Those that run and are over their target already, or have an instant at which they will be."""
    return (row for row in _clocks(ticket, words) if row[ENDED] is None and row[DUE] is not None)


DUE, ENDED = 3, 4


def _overdue(ticket: Digest, words: Words) -> Iterator[Row]:
    """Of each missed clock, on whom its ticket waited since it was due."""
    if ticket.counts:
        yield from ((ticket.start, words(target), words(part), *told) for target, part, *told in ticket["overdue"])


def _turned_to(ticket: Digest, words: Words) -> Iterator[Row]:
    """When a person of ours first turned to the customer."""
    if ticket.counts:
        yield ticket.start, ticket["turned_to"]


def _promises(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each promise: when it falls due, its state, and whether it is owed."""
    if ticket.counts:
        yield from ((ticket.start, due_at, words(state), owed) for due_at, state, owed in ticket["promises"])


def _owed(ticket: Digest, words: Words) -> Iterator[Row]:
    """Those that are owed."""
    return (row[:3] for row in _promises(ticket, words) if row[3])


def _repeats(ticket: Digest, words: Words) -> Iterator[Row]:
    """Its repeat contacts, its known facts, and what was asked again of either."""
    if ticket.counts:
        yield ticket.start, *(ticket["repeats"][name] for name in REPEATS)


REPEATS = ("handled", "asked_again", "history_opened", "known", "facts_asked_again")


def _open(ticket: Digest, words: Words) -> Iterator[Row]:
    """One that is not resolved: whom it waits on, since when it is stalled, whose it is."""
    standing = ticket["standing"]
    if ticket.counts and not standing["resolved"]:
        flags = [since for _rule, _anchor, since, cleared in ticket["stalled"] if cleared is None]
        owner = who(ticket["parts"]["owner"][0], words)
        yield ticket.start, words(standing["waiting_on"]), min(flags, default=None), owner


def _flags(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each flag: its rule, the event that it is counted from, since when, and when it ended; whether the ticket counts."""
    for rule, anchor, since, cleared in ticket["stalled"]:
        yield ticket.start, words(rule), who(anchor, words), since, cleared, ticket.counts


def _returns(ticket: Digest, words: Words) -> Iterator[Row]:
    """By its first resolution: whether the customer brought it back, and how soon after that at the earliest."""
    found = ticket["resolutions"]
    if ticket.counts and found:
        first = found[0][0]
        yield ticket.start, first, min((back - first for _at, back in found if back is not None), default=None)


def _resolutions(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each resolution."""
    if ticket.counts:
        yield from ((ticket.start, at) for at, _back in ticket["resolutions"])


def _links(ticket: Digest, words: Words) -> Iterator[Row]:
    """The tickets that it says are the same issue, as it calls them."""
    if ticket.counts:
        yield from ((ticket.start, who(other, words)) for other in ticket["same_issue"])


def _names(ticket: Digest, words: Words) -> Iterator[Row]:
    """How links may call it, if not by its number."""
    if ticket.counts:
        others = sorted((name for name in ticket.known_as if name != ticket.number), key=str)
        yield from ((ticket.start, who(name, words)) for name in others)


def _scores(ticket: Digest, words: Words) -> Iterator[Row]:
    """The last score of each survey: when, by which event, how many points; and whose ticket it is on."""
    if ticket.counts:
        for survey, given in ticket["scores"].items():
            at, event, points = given[-1]
            yield ticket.start, words(survey), at, who(event, words), points


def _surveys(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each survey that was sent: when, and whether it was answered."""
    if ticket.counts:
        for survey, sent in ticket["surveys"].items():
            yield from ((ticket.start, words(survey), at, answered) for at, answered in sent)


def _contacts(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each contact: when it came, its channel, whether it was a chaser; the channel of the one before."""
    if ticket.counts:
        before = None
        for at, channel, chaser in ticket["contacts"]:
            yield ticket.start, at, words(channel), chaser, words(before)
            before = channel


def _answers(ticket: Digest, words: Words) -> Iterator[Row]:
    """When each human answer was begun."""
    if ticket.counts:
        yield from ((ticket.start, at) for at in ticket["answers"])


def _spent(ticket: Digest, words: Words) -> Iterator[Row]:
    """Where its time went: the seconds of what is over on both clocks, and since when the rest runs; whether it is resolved."""
    if ticket.counts:
        ended = ticket["standing"]["resolved"]
        yield from ((ticket.start, words(part), *told, ended) for part, told in ticket["spent"].items())


def _handed_on(ticket: Digest, words: Words) -> Iterator[Row]:
    """How often it was handed on."""
    if ticket.counts:
        yield ticket.start, ticket["handed_on"]


def _known(ticket: Digest, words: Words) -> Iterator[Row]:
    """The facts that are known of it, as key=value."""
    if ticket.counts:
        yield from ((ticket.start, words(fact)) for fact in dict.fromkeys(ticket["known"]))


def _disputes(ticket: Digest, words: Words) -> Iterator[Row]:
    """Each time the customer said "not solved"."""
    if ticket.counts:
        yield from ((ticket.start, at) for at in ticket["disputes"]["at"])


def _risks(ticket: Digest, words: Words) -> Iterator[Row]:
    """Why its customer is at risk, as far as it alone says, and since when."""
    if ticket.counts:
        yield from ((ticket.start, words(reason), since) for reason, since in risks(ticket))


WAIT = {"start": "i8", "since": "i8", "until": "i8", "business": "i8", "answered": "?"}
LIFE = {"start": "i8", "end": "i8", "business": "i8"}
CONTACT = {"start": "i8", "at": "i8", "channel": "i8", "chaser": "?", "before": "i8"}
CLOCK = {
    "start": "i8",
    "target": "i8",
    "state": "i8",
    "due": "i8",
    "ended": "i8",
    "in_business": "?",
    "over": "i8",
    "since": "i8",
}


def _columns(*names: str, marks: Iterable[str] = ()) -> dict[str, str]:
    return {"start": "i8"} | dict.fromkeys(names, "i8") | dict.fromkeys(marks, "?")


_ALL = (
    Relation("places", _columns("owner", "team", *SPLIT_BY_WORDS), _place, ("parts",)),
    Relation("tags", _columns("tag"), _tags, ("tags",)),
    Relation("lives", LIFE, _life, ("life",)),
    Relation("endings", LIFE, _ending, ("life",), at="end"),
    Relation(
        "standing",
        _columns("loop", "waiting_on", marks=("opened_by_us", "resolved", "untold", "reopened")),
        _standing,
        ("standing",),
    ),
    Relation("first", WAIT, _first, ("first",)),
    Relation("following", WAIT, _following, ("following",)),
    Relation("clocks", CLOCK, _clocks, ("service_levels",)),
    Relation("running", CLOCK, _running, ("service_levels",), at=None),
    Relation("overdue", _columns("target", "part", "calendar", "business", "running"), _overdue, ("overdue",)),
    Relation("turned_to", _columns("at"), _turned_to, ("turned_to",)),
    Relation("promises", _columns("due_at", "state", marks=("owed",)), _promises, ("promises",), at="due_at"),
    Relation("owed", _columns("due_at", "state"), _owed, ("promises",), at=None),
    Relation("repeats", _columns(*REPEATS), _repeats, ("repeats",)),
    Relation(
        "open", _columns("waiting_on", "stalled_since", "owner"), _open, ("standing", "stalled", "parts"), at=None
    ),
    Relation(
        "flags",
        _columns("rule", "anchor", "since", "cleared", marks=("counts",)),
        _flags,
        ("stalled",),
        "cleared",
        True,
    ),
    Relation("returns", _columns("resolved_at", "back_after"), _returns, ("resolutions",), at="resolved_at"),
    Relation("resolutions", _columns("at"), _resolutions, ("resolutions",)),
    Relation("links", _columns("other"), _links, ("same_issue",), at=None),
    Relation("names", _columns("name"), _names, (), at=None),
    Relation("scores", _columns("survey", "at", "event", "points"), _scores, ("scores",), at="at"),
    Relation("surveys", _columns("survey", "at", marks=("answered",)), _surveys, ("surveys",), at="at"),
    Relation("contacts", CONTACT, _contacts, ("contacts",)),
    Relation("arrivals", CONTACT, _contacts, ("contacts",), at="at"),
    Relation("answers", _columns("at"), _answers, ("answers",), at="at"),
    Relation(
        "spent", _columns("part", "calendar", "business", "running", marks=("ended",)), _spent, ("spent", "standing")
    ),
    Relation("handed_on", _columns("times"), _handed_on, ("handed_on",)),
    Relation("known", _columns("fact"), _known, ("known",)),
    Relation("disputes", _columns("at"), _disputes, ("disputes",), at="at"),
    Relation("risks", _columns("reason", "since"), _risks, ("contacts", "disputes", "promises", "standing"), at=None),
)
RELATIONS: dict[str, Relation] = {relation.name: relation for relation in _ALL}

RELATIONS_VERSION = 2  # raise it when rows are told otherwise, or have other columns
FORM = f"{DIGEST_FORM}.{RELATIONS_VERSION}"
