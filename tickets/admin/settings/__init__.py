"""What people set: macros; opening hours and targets, people, accounts and keys; and who signed in."""

from tickets.admin.settings import (
    accounts,
    agent_figures,
    api_keys,
    hours_and_targets,
    macros,
    mailboxes,
    people,
    relays,
    signing_in,
    telephone_lines,
    widgets,
)

__all__ = [
    "accounts",
    "agent_figures",
    "api_keys",
    "hours_and_targets",
    "macros",
    "mailboxes",
    "people",
    "relays",
    "signing_in",
    "telephone_lines",
    "widgets",
]
