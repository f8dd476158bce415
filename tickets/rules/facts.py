"""Never ask again: what we know, and whether somebody asked for it all the same (definitions 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from tickets.rules.conversation import ContactGroup, contacts
from tickets.rules.story import Line, Story


@dataclass(frozen=True, slots=True)
class RepeatContact:
    """A contact after the ticket's first that a human answered before the next one."""

    group: ContactGroup
    asked_again: set[str]
    opened_first: bool


def known_at(story: Story, line: Line) -> set[str]:
    """Keys of the facts that were known and had not expired when `line` came."""
    return {
        key
        for noted in story.facts
        if (noted.at, noted.id) < (line.at, line.id)
        and (noted.data.get("valid_until") is None or line.at < noted.data["valid_until"])
        for key in noted.data["keys"]
    }


def repeat_contacts(story: Story) -> list[RepeatContact]:
    """All repeat human-handled contacts, with what was asked again in each."""
    return list(_repeat_contacts(story))


def _repeat_contacts(story: Story) -> Iterator[RepeatContact]:
    groups = contacts(story)
    for group, following in zip_longest(groups[1:], groups[2:]):
        first, last = group.first.line, following.first.line if following else None
        answers = [answer.line for answer in story.answers if _within(answer.line, first, last)]
        if not answers:
            continue
        asked = [line for line in story.asked if _within(line, first, last) and not line.data.get("verify")]
        asked_again = {key for line in asked for key in known_at(story, line).intersection(line.data["facts"])}
        opened = [line for line in story.opened_history if line.by == answers[0].by]
        opened_first = any(first.at <= line.at <= answers[0].at for line in opened)
        yield RepeatContact(group, asked_again, opened_first)


def _within(line: Line, first: Line, last: Line | None) -> bool:
    """Whether a line came after a contact's first line and before the next contact's."""
    return (line.at, line.id) > (first.at, first.id) and (last is None or (line.at, line.id) < (last.at, last.id))


def known_keys(story: Story) -> set[str]:
    """Every key that was ever noted."""
    return {key for noted in story.facts for key in noted.data["keys"]}
