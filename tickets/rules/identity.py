"""Who somebody is, and which ticket a contact belongs to: joining is not trusting.

Values in, decisions out. An address, a number or a handle that somebody claims is enough to put their words where they
belong when they are chasing; it is never enough to show, confirm or correct anything. Numbers need a library and a
region and are normalised in `tickets.actions.customers.identities`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tickets.rules.lifecycle import UNRESOLVED, Status, WaitingOn

LONGEST = 320
# What such addresses are called, without what stands between the letters.
NO_REPLY = (
    "noreply", "noreplies", "donotreply", "dontreply", "noresponse", "nichtantworten", "keineantwort", "nepasrepondre",
    "noresponder", "nonrispondere", "naoresponda", "nietantwoorden", "mailerdaemon", "maildaemon",
)  # fmt: skip
RETURNS_MAILS = frozenset({"postmaster", "bounce", "bounces"})
PUNYCODE = "xn--"
LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
SPECIAL = frozenset('<>(),;:\\"[]')


def email(value: str) -> str | None:
    """An address as we compare it: composed, lower-case, its domain in the letters of its owner; None if it is none.

    A domain with letters outside ASCII has two spellings of one name (RFC 5890): `xn--bcher-kva.example` is
    `bücher.example`. Nothing is taken out of an address: that `anna+shop@` and `anna@` reach one person is known only to
    their provider.
    """
    found = unicodedata.normalize("NFC", value).strip().lower()
    local, at, domain = found.rpartition("@")
    if not (local and at and domain) or len(found) > LONGEST or "@" in local:
        return None
    if any(character in SPECIAL or character.isspace() or not character.isprintable() for character in found):
        return None
    labels = [_in_letters(label) for label in domain.split(".")]
    return f"{local}@{'.'.join(labels)}" if all(label and label == label.strip("-") for label in labels) else None


def for_servers(address: str) -> str:
    """An address with its domain as mail servers take it: `mia@bücher.example` goes to `mia@xn--bcher-kva.example`.

    The standard library's codec would send `straße.example` to `strasse.example`, which is somebody else's (RFC 5891).
    """
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{'.'.join(_in_ascii(label) for label in domain.split('.'))}"


def _in_letters(label: str) -> str:
    """A part of a domain, spelt with letters; as it stands in the DNS where it mixes scripts that look alike."""
    said = label
    if label.startswith(PUNYCODE):
        try:
            said = label.removeprefix(PUNYCODE).encode("ascii").decode("punycode")
        except UnicodeError:
            return label
        plain = unicodedata.normalize("NFKC", said).lower()
        if said != plain or said.isascii() or _in_ascii(said) != label or not all(map(_is_of_a_name, said)):
            return label
    scripts = {unicodedata.name(character, "").partition(" ")[0] for character in said}
    return _in_ascii(said) if len(scripts & LOOK_ALIKE) > 1 else said


def _in_ascii(label: str) -> str:
    return label if label.isascii() else PUNYCODE + label.encode("punycode").decode("ascii")


def _is_of_a_name(character: str) -> bool:
    return character == "-" or character.isalnum() or unicodedata.category(character).startswith("M")


def reads_no_mail(address: str) -> bool:
    """Whether nobody reads what is sent there, as its name says: `noreply@`, `MAILER-DAEMON@`. No machine of ours answers."""
    local = address.rpartition("@")[0].partition("+")[0].lower()
    name = "".join(character for character in local if character.isalnum())
    return name in RETURNS_MAILS or name.startswith(NO_REPLY) or name.endswith(NO_REPLY)


def handle(value: str) -> str | None:
    """A name in a network or a chat as we compare it: without its leading @, folded; None if nothing is left."""
    found = unicodedata.normalize("NFKC", value).strip().removeprefix("@").casefold()
    return found if found and len(found) <= LONGEST and found.isprintable() else None


class JoinReason(StrEnum):
    """Why a contact belongs where it was put."""

    SESSION = "session"  # the same chat or call: its key or its id came with it
    TOKEN = "token"  # our own signed token, from a sender who takes part  # noqa: S105
    THREAD = "thread"  # it answers a mail that we hold, from a sender who takes part
    CHASING = "chasing"  # an identity of the customer, whose one open ticket waits on us
    NEW = "new"  # nothing of that: a ticket of its own


class JoinHint(StrEnum):
    """Why a contact says that it belongs to a ticket which it did not join. The strongest comes first."""

    TOKEN = "token"  # our own signed token, but nothing makes its sender a part of that ticket  # noqa: S105
    THREAD = "thread"  # it answers a mail that we hold, but nothing makes its sender a part of that ticket
    NUMBER = "number"  # a number or a reference in its subject, which anybody can write


class Proof(StrEnum):
    """What our own receiver, which checks where a mail comes from, says of its sender."""

    NONE = "none"  # nothing
    PASSED = "passed"  # it comes from whom it names
    FAILED = "failed"  # it does not: a token that it carries proves nothing


@dataclass(frozen=True)
class Candidate:
    """A ticket that a contact could belong to, as it stands now.

    `elsewhere`: it belongs to others than those whose mailbox was written to (`is_elsewhere`), or the contact is about
    somebody else's matter: a mail that a person of ours passes on.
    """

    ticket: int
    status: Status
    waiting_on: WaitingOn
    elsewhere: bool = False

    @property
    def is_closed(self) -> bool:
        """Closed for good: a later contact opens a new ticket, linked as same issue."""
        return self.status == Status.CLOSED

    @property
    def is_unresolved(self) -> bool:
        """Still to be done: a contact that joins it takes nothing back."""
        return self.status in UNRESOLVED

    @property
    def is_waiting_for_us(self) -> bool:
        """Open, and our move: who writes now is chasing."""
        return self.is_unresolved and self.waiting_on == WaitingOn.US


def is_elsewhere(written_to: Any, teams: Collection[Any], *, by_mail: bool) -> bool:
    """Whether a ticket of the same customer is another's matter than a mail to a mailbox: who writes to legal@ writes to
    Legal, and what is open at help@ is no reason that Help reads it and Legal does not.

    `written_to`: the team of that mailbox. `teams`: whose the ticket is, and the teams of the mailboxes it came to. None is
    no team. `by_mail`: it holds mails; one that does not came to no mailbox, so that no team's suits any team's.
    """
    if written_to in teams:
        return False
    return by_mail or (written_to is not None and not set(teams) <= {None})


@dataclass(frozen=True)
class Named:
    """A ticket that a contact names, by what, and whether its sender takes part in it.

    Taking part: an identity of its customer, or an address that was joined to it or written to from it before.
    """

    candidate: Candidate
    hint: JoinHint
    takes_part: bool = False


@dataclass(frozen=True)
class Join:
    """Where a contact goes: `ticket`, or a new one if that is None.

    `proven`: a token, or our own receiver, vouches for the sender. `same_issue`: the closed ticket that the new one
    continues. `claims`: the tickets that it says it belongs to, with the reason. `beside`: all tickets to suggest, those
    that it claims first, to be joined by one click of a person.
    """

    ticket: int | None
    why: JoinReason
    proven: bool = False
    same_issue: int | None = None
    beside: tuple[int, ...] = ()
    claims: tuple[tuple[int, JoinHint], ...] = ()


def join(
    *,
    session: Candidate | None = None,
    named: Sequence[Named] = (),
    own: Sequence[Candidate] = (),
    proof: Proof = Proof.NONE,
) -> Join:
    """Which ticket a contact joins.

    `session`: the ticket of the chat or call that the contact is a line of. `named`: the tickets that our tokens, the mails
    it answers and its subject name, in the order of their strength; a number in a subject alone joins nothing. `own`: the
    tickets of the customer whose identity the sender carries, without those merged away, spam and tests; they are chasing in
    one that is open with those they wrote to, the others are suggested to whoever may see them.

    What is not proven joins no resolved ticket: it would take back what the customer confirmed.
    """
    vouched = proof == Proof.PASSED
    if session:
        return _to(session, JoinReason.SESSION, named, own, proven=vouched)
    for claim in named:
        proven = vouched or (claim.hint == JoinHint.TOKEN and proof != Proof.FAILED)
        if _joins(claim, proven=proven):
            return _to(claim.candidate, JoinReason(claim.hint), named, own, proven=proven)
    waiting = [candidate for candidate in own if candidate.is_waiting_for_us and not candidate.elsewhere]
    if len(waiting) == 1:
        return _to(waiting[0], JoinReason.CHASING, named, own, proven=vouched)
    return Join(None, JoinReason.NEW, vouched, **_suggested(None, named, own))


def _joins(claim: Named, *, proven: bool) -> bool:
    if not claim.takes_part or claim.hint == JoinHint.NUMBER:
        return False
    return proven or claim.candidate.is_unresolved


def _to(
    candidate: Candidate, why: JoinReason, named: Sequence[Named], own: Sequence[Candidate], *, proven: bool = False
) -> Join:
    suggested = _suggested(candidate.ticket, named, own)
    if candidate.is_closed:
        return Join(None, JoinReason.NEW, proven, same_issue=candidate.ticket, **suggested)
    return Join(candidate.ticket, why, proven, **suggested)


def _suggested(joined: int | None, named: Sequence[Named], own: Sequence[Candidate]) -> dict[str, Any]:
    """What to suggest: the tickets that it claims first, each for its strongest reason, then the customer's others."""
    claims: dict[int, JoinHint] = {}
    for claim in named:
        if claim.candidate.ticket != joined:
            claims.setdefault(claim.candidate.ticket, claim.hint)
    others = (candidate.ticket for candidate in own if candidate.ticket != joined)
    return {"claims": tuple(claims.items()), "beside": tuple(dict.fromkeys([*claims, *others]))}
