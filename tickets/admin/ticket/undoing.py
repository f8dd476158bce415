"""How what joined or parted two tickets is undone: in a banner right after it, and by its line of the history later.

A merge is undone by its own verb, a link by `unlink`. What was split off goes back by a merge: the story of both is then the one
that it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.actions.record import log_of
from tickets.actions.verbs.joining import Link, Merge, Split
from tickets.admin.shared.components import Undo
from tickets.admin.ticket.page_data import PageData
from tickets.events.joining import Linked, Merged, SplitFrom, SplitOff
from tickets.models import Ticket
from tickets.rules.story import Event

UNDONE_IN_BANNER = {Merge.name, Split.name, Link.name}
SHOWN_FOR = 600  # seconds after it was done


@dataclass(frozen=True)
class JustDone:
    """What its reader did last here: in words, and what undoes it, as a form says it."""

    words: str
    url: str
    fields: dict[str, Any]


def undo_of(page: PageData, event: Event) -> Undo | None:
    """What a line of the history offers; None where there is nothing to undo, or not any more."""
    if merged := page.merges.get(event.id):
        return Undo(reverse("admin:ticket_unmerge", args=[merged]))
    if page.ticket.merged_into_id:
        return None
    if event.kind == Linked.name and any(link.id == event.id for link in page.story.links):
        return Undo(reverse("admin:ticket_unlink", args=[page.ticket.pk]), to=event.data["to"])
    if event.kind == SplitOff.name and event.data["to"] not in page.merges.values():
        return _look(event.data["to"], page.ticket.pk)
    if event.kind == SplitFrom.name and event.data["from"] != page.ticket.pk:  # it has come back
        return _look(page.ticket.pk, event.data["from"])
    return None


def _look(goes: int, into: int) -> Undo | None:
    return Undo(f"{reverse('admin:ticket_join', args=[goes])}?into={into}", looks=True)


def just_done(page: PageData) -> JustDone | None:
    """What its reader did a moment ago, while it is the last that they did here. It costs a statement only after a split."""
    own = [line for line in page.lines if line.by == page.user.pk]
    last = max(own, key=lambda line: line.id, default=None)
    if last is None or page.now - last.at > SHOWN_FOR or page.ticket.merged_into_id:
        return None
    undo = undo_of(page, last)
    if undo is None:
        return None
    if last.kind == Merged.name:
        return JustDone(_("#%d was merged into this one.") % page.merges[last.id], undo.url, {})
    if last.kind == Linked.name:
        return JustDone(_("Linked with #%d.") % undo.to, undo.url, {"to": undo.to})
    return _split(page, last)


def _split(page: PageData, line: Event) -> JustDone:
    """Back into the ticket that it came from, seen as it stands: what came there since is looked at first."""
    here = line.kind == SplitFrom.name
    other = line.data["from" if here else "to"]
    goes, into = (page.ticket.pk, other) if here else (other, page.ticket.pk)
    seen = max((event.id for event in log_of(Ticket(pk=other))), default=0) if here else page.last_line
    said = _("Split off #%(old)d: this is #%(new)d.") if here else _("#%(new)d was split off this one, #%(old)d.")
    url = reverse("admin:ticket_merge", args=[goes])
    return JustDone(said % {"old": into, "new": goes}, url, {"into": into, "looked": seen})
