"""A ticket's page put together, and how a form of it that did not go through is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tickets.actions.delivery import UNDELIVERED
from tickets.admin import side, strip
from tickets.admin.claims import claims
from tickets.admin.composer import composer
from tickets.admin.conflict import Conflict, conflict
from tickets.admin.history import Entry, history
from tickets.admin.material import Material, read
from tickets.admin.parts import Pill
from tickets.admin.reading import may_do
from tickets.admin.refused import Refused
from tickets.models import Message, Ticket, User, words
from tickets.models.history import seconds
from tickets.models.message import Direction
from tickets.rules.access import VERBS
from tickets.rules.lifecycle import SETTLED, UNRESOLVED, Loop, Status, WaitingOn


def page(
    ticket: Ticket, user: User, at: datetime, *, refused: Refused | None = None, until: int | None = None
) -> dict[str, Any]:
    """The context of a ticket's page. `until`: with the part of its history before that instant, not the newest."""
    material = read(ticket, user, at, until)
    rows = history(material)
    promised = strip.promised(material)
    return {
        "ticket": ticket,
        "may": {verb.replace("-", "_"): may_do(user, verb) for verb in VERBS},
        "status": status(ticket),
        "pills": pills(ticket),
        "told": strip.told(material),
        "promised": promised,
        "owed": [row for row in promised if row.owed and row.pk],
        "waited": strip.waited(material),
        "rows": rows,
        "earlier": material.part.since,
        "later": until is not None,
        "splittable": sum(row.kind == "customer" for row in rows) > 1,
        "identities": side.identities(material),
        "clocks": side.clocks(material),
        "others": side.others(material),
        "claims": claims(material),
        "undelivered": undelivered(material),
        "composer": composer(material, refused),
        "refused": refused,
        "conflict": _conflict(material, refused),
        "conflict_rows": _new_rows(material, rows, refused),
        "last_line": material.last_line,
        "opens_history": opens_history(material),
        "priorities": words.PRIORITY,
        "channels": words.CHANNEL,
        "local_time": material.telling.time(material.now),
    }


def undelivered(material: Material) -> list[Message]:
    """Words of our people that did not arrive and that no later answer has made good, also on a resolved ticket."""
    answers = [m for m in material.messages if m.direction == Direction.OUT and not m.automatic]
    lost = [m for m in answers if m.delivery in UNDELIVERED]
    return [m for m in lost if m.arrived_at is None or m.occurred_at >= m.arrived_at]  # type: ignore[attr-defined]


def _conflict(material: Material, refused: Refused | None) -> Conflict | None:
    return conflict(material, refused.seen) if refused and refused.seen is not None else None


def _new_rows(material: Material, rows: list[Entry], refused: Refused | None) -> list[Entry]:
    """What was said since, to be read before sending again."""
    if not refused or refused.seen is None:
        return []
    new = {m.pk for m in material.messages if (m.event_id or 0) > refused.seen}  # type: ignore[attr-defined]
    return [row for row in rows if row.pk in new]


def opens_history(material: Material) -> bool:
    """Whether this person, who may answer, has the history before them for the first time since the last contact.

    The page records it once it has stood open for a moment, by a request of its own: looking at an address is not a
    deed, and a page fetched ahead by a browser was seen by nobody.
    """
    ticket, user = material.ticket, material.user
    if not may_do(user, "note") or ticket.merged_into_id or not ticket.last_contact_at:
        return False
    opened = [line.at for line in material.story.opened_history if line.by == user.pk]
    return not opened or opened[-1] < seconds(ticket.last_contact_at)


@dataclass(frozen=True)
class StatusTold:
    """What may be done with a ticket in its state."""

    unresolved: bool
    settled: bool
    merged: bool
    parked: str


def status(ticket: Ticket) -> StatusTold:
    """Which buttons make sense: a move that the lifecycle forbids is not offered."""
    return StatusTold(
        unresolved=ticket.status in UNRESOLVED,
        settled=ticket.status in SETTLED,
        merged=ticket.status == Status.MERGED,
        parked=ticket.status if ticket.status in (Status.PENDING, Status.ON_HOLD) else "",
    )


def pills(ticket: Ticket) -> list[Pill]:
    """What stands beside the subject."""
    found = [_loop_or_wait(ticket), Pill(ticket.get_status_display())]
    if ticket.priority != "normal":
        found.append(Pill(_("%s priority") % capfirst(ticket.get_priority_display())))
    if ticket.stalled_rules and ticket.is_unresolved:
        found.append(Pill(_("Stalled: %s") % ", ".join(ticket.stalled_rules), "bad", "warning"))
    return [pill for pill in found if pill.words]


def _loop_or_wait(ticket: Ticket) -> Pill:
    if ticket.is_unresolved:
        tone = {WaitingOn.US: "risk", WaitingOn.CUSTOMER: "line"}.get(WaitingOn(ticket.waiting_on), "info")
        return Pill(_("Waiting on %s") % ticket.get_waiting_on_display().lower(), tone, "pending")
    if ticket.status not in SETTLED:
        return Pill("")
    if ticket.loop == Loop.CONFIRMED:
        return Pill(_("Confirmed by %s") % ticket.customer, "good", "check_circle")
    return Pill(str(dict(words.LOOP)[Loop(ticket.loop)]), "line")
