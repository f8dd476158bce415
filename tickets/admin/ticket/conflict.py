"""Two agents, one ticket: what the second one saw, and how it is now, side by side. What they typed is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tickets.admin.ticket.page_data import SPOKEN, PageData
from tickets.events import kind_of
from tickets.events.replay import story_of
from tickets.models import words
from tickets.rules.projection import project
from tickets.rules.story import Event


@dataclass(frozen=True)
class Compared:
    """One thing, as it was seen and as it is."""

    title: str
    seen: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether it changed."""
        return self.seen != self.now


@dataclass(frozen=True)
class AnswerConflict:
    """What changed since the page was opened."""

    rows: list[Compared]
    since: int


def news(lines: Iterable[Event], seen: int) -> list[Event]:
    """What happened since a page was read that its reader should know before they go on.

    A version also moves when the clock alone made something true: that is not news, and nobody is stopped by it.
    """
    return [line for line in lines if line.id > seen and kind_of(line).is_news]


def conflict(page: PageData, seen: int) -> AnswerConflict:
    """Both versions. `seen` is the newest event of the page that was typed on."""
    old = [line for line in page.lines if line.id <= seen]
    before = project(story_of(old, page.formatter.desk), page.formatter.desk, page.now).row
    after = page.projection.row
    rows = [Compared(title, _told(page, name, before), _told(page, name, after)) for name, title in _compared()]
    added = sum(line.kind in SPOKEN for line in page.lines if line.id > seen)
    messages = sum(line.kind in SPOKEN for line in page.lines)
    rows.append(Compared(_("Messages"), str(messages - added), str(messages)))
    return AnswerConflict(rows, seen)


def _compared() -> list[tuple[str, str]]:
    return [
        ("status", _("Status")),
        ("waiting_on", _("Waiting on")),
        ("owner_id", _("Owner")),
        ("team_id", _("Team")),
        ("priority", _("Priority")),
        ("due_at", _("Due next")),
    ]


def _told(page: PageData, name: str, row: dict[str, Any]) -> str:
    value = row[name]
    if name == "owner_id":
        return page.person(value) if value else _("Nobody")
    if name == "team_id":
        return page.team(value) if value else "–"
    if name == "due_at":
        return page.formatter.moment(value) if value is not None else "–"
    choices: dict[str, Any] = {"status": words.STATUS, "waiting_on": words.WAITING_ON, "priority": words.PRIORITY}
    return str(dict(choices[name]).get(value, value))
