"""The menu of a ticket's page: one row for each verb that has a button there, with the fields of its input."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as Lazy

from tickets.actions.verbs import VERBS, Verb
from tickets.admin.shared.read_only import may_do
from tickets.models import Ticket, User


@dataclass(frozen=True)
class MenuField:
    """A field of a verb's input, and what it shows before anybody types."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class MenuRow:
    """A verb that this person may do, with its fields; `beside` says what it is about if it has none."""

    verb: str
    url: str
    button: str | Lazy
    icon: str
    beside: str | Lazy
    fields: list[MenuField]


def menu(ticket: Ticket, user: User) -> list[MenuRow]:
    """What the menu offers for a ticket in its state."""
    offered = [verb for verb in VERBS.values() if verb.button and verb.on_desk]
    return [_row(verb, ticket) for verb in offered if may_do(user, verb.permission) and verb.fits(ticket)]


def _row(verb: type[Verb], ticket: Ticket) -> MenuRow:
    shown = verb.at_first(ticket)
    fields = [
        MenuField(name, str(field.label or name), shown.get(name, ""))
        for name, field in verb.Input._declared_fields.items()
    ]
    return MenuRow(
        verb.name, reverse(f"admin:ticket_{verb.name}", args=[ticket.pk]), verb.button, verb.icon, verb.beside, fields
    )
