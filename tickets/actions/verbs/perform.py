"""Doing one or many verbs to one ticket: one decision, one save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.files import attach
from tickets.actions.own_fields import need_fields
from tickets.actions.record import Entry, Invalid, decide, locked, log_of, permit, refuse, save
from tickets.actions.verbs.verb import Found, Verb, WholeVerb
from tickets.models import Ticket
from tickets.models.history import current_desk
from tickets.rules.access import Actor


def perform(
    ticket: Ticket | int,
    steps: Sequence[Verb],
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Ticket:
    """Do these steps in this order, all or none; gives the ticket to go on with.

    Errors: Denied for the first step that the actor may not do, Stale, Invalid, Forbidden. Then nothing is done.
    """
    steps = [one for step in steps for one in step.whole()]
    for step in steps:
        permit(actor, step.permission)
    with transaction.atomic():
        for step in steps:
            if isinstance(step, WholeVerb):
                if len(steps) > 1:
                    raise Invalid("steps", _("“%(verb)s” is done alone.") % {"verb": step.name})
                return step.write(ticket, actor, at, expected_version)
        return _together(ticket, steps, actor, at, expected_version)


def _together(
    ticket: Ticket | int, steps: Sequence[Verb], actor: Actor, at: datetime, expected_version: int | None
) -> Ticket:
    fresh = locked(ticket, expected_version)
    lines = log_of(fresh)
    entries: list[Entry] = []
    for step in steps:
        entries += step.events(Found(fresh, lines, entries), actor, at)
    if not entries:
        return fresh
    need_fields(fresh, entries)
    change = decide(fresh, lines, entries, desk=current_desk(at), at=at)
    refuse(change)
    if all(step.silent for step in steps):
        fresh.version -= 1
    save([change], at=at)
    for entry in entries:
        if entry.message and entry.files:
            attach(entry.message, entry.files)
    return fresh
