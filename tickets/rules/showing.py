"""Who is shown what of a ticket: a claim shows nothing and opens nothing.

Joining is not showing. Anybody can name an address, a number or a handle, and their words are put where they belong for us;
what is shown back depends on what was proven. A **link** is made for one identity and goes to where that identity is: it
shows what came by it, what we sent to it, and what came by identities that are proven to be the same person's. A
**receipt** is for whoever wrote something in a name that they did not prove: it shows those words and nothing else, and does
nothing but take more of them.

Plain values in, decisions out; identities and messages are named by their ids. The customer's page and API ask
`models.customer_page`, which asks this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Holder:
    """For whom a link was made: an identity, or, for a receipt, the message that it was given for."""

    identity: int | None = None
    receipt: int | None = None

    @property
    def is_proven(self) -> bool:
        """Whether the link stands for somebody: only then it confirms, disputes, corrects and rates."""
        return self.identity is not None


@dataclass(frozen=True)
class Known:
    """An identity on the customer's file. `email`: the address in its one form, or "" for a number or a handle."""

    identity: int
    email: str = ""
    verified: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Spoken:
    """A message that is no note. `came_by`: the identity that a contact was counted under. `receipt`: the message whose
    receipt it was sent by. `sent_to`: the address that words of ours were mailed to. `session`: its chat or call.
    """

    message: int
    from_them: bool
    came_by: int | None = None
    receipt: int | None = None
    sent_to: str = ""
    session: str = ""


@dataclass(frozen=True)
class Seen:
    """What a holder sees. `alone`: nobody else has a part in the ticket, so that what names nobody is theirs too."""

    messages: frozenset[int]
    sessions: frozenset[str] = frozenset()
    identities: frozenset[int] = frozenset()
    alone: bool = False

    def shows(self, message: int | None, *, came_by: int | None = None, session: str = "") -> bool:
        """Whether a fact, a promise or a question is shown that came from a message, or else by an identity or a call."""
        if message is not None:
            return message in self.messages
        return self.alone or came_by in self.identities or (bool(session) and session in self.sessions)


def one_person(identity: int, on_file: Sequence[Known]) -> list[Known]:
    """The identities that are proven to be the same person's as this one, itself included.

    Both must be verified, and what several people use is nobody's proof.
    """
    own = next((known for known in on_file if known.identity == identity), None)
    if own is None:
        return []
    if not own.verified or own.shared:
        return [own]
    return [own, *(other for other in on_file if other != own and other.verified and not other.shared)]


def seen(holder: Holder, on_file: Sequence[Known], spoken: Iterable[Spoken]) -> Seen:
    """What a holder sees of a ticket. `on_file`: the identities of its customer. `spoken`: its messages without notes."""
    said = list(spoken)
    if holder.identity is None:
        return Seen(frozenset(line.message for line in said if _is_own(line, holder.receipt)))
    same = one_person(holder.identity, on_file)
    identities = frozenset(known.identity for known in same)
    emails = {known.email for known in same} - {""}
    sessions = frozenset(line.session for line in said if line.session and line.came_by in identities)
    alone = all(not line.from_them or _is_from(line, identities, sessions) for line in said)
    return Seen(
        frozenset(line.message for line in said if _is_shown(line, identities, emails, sessions, alone=alone)),
        sessions,
        identities,
        alone,
    )


def _is_own(line: Spoken, receipt: int | None) -> bool:
    return line.from_them and receipt is not None and receipt in (line.message, line.receipt)


def _is_from(line: Spoken, identities: frozenset[int], sessions: frozenset[str]) -> bool:
    """Whether a contact is theirs, or nobody's in particular: it names no identity and belongs to no other chat or call."""
    if line.came_by is not None:
        return line.came_by in identities
    return not line.session or line.session in sessions


def _is_shown(
    line: Spoken, identities: frozenset[int], emails: set[str], sessions: frozenset[str], *, alone: bool
) -> bool:
    if line.from_them and line.came_by is not None:
        return line.came_by in identities
    if line.session and line.session in sessions:
        return True
    if line.sent_to:
        return line.sent_to in emails
    return alone and not line.session
