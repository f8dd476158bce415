"""Who may do what: one table for the desk, its API and its actions, which a support lead can proof-read.

Whoever does something is an actor: a person of ours by their role, or the customer, a rule, the clock, a channel, an import. Nobody
is nobody: what an actor is not allowed here is refused, also to a machine. Which tickets a person sees at all is another
question, answered by `Ticket.objects.visible_to`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

AGENT = "agent"
TEAM_LEAD = "team_lead"
MANAGER = "manager"
ADMINISTRATOR = "administrator"
READ_ONLY = "read_only"

ROLES = (AGENT, TEAM_LEAD, MANAGER, ADMINISTRATOR, READ_ONLY)
EVERYBODY = frozenset(ROLES)
WORKS_ON_TICKETS = EVERYBODY - {READ_ONLY}
LEADS = WORKS_ON_TICKETS - {AGENT}
MANAGES = frozenset({MANAGER, ADMINISTRATOR})

PERSON, CUSTOMER, RULE, CLOCK, CHANNEL, IMPORT = "person", "customer", "rule", "clock", "channel", "import"
ACTOR_KINDS = (PERSON, CUSTOMER, RULE, CLOCK, CHANNEL, IMPORT)
NO_PERSON = ACTOR_KINDS[1:]

# By a rule too: what moves a ticket along, and never what only a person can judge.
ALSO_A_RULE = WORKS_ON_TICKETS | {RULE}

MAY: dict[str, frozenset[str]] = {
    "view": EVERYBODY,
    # Talking
    "contact": frozenset({CUSTOMER}),
    "acknowledge": frozenset({CHANNEL}),
    "reply": ALSO_A_RULE,
    "note": ALSO_A_RULE,
    "forward": WORKS_ON_TICKETS,  # what leaves the desk to somebody else is for a person to judge
    "third-party-answer": frozenset({CHANNEL}),
    "ask": WORKS_ON_TICKETS,
    "facts": WORKS_ON_TICKETS | {CUSTOMER},  # they put right what we understood
    # Promises
    "promise": ALSO_A_RULE,
    "owe-call-back": frozenset({CHANNEL}),  # for a call that nobody took
    "keep-promise": WORKS_ON_TICKETS,
    "waive-promise": WORKS_ON_TICKETS | {CUSTOMER},
    "supersede-promise": WORKS_ON_TICKETS,
    # Whose it is and where it stands
    "assign": ALSO_A_RULE | {CHANNEL},  # what comes in on an account is its team's
    "give": frozenset({RULE, CLOCK}),  # to whose turn it is; from who is away to who is there
    "release": frozenset({CLOCK, ADMINISTRATOR}),  # what a person who left owns is nobody's
    "tell-team": frozenset({CHANNEL}),  # that a mail came to its mailbox too
    "status": ALSO_A_RULE,
    "priority": ALSO_A_RULE,
    "snooze": ALSO_A_RULE,
    "sort": ALSO_A_RULE,  # what it is called
    "resolve": ALSO_A_RULE,
    "reopen": WORKS_ON_TICKETS,
    "close": frozenset({CLOCK}),
    "bounce": frozenset({CHANNEL}),
    "not-thanks": WORKS_ON_TICKETS,
    "ask-whether-solved": frozenset({CHANNEL}),  # that the question reached them
    "confirm": WORKS_ON_TICKETS | {CUSTOMER},  # the customer's word, or as a person of ours heard it
    "dispute": WORKS_ON_TICKETS | {CUSTOMER},
    "feedback": frozenset({CUSTOMER}),
    # What belongs together
    "merge": WORKS_ON_TICKETS,
    "unmerge": WORKS_ON_TICKETS,
    "split": WORKS_ON_TICKETS,
    "link": ALSO_A_RULE | {CHANNEL},  # a contact that comes after its ticket was closed
    "unlink": WORKS_ON_TICKETS,
    "spam": WORKS_ON_TICKETS,
    "test": LEADS,  # takes a ticket out of every figure without a stranger being to blame
    # Whose it is: one customer with several addresses, and two that are one (with a preview, and undone by one click)
    "identities": WORKS_ON_TICKETS,
    "merge-customers": WORKS_ON_TICKETS,
    "attributes": WORKS_ON_TICKETS | {IMPORT},  # what stands in the desk's own fields of them
    "organisations": WORKS_ON_TICKETS,  # what they are called, which domains are theirs, and who belongs to them
    # The customer's links to a ticket end: somebody else has one, or the customer says that it was not they who wrote.
    "revoke-links": WORKS_ON_TICKETS | {CUSTOMER},
    # Beside the ticket
    "mend": WORKS_ON_TICKETS,  # retry an unreadable arrival or a failed delivery
    "relays": LEADS,  # which addresses speak for others: whose customers' mails they are follows from it
    "own-macros": WORKS_ON_TICKETS,  # texts with what is done along with them, each for themselves
    "team-macros": LEADS
    | {IMPORT},  # of their own teams, who manages the desk of every team; by a command on a demo desk
    "shared-macros": MANAGES | {IMPORT},  # everybody's
    # A list, or a page of figures, with its choices, to stand in everybody's sidebar or overview; what it shows is each one's own.
    "share-views": LEADS,
    "share-with-any-team": MANAGES,  # a list with a team that one is not in
    "boards": MANAGES,  # figures on a screen for whoever stands before it: what their maker may see, without signing in
    "mail-figures": LEADS,  # to others; to themselves everybody who sees figures. What stands in it is each one's own sight
    "figures": EVERYBODY,  # each those of the tickets that are theirs to answer for: metrics/audience.py
    "figures-by-agent": MANAGES,  # whether figures may compare people at all
    "import": frozenset({IMPORT}),
    # Calendars, limits, targets, channel accounts, keys, people; the first of them by a command on the machine itself
    "set-up": frozenset({ADMINISTRATOR, IMPORT}),
}
VERBS = tuple(MAY)


class Actor(Protocol):
    """Whoever does something, with an id of their kind. A person is their own row; everybody else is a `Party`."""

    @property
    def actor_kind(self) -> str:
        """One of ACTOR_KINDS."""

    @property
    def actor_id(self) -> str:
        """Which one, never empty."""

    @property
    def role(self) -> str:
        """A person's role; the kind of everybody else."""

    @property
    def is_superuser(self) -> bool:
        """Whether it is a person who set the desk up."""


