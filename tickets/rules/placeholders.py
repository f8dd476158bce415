"""Placeholders in the texts of macros: `{customer.name}` stands for a value of the ticket. Flat substitution from a list.

There is no template language: a placeholder names one value, and what a value says is never read for placeholders again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMED = (
    "customer.name",
    "customer.first_name",
    "ticket.reference",
    "ticket.subject",
    "agent.name",
    "agent.first_name",
    "team.name",
    "promise.text",
    "promise.due",
)
SIGNED = ("agent.name", "agent.first_name", "team.name")  # what a signature may name: it stands under mails to anybody
FACT = "fact."  # and the name of any fact: {fact.device}
PLACEHOLDER = re.compile(r"\{((?:customer|ticket|agent|team|promise|fact)\.[^{}\r\n]{1,80})\}", re.IGNORECASE)


def found(text: str) -> list[str]:
    """The placeholders of a text, each once and in order, by their names: "customer.name", "fact.serial number"."""
    return list(dict.fromkeys(_name(match[1]) for match in PLACEHOLDER.finditer(text)))


def unknown(text: str) -> list[str]:
    """Those that never have a value, because nothing is called so."""
    return [name for name in found(text) if name not in NAMED and not name.startswith(FACT)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with the values in place; what has none stays as it was written, for a person to fill in."""
    return PLACEHOLDER.sub(lambda match: values.get(_name(match[1])) or match[0], text)


def not_signed(text: str) -> list[str]:
    """The placeholders that have no place in a signature."""
    return [name for name in found(text) if name not in SIGNED]


def signed(text: str, values: Mapping[str, str]) -> str:
    """A signature with the values in place; nobody is there to fill in what has none, so its line is left out."""
    lines = text.strip().splitlines()
    kept = [line for line in lines if all(values.get(name) for name in found(line))]
    return "\n".join(filled(line, values).rstrip() for line in kept).strip()


def _name(written: str) -> str:
    group, _, rest = written.lower().partition(".")
    return f"{group}.{' '.join(rest.split())}"
