"""Who spoke when: contacts as a person counts them, and the stretches in which somebody waited for an answer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tickets.rules.lifecycle import WaitingOn
from tickets.rules.story import OURS_TO_MOVE, Answer, Contact, Event, OurMove, Resolution, Story, Wait

SESSION_PAUSE = 3600  # seconds without a event after which a chat or call is another contact, and an answer another one
EMAIL_BURST = 600  # seconds within which emails of one address are one contact


THANKS = frozenset(
    [
        "thanks",
        "thank",
        "you",
        "thx",
        "ty",
        "cheers",
        "great",
        "perfect",
        "wonderful",
        "many",
        "so",
        "much",
        "very",
        "a",
        "lot",
        "again",
        "everything",
        "all",
        "ok",
        "okay",
        "for",
        "your",
        "the",
        "help",
        "support",
        "quick",
        "fast",
        "reply",
        "answer",
        "solved",
        "it",
        "works",
        "now",
        "danke",
        "dank",
        "vielen",
        "schön",
        "herzlichen",
        "super",
        "prima",
        "merci",
        "beaucoup",
        "gracias",
        "muchas",
        "grazie",
        "mille",
        "obrigado",
        "dzięki",
    ]
)
THANKING = frozenset(
    ["thanks", "thank", "thx", "ty", "cheers", "danke", "dank", "merci", "gracias", "grazie", "obrigado", "dzięki"]
)
LONGEST_THANKS = 12  # words


def is_thanks_only(text: str) -> bool:
    """Whether a message does nothing but thank: then it reopens nothing. In doubt it is a contact like any other."""
    if "?" in text or len(text) > 200:
        return False
    words = "".join(char if char.isalpha() else " " for char in text.lower()).split()
    return 0 < len(words) <= LONGEST_THANKS and not THANKING.isdisjoint(words) and THANKS.issuperset(words)


@dataclass(slots=True)
class Stretch:
    """Somebody waited from `start` (the event `since`) to `end` (None: still running).

    `answer` ended it; without one it ended at the resolution (`unanswered`) or because the wait passed to the customer.
    """

    since: Event
    start: int
    end: int | None = None
    answer: Answer | None = None
    unanswered: bool = False


@dataclass(slots=True)
class ContactGroup:
    """Events of the customer that count as one contact (definitions 2, Contacts)."""

    first: Contact
    last_at: int

    @property
    def channel(self) -> str:
        """The channel of its first event."""
        return str(self.first.event.data["channel"])

    @property
    def is_thanks(self) -> bool:
        """Whether it began with a thanks-only message: a contact, never a chaser."""
        return self.first.thanks


def contacts(story: Story) -> list[ContactGroup]:
    """The contacts in order: a chat or call is one until 60 minutes pass without a event of it, mails within 600 s too."""
    groups: list[ContactGroup] = []
    latest: dict[tuple[str, Any], ContactGroup] = {}
    for contact in story.contacts:
        key = _group_key(contact.event)
        group = latest.get(key) if key else None
        if key and group and _belongs(story, group, key, contact.at):
            group.last_at = contact.at
            continue
        group = ContactGroup(contact, contact.at)
        groups.append(group)
        if key:
            latest[key] = group
    return groups


def _group_key(event: Event) -> tuple[str, Any] | None:
    if event.data.get("session"):
        return "session", event.data["session"]
    if event.data["channel"] == "email" and event.data.get("address") is not None:
        return "address", event.data["address"]
    return None


def _belongs(story: Story, group: ContactGroup, key: tuple[str, Any], at: int) -> bool:
    kind, value = key
    if kind == "address":
        return at - group.first.at <= EMAIL_BURST
    events = story.sessions[value]
    latest = events[bisect_right(events, at - 1) - 1] if events[0] < at else group.last_at
    return at - max(latest, group.last_at) <= SESSION_PAUSE


def is_chaser(group: ContactGroup, groups: list[ContactGroup]) -> bool:
    """A contact after the ticket's first while it was ours, or a third party's, to move."""
    return group is not groups[0] and not group.is_thanks and group.first.waiting_on in OURS_TO_MOVE


def first_response(story: Story) -> Stretch | None:
    """Start -> first human answer; None without a start. Ends unanswered at the resolution that holds."""
    if story.start is None:
        return None
    stretch = Stretch(story.start, story.start.at)
    for answer in story.answers:
        if answer.counts and answer.at >= stretch.start:
            stretch.end, stretch.answer = answer.at, answer
            return stretch
    if story.resolution:
        stretch.end, stretch.unanswered = story.resolution.at, True
    return stretch


def next_responses(story: Story) -> list[Stretch]:
    """Oldest customer message unanswered since the last human answer -> next human answer, each."""
    found: list[Stretch] = []
    waiting: Stretch | None = None
    started = answered = False
    for step in story.course:
        if isinstance(step, Contact):
            started = started or step.event is story.start
            if answered and waiting is None and not step.thanks:
                waiting = Stretch(step.event, step.at)
                found.append(waiting)
        elif isinstance(step, Resolution):
            if waiting:
                waiting.end, waiting.unanswered, waiting = step.at, True, None
        elif step.counts:
            answered = started
            if waiting:
                waiting.end, waiting.answer, waiting = step.at, step, None
    return found


def update_gaps(story: Story, since: int | None = None) -> list[Stretch]:
    """From each answer that leaves the ticket ours to move, to the next answer, the resolution, or the wait's end.

    `since`: without those of answers before the last one before that instant: a next answer was there by then.
    """
    answers = [answer for answer in story.answers if answer.counts]
    if since is not None:
        answers = answers[max(bisect_left(answers, since, key=lambda answer: answer.at) - 1, 0) :]
    gaps = []
    for answer, following in zip_longest(answers, answers[1:]):
        wait = wait_at(story, answer.at)
        if wait and wait.our_move and not are_one_answer(answer, following):
            gaps.append(_update_gap(wait.our_move, answer, following))
    return gaps


def _update_gap(ours: OurMove, answer: Answer, following: Answer | None) -> Stretch:
    gap = Stretch(answer.event, answer.at, ours.end)
    if following and (gap.end is None or following.at <= gap.end):
        gap.end, gap.answer = following.at, following
    return gap


def are_one_answer(answer: Answer, following: Answer | None) -> bool:
    """Answers of one session at most 60 minutes apart, or of one instant, are one: the gap runs from the last."""
    if following is None:
        return False
    session = answer.event.data.get("session")
    if session and session == following.event.data.get("session"):
        return following.at - answer.at <= SESSION_PAUSE
    return following.at == answer.at


def waiting_after(story: Story, at: int) -> WaitingOn:
    """Whom the ticket waits on after all events of an instant."""
    wait = wait_at(story, at)
    return wait.on if wait else WaitingOn.NOBODY


def wait_at(story: Story, at: int) -> Wait | None:
    """The wait that runs after all events of an instant; None before the first event."""
    index = bisect_right(story.waits, at, key=lambda wait: wait.at) - 1
    return story.waits[index] if index >= 0 else None
