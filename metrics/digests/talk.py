"""Who said what and how often: contacts, answers, scores, facts, hand-offs, and what tickets say about each other.

Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from metrics.digests.section import Section
from metrics.measures import TicketStory, handoffs
from metrics.surveys import SURVEYS, Survey
from tickets.events.answer import Answered
from tickets.events.facts import HistoryOpened
from tickets.events.feedback import SurveySent
from tickets.events.order import in_order
from tickets.rules.conversation import are_one_answer, is_chaser
from tickets.rules.conversation import contacts as groups_of
from tickets.rules.desk import Desk
from tickets.rules.facts import known_from, known_keys, repeat_contacts
from tickets.rules.story import CameBack, Event, Story


def contacts(ticket: TicketStory, desk: Desk, as_of: int) -> list[tuple[int, str, bool]]:
    """Each contact: when it came, its channel, and whether it was a chaser."""
    groups = groups_of(ticket.story)
    return [(group.first.at, group.channel, is_chaser(group, groups)) for group in groups]


def answers(ticket: TicketStory, desk: Desk, as_of: int) -> list[int]:
    """When each human answer was begun; those of one session are one, as in an update gap."""
    found = ticket.story.answers
    return [
        answer.at
        for before, answer in zip([None, *found], found, strict=False)
        if before is None or not are_one_answer(before, answer)
    ]


def turned_to(ticket: TicketStory, desk: Desk, as_of: int) -> int | None:
    """When a person of ours first turned to the customer since the start; answering their call is no turning."""
    story, start = ticket.story, ticket.story.started_at or 0
    turns = (one.at for one in story.answers if one.at >= start and one.event.data.get("initiated", True))
    return next(turns, None)


def repeats(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, int]:
    """Its repeat contacts that a person handled, its known facts, and what was asked again of either (definitions 4)."""
    found = repeat_contacts(ticket.story)
    ordered = in_order(ticket.events) if found else []
    return {
        "handled": len(found),
        "asked_again": sum(bool(repeat.asked_again) for repeat in found),
        "history_opened": sum(_opened_before_answering(ordered, repeat.group.first.event) for repeat in found),
        "known": len(known_keys(ticket.story)),
        "facts_asked_again": len({key for repeat in found for key in repeat.asked_again}),
    }


def _opened_before_answering(ordered: Sequence[Event], contact: Event) -> bool:
    """Whether who answered a contact had opened the history since it came, in the order in which events count."""
    opened_by = set()
    for event in ordered[ordered.index(contact) + 1 :]:
        if event.kind == Answered.name:
            return event.by in opened_by
        if event.kind == HistoryOpened.name:
            opened_by.add(event.by)
    return False


def handed_on(ticket: TicketStory, desk: Desk, as_of: int) -> int:
    """How often it was handed on (definitions 2)."""
    return handoffs(ticket.story)


def scores(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, list[tuple[int, Any, int]]]:
    """By survey, the scores given on its scale, in the order of time: when, by which event, how many points."""
    found = {survey.name: _given(ticket.story, survey) for survey in SURVEYS}
    return {
        name: [(event.at, event.id, event.data["score"]) for event in given] for name, given in found.items() if given
    }


def surveys(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, list[tuple[int, bool]]]:
    """By survey, when it was sent, and whether it was answered: by a score that came before the next one was sent."""
    found = {survey.name: list(_sent(ticket.story, survey)) for survey in SURVEYS}
    return {name: sent for name, sent in found.items() if sent}


def _given(story: Story, survey: Survey) -> list[Event]:
    given = [event for event in story.feedback if event.data["survey"] == survey.name]
    return [event for event in given if survey.lowest <= event.data["score"] <= survey.highest]


def _sent(story: Story, survey: Survey) -> Iterator[tuple[int, bool]]:
    sent = [e.at for e in story.applied if e.kind == SurveySent.name and e.data["survey"] == survey.name]
    answered = [event.at for event in _given(story, survey)] if sent else []
    for at, following in pairwise([*sent, None]):
        if at is not None:
            yield at, any(at <= one and (following is None or one < following) for one in answered)


def disputes(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, Any]:
    """When the customer said "not solved", when they said yes if that holds, and whether we answered their last no."""
    story = ticket.story
    said_no = [one.ended for one in story.resolutions if one.ended and one.came_back == CameBack.DISPUTE]
    last = (said_no[-1].at, said_no[-1].id) if said_no else None
    return {
        "at": [event.at for event in said_no],
        "answered": last is None or any((answer.event.at, answer.event.id) > last for answer in story.answers),
        "confirmed_at": story.resolution.confirmed_at if story.resolution else None,
    }


def same_issue(ticket: TicketStory, desk: Desk, as_of: int) -> list[Any]:
    """The tickets that it says are the same issue, as its links call them."""
    return [line.data["to"] for line in ticket.story.links if line.data["relation"] == "same_issue"]


def tags(ticket: TicketStory, desk: Desk, as_of: int) -> list[str]:
    """Those that are on it."""
    return list(ticket.story.chosen.tags)


def known(ticket: TicketStory, desk: Desk, as_of: int) -> list[str]:
    """The facts that are known of it and have not expired, as key=value; their values must have been read."""
    found = []
    for key, noted in known_from(ticket.story, as_of).items():
        if value := ticket.facts.get(noted.id, {}).get(key):
            found.append(f"{key}={value}")
    return found


TALK: dict[str, Section] = {
    "contacts": contacts,
    "answers": answers,
    "turned_to": turned_to,
    "repeats": repeats,
    "handed_on": handed_on,
    "scores": scores,
    "surveys": surveys,
    "disputes": disputes,
    "same_issue": same_issue,
    "tags": tags,
    "known": known,
}
