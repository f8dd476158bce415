"""A ticket's page put together, and how a form of it that did not go through is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.outbox.delivery import UNDELIVERED
from tickets.admin.shared.components import Pill
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.labels import labels
from tickets.admin.shared.read_only import may_do
from tickets.admin.ticket import header, known_facts, sidebar
from tickets.admin.ticket.claims import claims
from tickets.admin.ticket.composer import composer
from tickets.admin.ticket.conflict import AnswerConflict, conflict, news
from tickets.admin.ticket.held_answer import held_answer
from tickets.admin.ticket.macros import typed_chips
from tickets.admin.ticket.menu import menu
from tickets.admin.ticket.page_data import EVER, PageData, read
from tickets.admin.ticket.refused import RefusedInput, came_back
from tickets.admin.ticket.timeline.rows import history
from tickets.admin.ticket.undoing import just_done
from tickets.models import Message, Ticket, User, words
from tickets.models.history import seconds
from tickets.models.message import Direction
from tickets.rules.access import VERBS
from tickets.rules.lifecycle import SETTLED, UNRESOLVED, Loop, Status, WaitingOn

NOTHING_SEEN = 0  # a version that no ticket has, an event before all others


def page(
    ticket: Ticket,
    user: User,
    at: datetime,
    *,
    refused: RefusedInput | None = None,
    until: int | None = None,
    seen: int | None = None,
) -> dict[str, Any]:
    """The context of a ticket's page.

    `until`: with the part of its history before that instant, not the newest. `seen`: the newest event that its reader has
    seen; what came since is marked. A page of an earlier part shows nothing new, so its forms carry what was seen before.
    """
    page = read(ticket, user, at, until)
    refused = refused or came_back(page.draft)
    seen = refused.typed_on if refused else typed_before(page) if seen is None else seen
    promised = header.promised(page)
    return {
        "ticket": ticket,
        "may": {verb.replace("-", "_"): may_do(user, verb) for verb in VERBS},
        "status": status(ticket),
        "pills": pills(ticket, page.formatter),
        "told": known_facts.facts_told(page),
        "promised": promised,
        "owed_beside": header.owed_beside(page, promised),
        "owed": [row for row in promised if row.owed and row.pk],
        "waited": header.waited(page),
        **_history(page, seen, stopped=refused is not None and refused.seen is not None),
        "identities": sidebar.identities(page),
        "clocks": sidebar.clocks(page),
        "others": sidebar.others(page),
        "claims": claims(page),
        "unnamed": unnamed(page),
        "undelivered": undelivered(page),
        "just_done": just_done(page),
        "composer": composer(page, refused),
        "held": held_answer(page),
        "about_to_send": page.about_to_send,
        "chips": typed_chips(page.draft, refused, at),
        "menu": menu(ticket, user),
        "refused": refused,
        "conflict": _conflict(page, refused),
        "opens_history": opens_history(page),
        "priorities": words.PRIORITY,
        "channels": words.CHANNEL,
        "local_time": page.formatter.time(page.now),
    }


def _history(page: PageData, seen: int | None, *, stopped: bool) -> dict[str, Any]:
    """The rows, which of them are new to their reader, and what the page's forms carry of what was seen.

    `stopped`: they were told of what is new, so the next try knows it. Else forms that hold words know what their writer did.
    """
    new = {line.id for line in news(page.lines, seen)} if seen is not None else set()
    rows = history(page)
    for row in rows:
        row.is_new = row.line in new
    later = page.part.until is not None
    unseen = later or bool(new and not stopped)
    read = max((line.id for line in page.lines if line.by == page.user.pk), default=page.last_line)
    return {
        "rows": rows,
        "earlier": page.part.since,
        "later": later,
        "news": sum(row.is_new for row in rows) or min(len(new), 1),
        "conflict_rows": [row for row in rows if row.is_new],
        "version": NOTHING_SEEN if unseen else page.ticket.version,
        "last_line": (seen or NOTHING_SEEN) if unseen else page.last_line,
        "shows": {"version": page.ticket.version, "line": page.last_line},
        "unread": next((row.anchor for row in rows if row.anchor and row.line > read), ""),
    }


def typed_before(page: PageData) -> int | None:
    """The newest event that this person's draft was typed on, if somebody else did something since: they have not seen it."""
    draft = page.draft
    since = news(page.lines, draft.seen) if draft and draft.seen else []
    return draft.seen if draft and any(line.by != page.user.pk for line in since) else None


def undelivered(page: PageData) -> list[Message]:
    """Words of our people that did not arrive and that no later answer has made good, also on a resolved ticket."""
    answers = [m for m in page.messages if m.direction == Direction.OUT and not m.automatic]
    arrived = max((m.occurred_at for m in answers if m.delivery not in UNDELIVERED), default=EVER)
    return [m for m in answers if m.delivery in UNDELIVERED and m.occurred_at >= arrived]


def _conflict(page: PageData, refused: RefusedInput | None) -> AnswerConflict | None:
    return conflict(page, refused.seen) if refused and refused.seen is not None else None


def unnamed(page: PageData) -> Message | None:
    """The last mail, if it came through a form or a relay that does not say who wrote it, and nobody has found out."""
    mails = [m for m in page.messages if m.direction == Direction.IN and m.is_mail]
    last = mails[-1] if mails and not page.identities else None
    return last if last and last.sender.get("through") and not last.sender.get("email") else None


def opens_history(page: PageData) -> bool:
    """Whether this person, who may answer, has the history before them for the first time since the last contact.

    The page records it once it has stood open for a moment, by a request of its own: looking at an address is not a
    deed, and a page fetched ahead by a browser was seen by nobody.
    """
    ticket, user = page.ticket, page.user
    if not may_do(user, "note") or ticket.merged_into_id or not ticket.last_contact_at:
        return False
    opened = [line.at for line in page.story.opened_history if line.by == user.pk]
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


def pills(ticket: Ticket, tell: Formatter) -> list[Pill]:
    """What stands beside the subject."""
    found = [_loop_or_wait(ticket), _status(ticket), *labels(ticket, tell)]
    if ticket.stalled_rules and ticket.is_unresolved:
        found.append(Pill(_("Stalled: %s") % ", ".join(ticket.stalled_rules), "bad", "warning"))
    return [pill for pill in found if pill.words]


def _status(ticket: Ticket) -> Pill:
    untold = ticket.untold and ticket.status in SETTLED
    return Pill(ticket.standing, "risk" if untold else "plain", "unpublished" if untold else "")


def _loop_or_wait(ticket: Ticket) -> Pill:
    if ticket.is_unresolved:
        tone = {WaitingOn.US: "risk", WaitingOn.CUSTOMER: "line"}.get(WaitingOn(ticket.waiting_on), "info")
        return Pill(_("Waiting on %s") % ticket.get_waiting_on_display().lower(), tone, "pending")
    if ticket.status not in SETTLED:
        return Pill("")
    if ticket.loop == Loop.CONFIRMED:
        return Pill(_("Confirmed by %s") % ticket.customer, "good", "check_circle")
    if ticket.untold:  # its status says so, and that nobody was asked: one state, not two
        return Pill("")
    if ticket.loop == Loop.OPEN:  # beside a status of "Resolved" a mere "Open" would contradict it
        return Pill(_("Loop open"), "line")
    return Pill(str(dict(words.LOOP)[Loop(ticket.loop)]), "line")
