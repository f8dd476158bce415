"""Never ask again: what we know, and whether somebody asked for it all the same (definitions 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tickets.rules.conversation import ContactGroup, contacts
from tickets.rules.story import Line, Story


@dataclass(frozen=True, slots=True)
class RepeatContact:
    """A contact after the ticket's first that a human answered before the next one."""

    group: ContactGroup
    asked_again: set[str]
    opened_first: bool


def known_at(story: Story, line: Line) -> set[str]:
    """Keys of the facts that were known when `line` came: a newer note ends the older, an expired one means not known."""
    before = [noted for noted in story.facts if (noted.at, noted.id) < (line.at, line.id)]
    until = {key: noted.data.get("valid_until") for noted in before for key in noted.data["keys"]}
    return {key for key, end in until.items() if end is None or line.at < end}


def repeat_contacts(story: Story) -> list[RepeatContact]:
    """All repeat human-handled contacts, with what was asked again in each.

    Lines are looked at in the order in which they were told: an answer saved together with "pending" comes first.
    """
    firsts = {group.first.line.id: group for group in contacts(story)[1:]}
    repeats = []
    for group, lines in _by_contact(story.told, firsts):
        answer = next((index for index, line in enumerate(lines) if line.kind == "answer"), None)
        if answer is not None:
            asked = [line for line in lines if line.kind == "asked" and not line.data.get("verify")]
            asked_again = {key for line in asked for key in known_at(story, line).intersection(line.data["facts"])}
            handler = lines[answer].by
            opened = any(line.kind == "opened_history" and line.by == handler for line in lines[:answer])
            repeats.append(RepeatContact(group, asked_again, opened))
    return repeats


def _by_contact(told: Iterable[Line], firsts: Mapping[Any, ContactGroup]) -> Iterator[tuple[ContactGroup, list[Line]]]:
    """Each repeat contact with the lines from its first one to the next contact's."""
    group: ContactGroup | None = None
    lines: list[Line] = []
    for line in told:
        if line.id in firsts:
            if group:
                yield group, lines
            group, lines = firsts[line.id], []
        lines.append(line)
    if group:
        yield group, lines


def known_keys(story: Story) -> set[str]:
    """Every key that was ever noted."""
    return {key for noted in story.facts for key in noted.data["keys"]}
