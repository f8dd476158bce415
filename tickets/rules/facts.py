"""Never ask again: what we know, and whether somebody asked for it all the same (definitions 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from operator import attrgetter
from typing import Any

from tickets.rules.conversation import ContactGroup, contacts
from tickets.rules.story import Event, Story


@dataclass(frozen=True, slots=True)
class RepeatContact:
    """A contact after the ticket's first that a human answered before the next one."""

    group: ContactGroup
    asked_again: set[str]
    opened_first: bool


def known_when_asked(story: Story) -> dict[Any, set[str]]:
    """For each event that asked the customer for facts, by its id: the keys that were known then.

    A newer note of a key ends the older one; one that has expired means that we no longer know.
    """
    known: dict[str, float] = {}  # until when each key is known
    found: dict[Any, set[str]] = {}
    asked = {event.id for event in story.asked}
    for event in sorted([*story.facts, *story.asked], key=attrgetter("at", "id")):
        if event.id in asked:
            found[event.id] = {key for key, until in known.items() if event.at < until}
            continue
        valid_until = event.data.get("valid_until")
        for key in event.data["keys"]:
            known[key] = inf if valid_until is None else valid_until
    return found


def known_from(story: Story, until: int) -> dict[str, Event]:
    """Each key that is known at an instant, with the note that it is known from: the newest one, unless that has expired."""
    newest = {key: noted for noted in story.facts for key in noted.data["keys"]}
    ends = {key: noted.data.get("valid_until") for key, noted in newest.items()}
    return {key: noted for key, noted in newest.items() if (end := ends[key]) is None or until < end}


def repeat_contacts(story: Story) -> list[RepeatContact]:
    """All repeat human-handled contacts, with what was asked again in each.

    Events are looked at in the order in which they were told: an answer saved together with "pending" comes first.
    """
    firsts = {group.first.event.id: group for group in contacts(story)[1:]}
    known = known_when_asked(story)
    answers = {answer.event.id for answer in story.answers}
    openings = {event.id for event in story.opened_history}
    repeats = []
    for group, events in _by_contact(story.applied, firsts):
        answer = next((index for index, event in enumerate(events) if event.id in answers), None)
        if answer is not None:
            asked = [event for event in events if event.id in known and not event.data.get("verify")]
            asked_again = {key for event in asked for key in known[event.id].intersection(event.data["facts"])}
            handler = events[answer].by
            opened = any(event.id in openings and event.by == handler for event in events[:answer])
            repeats.append(RepeatContact(group, asked_again, opened))
    return repeats


def _by_contact(
    applied: Iterable[Event], firsts: Mapping[Any, ContactGroup]
) -> Iterator[tuple[ContactGroup, list[Event]]]:
    """Each repeat contact with the events from its first one to the next contact's."""
    group: ContactGroup | None = None
    events: list[Event] = []
    for event in applied:
        if event.id in firsts:
            if group:
                yield group, events
            group, events = firsts[event.id], []
        events.append(event)
    if group:
        yield group, events


def known_keys(story: Story) -> set[str]:
    """Every key that was ever noted."""
    return {key for noted in story.facts for key in noted.data["keys"]}