@dataclass(frozen=True)
class Party:
    """An actor who is no person of ours.

    `actor_id`: the customer's number, the rule's, what the clock runs ("sweep"), the channel or its account, what is imported.
    `identity`: of a customer who came by a link, the identity that the link was made for.
    """

    actor_kind: str
    actor_id: str
    is_superuser: bool = False
    identity: int | None = None

    def __post_init__(self) -> None:
        if self.actor_kind not in NO_PERSON or not self.actor_id:
            raise ValueError(f"{self.actor_kind!r} {self.actor_id!r} is nobody.")

    @property
    def role(self) -> str:
        """Its column of the table."""
        return self.actor_kind


SWEEP = Party(CLOCK, "sweep")
ASSIGNING = Party(RULE, "assigning")  # a team's own way
HISTORY = Party(IMPORT, "history")  # a file of lines
COMMAND = Party(IMPORT, "command")  # whoever sets a desk up on the machine that it runs on


def customer_actor(customer: int, identity: int | None = None) -> Party:
    """A customer, by the number of their file; `identity`: by whose link they came."""
    return Party(CUSTOMER, str(customer), identity=identity)


def link_of(actor: Actor) -> int | None:
    """The identity by whose link somebody came, if they did."""
    return actor.identity if isinstance(actor, Party) else None


def channel_actor(name: str) -> Party:
    """A channel, by its name or its account's."""
    return Party(CHANNEL, name)


def person_id(actor: Actor) -> int | None:
    """The number of the person that an actor is; None for everybody else."""
    return int(actor.actor_id) if actor.actor_kind == PERSON else None


class Denied(Exception):
    """An actor is not allowed what they tried; the text says so in a sentence for a person."""


def may(role: str, verb: str) -> bool:
    """Whether a role, or an actor's kind, may do a verb of `VERBS`; one that is not in the table is an error: KeyError."""
    return role in MAY[verb]


def role_of(actor: Actor) -> str:
    """The role that counts; who set the desk up (a superuser) is an administrator whatever their role says."""
    return ADMINISTRATOR if actor.is_superuser else actor.role
