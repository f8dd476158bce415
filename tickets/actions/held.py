"""Answers that can still be taken back: a mail waits some seconds before anything of it happens.

What is held is a draft with the moment at which it goes out (`goes_at`). Until then the ticket's history knows nothing of it; then
the answer, with all that is done along with it, is one `perform` at that moment, in one transaction with the end of the draft.
So it goes out once, whoever is first to find it due: the page that counts down, or the worker. What cannot go out any more
is its writer's draft again, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.actions import composed
from tickets.actions.drafts import as_typed
from tickets.actions.outbox.answer_address import address_of
from tickets.actions.record import Stale, locked, log_of
from tickets.actions.refusals import REFUSALS, reason
from tickets.actions.verbs import Verb, perform
from tickets.actions.verbs.conversation import Reply
from tickets.events import kind_of
from tickets.events.owner import Assigned
from tickets.models import Draft, Ticket, User
from tickets.models.draft import NOTE, REPLY
from tickets.rules.lifecycle import Channel
from tickets.rules.story import Event

log = structlog.get_logger(__name__)
AT_ONCE = 50


class _Rehearsed(Exception):
    """It would go through."""


def is_held(step: Verb, ticket: Ticket, at: datetime) -> bool:
    """Whether a step is a mail: what is said in a chat or a call is said, and a note leaves nowhere. Errors: Invalid."""
    if step.name != Reply.name:
        return False
    given = step.given
    to = address_of(ticket, given.get("channel"), given.get("recipient"), given.get("session", ""), at)
    return to.channel == Channel.EMAIL


def hold(
    ticket: Ticket,
    step: Verb,
    *,
    typed: Mapping[str, list[str]],
    seconds: int,
    actor: User,
    at: datetime,
    expected_version: int | None = None,
) -> Ticket:
    """Keep an answer that goes out in some seconds; gives the ticket, to which nothing has happened.

    `typed`: what its form said, by field. Errors: as `perform`, so what would be refused now is refused now. One that its
    writer sent before goes out first, at once; the same one again is the same one.
    """
    text, uploaded = step.given["text"], step.given.get("attachments", ())
    with transaction.atomic():
        fresh = locked(ticket, expected_version)
        put = composed.of(fresh, actor, typed.get(composed.FILES, ()))
        composed.check(put, uploaded)
        before = Draft.objects.held().select_for_update().filter(ticket=fresh, person=actor).first()
        if before and _is_same(before, text, typed, len(put) + len(uploaded)):
            return fresh
        if before and not _goes(before, at):
            raise Stale(fresh)
        _rehearse(fresh, step, actor, at)
        files = [*put, *composed.put(fresh, uploaded, by=actor, at=at)]
        Draft.objects.typed().filter(ticket=fresh, person=actor).delete()
        Draft.objects.create(
            ticket=fresh,
            person=actor,
            mode=REPLY,
            text=text,
            given={**typed, composed.FILES: [str(file.key) for file in files]},
            seen=max((line.id for line in log_of(fresh)), default=0),
            saved_at=at,
            goes_at=at + timedelta(seconds=seconds),
        )
    return fresh


def _is_same(held: Draft, text: str, typed: Mapping[str, list[str]], files: int) -> bool:
    """Whether somebody pressed twice."""
    said = {name: values for name, values in held.given.items() if name != composed.FILES}
    again = {name: values for name, values in typed.items() if name != composed.FILES}
    return (held.text, said, len(held.given[composed.FILES])) == (text, again, files)


def _rehearse(ticket: Ticket, step: Verb, actor: User, at: datetime) -> None:
    """Whether it would go through: it is done and taken back, without its files. Errors: as `perform`."""
    without = type(step)(**{name: value for name, value in step.given.items() if name != "attachments"})
    without.is_typed = step.is_typed
    try:
        with transaction.atomic():
            perform(ticket.pk, [without], actor=actor, at=at)
            raise _Rehearsed
    except _Rehearsed:
        return


def take_back(ticket: Ticket, *, by: User) -> Draft | None:
    """Make a held answer its writer's draft again; None if it is gone already."""
    with transaction.atomic():
        held = Draft.objects.held().select_for_update().filter(ticket=ticket, person=by).first()
        return _put_back(held) if held else None


def let_go(pk: int, at: datetime) -> None:
    """Send a held answer if its time has come and nobody did so, or make it a draft again that says why not."""
    with transaction.atomic():
        due = Draft.objects.to_go(at).filter(pk=pk)
        # The ticket is locked before its drafts, here as by whoever sends.
        list(Ticket.objects.select_for_update().filter(pk__in=due.values("ticket")))
        held = due.select_for_update(of=("self",)).select_related("person").first()
        if held:
            _goes(held, at)


def let_go_due(at: datetime) -> None:
    """Send all whose time has come. One that cannot be sent stands in nobody's way."""
    for pk in list(Draft.objects.to_go(at).values_list("pk", flat=True)[:AT_ONCE]):
        try:
            let_go(pk, at)
        except DatabaseError:
            log.exception("held_answer_waits", draft=pk)
        except Exception as error:
            log.exception("held_answer_not_sent", draft=pk)
            _failed(pk, _("It could not be sent (%(error)s).") % {"error": type(error).__name__})


def _failed(pk: int, why: str) -> None:
    with transaction.atomic():
        held = Draft.objects.held().select_for_update().filter(pk=pk).first()
        if held:
            _put_back(held, why)


def _goes(held: Draft, at: datetime) -> bool:
    """Do what was sent, all of it or nothing; whether it went out."""
    try:
        with transaction.atomic():
            _perform(held, at)
            held.delete()
    except REFUSALS as error:
        _put_back(held, reason(error))
        return False
    return True


def _perform(held: Draft, at: datetime) -> None:
    ticket, writer = locked(held.ticket_id), held.person
    if _unseen(log_of(ticket), held):
        raise Stale(ticket)
    with timezone.override(ZoneInfo(writer.time_zone) if writer.time_zone else None):
        step = Reply.read(as_typed(held), actor=writer, at=at, form=True)
    keys = held.given.get(composed.FILES, ())
    composed.along(step, composed.of(ticket, writer, keys))
    perform(ticket, [step], actor=writer, at=at)
    composed.forget(ticket, writer, keys)


def _unseen(lines: list[Event], held: Draft) -> bool:
    """Whether others did something since it was sent that may make it wrong; whose the ticket is makes no answer wrong."""
    new = (line for line in lines if line.id > held.seen and line.by != held.person_id)
    return any(kind_of(line).is_news and line.kind != Assigned.name for line in new)


def _put_back(held: Draft, why: str = "") -> Draft:
    """As a draft again, above what its writer has typed since. Words of a note leave by no mistake: the two are a note then."""
    since = Draft.objects.typed().select_for_update().filter(ticket=held.ticket_id, person=held.person_id).first()
    if since:
        keys = [*held.given.get(composed.FILES, ()), *since.given.get(composed.FILES, ())]
        held.text = "\n".join(words for words in (held.text, since.text) if words.strip())
        held.given = {**since.given, **held.given, composed.FILES: keys}
        held.mode = NOTE if since.mode == NOTE and since.text.strip() else REPLY
        held.version = since.version + 1
        since.delete()
    held.goes_at, held.came_back = None, why[:300]
    held.save()
    return held
