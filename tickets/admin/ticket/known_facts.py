"""What they told us: the facts that hold, where each came from, and what it was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tickets.admin.shared import icons
from tickets.admin.ticket.header import anchor, label
from tickets.admin.ticket.page_data import PageData
from tickets.models import KnownFact, Message
from tickets.models.history import seconds


@dataclass(frozen=True)
class FactRow:
    """A known fact, the message it came from, and whether it still holds.

    `name`: its key as it is kept. `told`: where it came from, and when. `earlier`: what it was before, the newest first.
    """

    key: str
    value: str
    anchor: str
    expired: bool
    name: str
    told: str
    earlier: list[str]


@dataclass(frozen=True)
class FactsTold:
    """They told us. `until`: this instant, from which on a fact holds no more if somebody says so now."""

    rows: list[FactRow]
    source: str
    source_icon: str
    source_anchor: str
    asked_again: list[str]
    until: str


def facts_told(page: PageData) -> FactsTold:
    """The facts that hold; a key told twice holds as it was told last."""
    by_key: dict[str, list[KnownFact]] = defaultdict(list)
    for fact in page.facts:
        by_key[fact.key].append(fact)
    authors = {line.id: line.by for line in page.lines}
    rows = [_row(page, facts, authors) for facts in by_key.values()]
    source, icon, place = _source(page, [facts[-1] for facts in by_key.values()])
    return FactsTold(rows, source, icon, place, asked_again(page), page.formatter.at.isoformat(timespec="seconds"))


def _row(page: PageData, facts: Sequence[KnownFact], authors: dict[int, int | None]) -> FactRow:
    """A key's facts in the order in which they were noted."""
    last, at = facts[-1], page.formatter.at
    return FactRow(
        key=label(last.key),
        value=last.value,
        anchor=anchor(last.message_id),
        expired=bool(last.valid_until and last.valid_until <= at),
        name=last.key,
        told=_told(page, last, authors),
        earlier=[f"{fact.value} · {_told(page, fact, authors)}" for fact in reversed(facts[:-1])],
    )


def _told(page: PageData, fact: KnownFact, authors: dict[int, int | None]) -> str:
    """Where a fact came from, and when: "chat, Wed 5 March, 10:00"."""
    if fact.message:
        return _message_told(page, fact.message)
    moment = page.formatter.moment(seconds(fact.noted_at))
    by = authors.get(fact.event_id)
    return _("noted by %(who)s, %(moment)s") % {"who": page.person(by), "moment": moment} if by else moment


def _message_told(page: PageData, message: Message) -> str:
    return f"{message.get_channel_display().lower()}, {page.formatter.moment(seconds(message.occurred_at))}"


def _source(page: PageData, facts: Sequence[KnownFact]) -> tuple[str, str, str]:
    """Where they come from, if all of them came from one message."""
    found = {fact.message_id: fact.message for fact in facts}
    message = next(iter(found.values())) if len(found) == 1 else None
    if message is None:
        return "", "", ""
    return _message_told(page, message), icons.channel(message.channel), anchor(message.pk)


def asked_again(page: PageData) -> list[str]:
    """Each time somebody asked for what we knew: "Asked again on the phone, Mon 10 March: 3 of 3"."""
    found = []
    for line in page.story.asked:
        known = page.known_when_asked[line.id]
        again = known.intersection(line.data["facts"])
        if again and not line.data.get("verify"):
            facts = {"by": page.person(line.by), "day": page.formatter.date(line.at)}
            found.append(
                _("Asked again by %(by)s, %(day)s: %(n)d of %(known)d")
                % {**facts, "n": len(again), "known": len(known)}
            )
    return found
