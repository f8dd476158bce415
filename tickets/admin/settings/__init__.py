"""What people set: macros; opening hours and targets, people, accounts and keys; and who signed in."""

from tickets.admin.settings import (
    accounts,
    agent_figures,
    api_keys,
    custom_fields,
    fact_names,
    hours_and_targets,
    macros,
    mailboxes,
    people,
    relays,
    signing_in,
    taking,
    telephone_lines,
    widgets,
)

__all__ = [
    "accounts",
    "agent_figures",
    "api_keys",
    "custom_fields",
    "fact_names",
    "hours_and_targets",
    "macros",
    "mailboxes",
    "people",
    "relays",
    "signing_in",
    "taking",
    "telephone_lines",
    "widgets",
]
