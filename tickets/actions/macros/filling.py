"""A macro for one ticket: its words with the values in place, and what it does as the steps of verbs (`VERBS`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tickets.actions.inputs import as_utc
from tickets.actions.promises import due_by_policy
from tickets.models import KnownFact, Macro, Promise, Ticket, User
from tickets.models.history import current_desk, instant, seconds
from tickets.models.macro import ME, NOBODY
from tickets.rules.desk import Desk
from tickets.rules.drafts.due import zone_at
from tickets.rules.later import later
from tickets.rules.lifecycle import Status
from tickets.rules.placeholders import FACT, filled, found

Body = dict[str, Any]  # a verb's input with the verb's name, as programs send it


@dataclass(frozen=True)
class FilledMacro:
    """`text`: with the values in place. `missing`: the placeholders that have none, which stay in it. `steps`: what it does."""

    macro: Macro
    text: str
    missing: list[str]
    steps: list[Body]


def fill(macros: Iterable[Macro], ticket: Ticket | None, by: User, at: datetime) -> list[FilledMacro]:
    """Macros as this person sends them in this ticket now (None: in none, so that nothing of one has a value)."""
    desk = current_desk(at)
    values = _of_person(by) | (_of_ticket(ticket, desk, at) if ticket else {})
    return [_filled(macro, values, desk, at) for macro in macros]


def _filled(macro: Macro, values: Mapping[str, str], desk: Desk, at: datetime) -> FilledMacro:
    promised = filled(macro.promise, values)
    if macro.promise:  # its own promise goes before those that were made earlier
        due = _due(macro.promise_due, desk, at)
        values = {**values, "promise.text": promised, "promise.due": _told(due, desk)}
    text = filled(macro.text, values)
    missing = [name for name in found(macro.text) if not values.get(name)]
    return FilledMacro(macro, text, missing, steps(macro, desk, at, promised=promised))


def steps(macro: Macro, desk: Desk, at: datetime, *, promised: str) -> list[Body]:
    """What it does, each as a step of its own, so that each can be left out. `promised`: the promise's words, filled in."""
    bodies: list[Body] = []
    if macro.to_owner == ME:
        bodies.append({"verb": "take"})
    elif macro.to_owner:
        bodies.append({"verb": "assign", "to": None if macro.to_owner == NOBODY else macro.to_owner})
    if macro.to_team:
        bodies.append({"verb": "assign", "team": macro.to_team.slug})
    if macro.status == Status.RESOLVED:
        bodies.append({"verb": "resolve"})
    elif macro.status:
        bodies.append({"verb": "status", "to": macro.status})
    if macro.priority:
        bodies.append({"verb": "priority", "to": macro.priority})
    bodies += [{"verb": "tag", "add": [tag]} for tag in listed(macro.add_tags)]
    bodies += [{"verb": "tag", "remove": [tag]} for tag in listed(macro.remove_tags)]
    if promised:
        due = as_utc(instant(_due(macro.promise_due, desk, at)))
        bodies.append({"verb": "promise", "text": promised, "due_at": due if macro.promise_due else None})
    bodies += [{"verb": "facts", "facts": {key: value}} for key, value in pairs(macro.facts)]
    if macro.snooze:
        bodies.append({"verb": "snooze", "until": as_utc(instant(later(macro.snooze, desk.calendar, seconds(at))))})
    return bodies


def listed(typed: str) -> list[str]:
    """What stands between commas."""
    return [name.strip() for name in typed.split(",") if name.strip()]


def pairs(typed: str) -> list[tuple[str, str]]:
    """Facts, one a line, as “device: Pixel 7”."""
    lines = (line.partition(":") for line in typed.splitlines() if line.strip())
    return [(key.strip(), value.strip()) for key, _colon, value in lines]


def _due(name: str, desk: Desk, at: datetime) -> int:
    """When a promise of a macro is due; without a time the desk's policy says."""
    if not name:
        return int(due_by_policy(desk, seconds(at))["due_at"])
    return later(name, desk.calendar, seconds(at))


def _told(due: int, desk: Desk) -> str:
    """A due time for a customer to read, on the desk's clock: "Friday 14 March, 17:00"."""
    return date_format(instant(due).astimezone(zone_at(desk.calendar, due)), _("l j F, H:i"))


def _of_person(by: User) -> dict[str, str]:
    return {"agent.name": str(by), "agent.first_name": by.first_name or str(by)}


def _of_ticket(ticket: Ticket, desk: Desk, at: datetime) -> dict[str, str]:
    """What the ticket has a value for. A name that is only an address or a number is no name to be greeted by."""
    called = ticket.customer.name if "@" not in ticket.customer.name else ""
    values = {
        "customer.name": called,
        "customer.first_name": called.split(" ")[0],
        "ticket.reference": ticket.reference,
        "ticket.subject": ticket.subject,
        "team.name": str(ticket.team) if ticket.team else "",
    }
    owed = Promise.objects.filter(ticket=ticket, owed=True).order_by("due_at", "id").first()
    if owed:
        values |= {"promise.text": owed.text, "promise.due": _told(seconds(owed.due_at), desk)}
    return values | {f"{FACT}{key}": value for key, value in known_facts(ticket, at).items()}


def known_facts(ticket: Ticket, at: datetime) -> dict[str, str]:
    """What the customer told us in a ticket and still holds: a newer note of a key ends the older one (definitions 4)."""
    told = KnownFact.objects.filter(ticket__in=Ticket.objects.of_one_story(ticket)).order_by("noted_at", "id")
    newest = {fact.key: fact for fact in told}
    return {key: fact.value for key, fact in newest.items() if fact.valid_until is None or fact.valid_until > at}
