"""What somebody types is kept until it is sent: one draft for each person and ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from tickets.actions import composed
from tickets.actions.record import permit
from tickets.actions.verbs import Verb, perform
from tickets.models import Draft, Ticket, User
from tickets.models.draft import NOTE, REPLY


class Overtaken(Exception):
    """The draft was saved from somewhere else meanwhile, or sent; `draft` is as it stands now, None if there is none."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__()
        self.draft = draft


def keep(
    ticket: Ticket,
    *,
    by: User,
    at: datetime,
    version: int,
    mode: str,
    text: str,
    given: Mapping[str, list[str]] | None = None,
    seen: int = 0,
) -> int:
    """Keep a draft as it stands, and give its version; without words it is forgotten, and its version is 0.

    `version`: of the draft that was typed on, 0 for a new one. Errors: Denied, Overtaken.
    """
    permit(by, NOTE if mode == NOTE else REPLY)
    row = {"mode": mode, "text": text, "given": dict(given or {}), "seen": seen, "saved_at": at, "came_back": ""}
    with transaction.atomic():
        found = Draft.objects.typed().select_for_update().filter(ticket=ticket, person=by).first()
        if (found.version if found else 0) != version:
            raise Overtaken(found)
        if not text.strip() and not given:
            Draft.objects.typed().filter(ticket=ticket, person=by).delete()
            return 0
        if found:
            Draft.objects.filter(pk=found.pk).update(**row, version=version + 1)
            return version + 1
        made, is_new = Draft.objects.get_or_create(ticket=ticket, person=by, goes_at=None, defaults=row)
        if not is_new:
            raise Overtaken(made)
        return made.version


def perform_and_forget(
    ticket: Ticket,
    steps: Sequence[Verb],
    *,
    actor: User,
    at: datetime,
    expected_version: int | None = None,
    files: Sequence[str] = (),
) -> Ticket:
    """Do what was drafted, and forget the draft with it, and its files by their keys. Errors: as `perform`."""
    with transaction.atomic():
        done = perform(ticket, steps, actor=actor, at=at, expected_version=expected_version)
        Draft.objects.typed().filter(ticket=ticket, person=actor).delete()
        composed.forget(ticket, actor, files)
    return done


def as_typed(kept: Draft) -> QueryDict:
    """A draft as a form would send it."""
    typed = QueryDict(mutable=True)
    typed["text"] = kept.text
    for name, values in kept.given.items():
        typed.setlist(name, values)
    return typed
