"""Who somebody is, and which ticket a contact belongs to: joining is not trusting.

Values in, decisions out. An address, a number or a handle that somebody claims is enough to put their words where they
belong when they are chasing; it is never enough to show, confirm or correct anything. Numbers need a library and a
region and are normalised in `tickets.actions.identities`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tickets.rules.lifecycle import UNRESOLVED, Status, WaitingOn

LONGEST = 320
SPECIAL = frozenset('<>(),;:\\"[]')


def email(value: str) -> str | None:
    """An address as we compare it: composed, lower-case; None if it is none.

    Nothing is taken out of it: that `anna+shop@` and `anna@` reach one person is known only to their provider.
    """
    found = unicodedata.normalize("NFC", value).strip().lower()
    local, at, domain = found.rpartition("@")
    if not (local and at and domain) or len(found) > LONGEST or "@" in local:
        return None
    if any(character in SPECIAL or character.isspace() or not character.isprintable() for character in found):
        return None
    labels = domain.split(".")
    return found if all(label and label == label.strip("-") for label in labels) else None


def handle(value: str) -> str | None:
    """A name in a network or a chat as we compare it: without its leading @, folded; None if nothing is left."""
    found = unicodedata.normalize("NFKC", value).strip().removeprefix("@").casefold()
    return found if found and len(found) <= LONGEST and found.isprintable() else None


class Why(StrEnum):
    """Why a contact belongs where it was put."""

    SESSION = "session"  # the same chat or call: its key or its id came with it
    TOKEN = "token"  # our own signed token, from a sender who takes part  # noqa: S105
    CHASING = "chasing"  # an identity of the customer, whose one open ticket waits on us
    NEW = "new"  # nothing of that: a ticket of its own


@dataclass(frozen=True)
class Candidate:
    """A ticket that a contact could belong to, as it stands now."""

    ticket: int
    status: Status
    waiting_on: WaitingOn

    @property
    def is_closed(self) -> bool:
        """Closed for good: a later contact opens a new ticket, linked as same issue."""
        return self.status == Status.CLOSED

    @property
    def is_waiting_for_us(self) -> bool:
        """Open, and our move: who writes now is chasing."""
        return self.status in UNRESOLVED and self.waiting_on == WaitingOn.US


@dataclass(frozen=True)
class Join:
    """Where a contact goes: `ticket`, or a new one if that is None.

    `proven`: a token vouches for the sender. `same_issue`: the closed ticket that the new one continues. `beside`: tickets
    to suggest, to be joined by one click of a person.
    """

    ticket: int | None
    why: Why
    proven: bool = False
    same_issue: int | None = None
    beside: tuple[int, ...] = ()


def join(
    *,
    session: Candidate | None = None,
    named: Candidate | None = None,
    takes_part: bool = False,
    own: Sequence[Candidate] = (),
) -> Join:
    """Which ticket a contact joins.

    `session`: the ticket of the chat or call that the contact is a line of. `named`: the ticket that our token names;
    `takes_part`: its sender is the customer's or wrote in it before. `own`: the tickets of the customer whose identity the
    sender carries, without those merged away, spam and tests. A number in a subject is nowhere in here: it proves nothing.
    """
    beside = tuple(candidate.ticket for candidate in own)
    if session:
        return _to(session, Why.SESSION, beside)
    if named and takes_part:
        return _to(named, Why.TOKEN, beside, proven=True)
    waiting = [candidate for candidate in own if candidate.is_waiting_for_us]
    if len(waiting) == 1:
        return Join(waiting[0].ticket, Why.CHASING, beside=_others(beside, waiting[0].ticket, named))
    return Join(None, Why.NEW, beside=_others(beside, None, named))


def _to(candidate: Candidate, why: Why, beside: tuple[int, ...], *, proven: bool = False) -> Join:
    if candidate.is_closed:
        return Join(None, Why.NEW, proven, same_issue=candidate.ticket, beside=_others(beside, candidate.ticket, None))
    return Join(candidate.ticket, why, proven, beside=_others(beside, candidate.ticket, None))


def _others(beside: tuple[int, ...], joined: int | None, named: Candidate | None) -> tuple[int, ...]:
    """What to suggest: a ticket that a stranger's token names first, then the customer's others."""
    first = (named.ticket,) if named else ()
    return tuple(dict.fromkeys(ticket for ticket in first + beside if ticket != joined))
