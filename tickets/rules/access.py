"""Who may do what: one table for the desk, its API and its actions, which a support lead can proof-read.

Which tickets a person sees at all is another question, answered by `Ticket.objects.visible_to`. The customer and our
machines are not in this table: what they may do is said where they do it.
"""

from __future__ import annotations

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

MAY: dict[str, frozenset[str]] = {
    "view": EVERYBODY,
    # Talking
    "reply": WORKS_ON_TICKETS,
    "note": WORKS_ON_TICKETS,
    "ask": WORKS_ON_TICKETS,
    "facts": WORKS_ON_TICKETS,
    # Promises
    "promise": WORKS_ON_TICKETS,
    "keep-promise": WORKS_ON_TICKETS,
    "waive-promise": WORKS_ON_TICKETS,
    "supersede-promise": WORKS_ON_TICKETS,
    # Whose it is and where it stands
    "assign": WORKS_ON_TICKETS,
    "status": WORKS_ON_TICKETS,
    "priority": WORKS_ON_TICKETS,
    "snooze": WORKS_ON_TICKETS,
    "resolve": WORKS_ON_TICKETS,
    "reopen": WORKS_ON_TICKETS,
    "not-thanks": WORKS_ON_TICKETS,
    "confirm": WORKS_ON_TICKETS,  # the customer's spoken word, noted by a person of ours
    "dispute": WORKS_ON_TICKETS,
    # What belongs together
    "merge": WORKS_ON_TICKETS,
    "unmerge": WORKS_ON_TICKETS,
    "split": WORKS_ON_TICKETS,
    "link": WORKS_ON_TICKETS,
    "spam": WORKS_ON_TICKETS,
    "test": LEADS,  # takes a ticket out of every figure without a stranger being to blame
    # Whose it is: one customer with several addresses, and two that are one (with a preview, and undone by one click)
    "identities": WORKS_ON_TICKETS,
    "merge-customers": WORKS_ON_TICKETS,
    "revoke-links": WORKS_ON_TICKETS,  # the customer's links to a ticket end; a new one is mailed to who asks
    # Beside the ticket
    "mend": WORKS_ON_TICKETS,  # retry an unreadable arrival or a failed delivery
    "figures": MANAGES,
    "set-up": frozenset({ADMINISTRATOR}),  # calendars, limits, targets, channel accounts, keys, people
}
VERBS = tuple(MAY)


class Actor(Protocol):
    """What the table needs to know of a person."""

    role: str
    is_superuser: bool


class Denied(Exception):
    """A person's role does not allow what they tried; the text says so in a sentence for a person."""


def may(role: str, verb: str) -> bool:
    """Whether a role may do a verb of `VERBS`; a verb that is not in the table is an error of ours: KeyError."""
    return role in MAY[verb]


def role_of(actor: Actor) -> str:
    """The role that counts; who set the desk up (a superuser) is an administrator whatever their role says."""
    return ADMINISTRATOR if actor.is_superuser else actor.role
