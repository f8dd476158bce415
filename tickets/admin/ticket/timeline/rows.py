"""The history of a ticket as rows: what was said, what happened, and that nothing happened.

A call is one row, whatever number of lines it left. Rows are in the order of time; each knows who waits while it lasts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.intake.calls import ANSWERED, ENDED, MISSED, VOICEMAIL
from tickets.admin.shared import icons
from tickets.admin.shared.components import Happening, Pill, ShownFlag, Undo
from tickets.admin.shared.formatting import Formatter, hours, midnight
from tickets.admin.ticket.page_data import ONE_ROW, PageData
from tickets.admin.ticket.timeline import badges
from tickets.admin.ticket.timeline.changes import happenings
from tickets.admin.ticket.timeline.silence_row import silences
from tickets.events.contact import CONTACTS
from tickets.models import Attachment, Message
from tickets.models.history import seconds
from tickets.models.message import Delivery, Direction
from tickets.rules.conversation import waiting_after
from tickets.rules.lifecycle import Channel, WaitingOn

SPOKEN_BY_MACHINES = {ANSWERED, ENDED, MISSED}
RECORDING = re.compile(r": (https?://\S+)$", re.MULTILINE)
SHOWN_AT_ONCE = 120  # characters of what a machine wrote
SHOWN_TEXT = 20_000  # characters; nobody reads on, and the message's own page has them all


@dataclass
class TimelineRow:
    """One row. `kind`: customer, ours, call, note, automatic, happening, silence or day.

    `line`: the newest event that it tells of. `is_new`: its reader has not seen it yet.
    """

    at: int
    kind: str
    icon: str = ""
    time: str = ""
    who: str = ""
    source: str = ""
    text: str = ""
    rich: str = ""  # clean HTML, of words that were written as such
    anchor: str = ""
    pk: int = 0
    ticket: int = 0
    marks: list[Pill] = field(default_factory=list)
    pills: list[Pill] = field(default_factory=list)
    flags: list[ShownFlag] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    recording: str = ""
    failed: str = ""
    recipient: str = ""
    undo: Undo | None = None
    cut: bool = False
    thanks: bool = False
    splits: bool = False
    yes: bool = False
    longer: bool = False
    html: bool = False
    above: str = ""
    below: str = ""
    until: int = 0
    line: int = 0
    is_new: bool = False
    forwards: bool = False
    side: int = 0  # the conversation with a third party that it belongs to
    rail: str = ""
    rail_before: str = ""


def history(page: PageData) -> list[TimelineRow]:
    """The rows of the part that is shown, days and silences included, with who waits while each lasts."""
    entries = [*_spoken(page), *map(_happened, happenings(page))]
    entries += [TimelineRow(s.at, "silence", who=s.headline, flags=list(s.flags)) for s in silences(page)]
    entries = [entry for entry in entries if page.part.shows(entry.at)]
    entries.sort(key=lambda entry: (entry.at, entry.kind == "happening", entry.pk))
    overdue = _overdue(page)
    for entry in entries:
        entry.time = page.formatter.time(entry.at)
        entry.rail = _rail(page, overdue, max(entry.at, entry.until))
    return list(with_days(entries, page.formatter))


def with_days(entries: list[TimelineRow], formatter: Formatter) -> Iterator[TimelineRow]:
    """A row for each day on which something was said or done; a silence belongs to no day."""
    day, rail = None, "none"
    for entry in entries:
        on = midnight(formatter.local(entry.at))
        if entry.kind != "silence" and on != day:
            day = on
            yield TimelineRow(entry.at, "day", who=formatter.day(entry.at), rail=rail)
        entry.rail_before, rail = rail, entry.rail
        yield entry


def _overdue(page: PageData) -> list[tuple[int, float]]:
    """When some promise was overdue: from when, and the last instant at which one that began until then ended."""
    found: list[tuple[int, float]] = []
    for start, end in sorted((o.overdue[0], o.overdue[1]) for o in page.projection.promises if o.overdue):
        longest = found[-1][1] if found else 0
        found.append((start, inf if end is None else max(longest, end)))
    return found


def _rail(page: PageData, overdue: list[tuple[int, float]], at: int) -> str:
    """Who waits from an instant on: a promise is overdue, it is ours or a third party's to move, or nobody waits."""
    begun = bisect_right(overdue, at, key=itemgetter(0))
    if begun and at < overdue[begun - 1][1]:
        return "overdue"
    return {WaitingOn.US: "us", WaitingOn.THIRD_PARTY: "third"}.get(waiting_after(page.story, at), "idle")


def _happened(happening: Happening) -> TimelineRow:
    return TimelineRow(
        happening.at,
        "happening",
        icon=happening.icon,
        text=happening.words,
        marks=list(happening.pills),
        undo=happening.undo,
        line=happening.line,
    )


# What was said


def _spoken(page: PageData) -> Iterator[TimelineRow]:
    calls: dict[str, list[Message]] = {}
    for message in page.messages:
        if message.channel in ONE_ROW and message.session:
            calls.setdefault(message.session, []).append(message)
        elif message.automatic:
            yield _automatic(page, message)
        else:
            yield _message(page, message)
    for parts in calls.values():
        yield _call(page, parts)


def _automatic(page: PageData, message: Message) -> TimelineRow:
    """One line; of a mail of theirs everything is a click away, for a machine's mail may be a fax or an alarm."""
    words = {"channel": message.get_channel_display().lower(), "text": message.text[:SHOWN_AT_ONCE]}
    told = _("Automatic message by %(channel)s, “%(text)s”") % words
    if message.direction == Direction.OUT:
        told = _("Automatic reply by %(channel)s, “%(text)s”") % words
    entry = TimelineRow(
        seconds(message.occurred_at),
        "automatic",
        "smart_toy",
        text=told,
        pk=message.pk,
        failed=failure(message),
        line=_line(message),
    )
    if message.direction != Direction.IN:
        return entry
    whole = message.text[:SHOWN_TEXT] if len(message.text) > SHOWN_AT_ONCE else ""
    return replace(
        entry,
        below=whole,
        cut=len(message.text) > SHOWN_TEXT,
        who=_who(page, message),
        ticket=page.ticket.pk,
        files=list(message.attachments.all()),
        longer=bool(message.longer),  # type: ignore[attr-defined]
        html=bool(message.html),  # type: ignore[attr-defined]
    )


def _message(page: PageData, message: Message) -> TimelineRow:
    entry = TimelineRow(
        at=seconds(message.occurred_at),
        kind={Direction.IN: "customer", Direction.OUT: "ours"}.get(Direction(message.direction), "note"),
        icon=icons.channel(message.channel),
        who=_who(page, message),
        source=" · ".join(badges.sources(page, message)),
        text=message.text[:SHOWN_TEXT],
        rich=message.rich if len(message.text) <= SHOWN_TEXT else "",
        above=message.quoted_above[:SHOWN_TEXT],
        below=message.quoted_below[:SHOWN_TEXT],
        anchor=f"m{message.pk}",
        pk=message.pk,
        line=_line(message),
        ticket=page.ticket.pk,
        marks=badges.of_message(page, message),
        pills=badges.in_message(page, [message]),
        facts=badges.facts_in(page, [message]),
        files=list(message.attachments.all()),
        failed=failure(message),
        recipient=message.recipient if message.is_mail else "",
        cut=len(message.text) > SHOWN_TEXT,
        thanks=message.event_id in page.thanks,  # type: ignore[attr-defined]
        splits=_splits(page, message),
        forwards=message.direction != Direction.INTERNAL and message.channel not in ONE_ROW,
        yes=message.event_id in page.taken_as_yes,  # type: ignore[attr-defined]
        longer=message.direction == Direction.IN and bool(message.longer),  # type: ignore[attr-defined]
        html=message.direction == Direction.IN and bool(message.html),  # type: ignore[attr-defined]
    )
    if message.side_id:
        return replace(entry, icon="forward_to_inbox", side=message.side_id)
    if entry.kind == "note":
        return replace(entry, icon="lock", source="")
    if message.channel == Channel.PHONE:
        return replace(entry, kind="call" if entry.kind == "customer" else "ours")
    return entry


def _line(message: Message) -> int:
    """The event that recorded a message; 0 for one that none did."""
    return message.event_id or 0  # type: ignore[attr-defined]


def _splits(page: PageData, message: Message) -> bool:
    """Whether it can go on in a ticket of its own: this ticket's, and not the only contact with which that began."""
    line = page.event_of.get(message.pk)
    own = line is not None and line.kind in CONTACTS and message.ticket_id == page.ticket.pk
    return own and bool(page.own_contacts - {_line(message)})


def _who(page: PageData, message: Message) -> str:
    if message.author:
        return str(message.author)
    if message.direction == Direction.INTERNAL and message.sender:
        return str(message.sender.get("name") or message.sender.get("email") or _("A third party"))
    if message.direction != Direction.IN:
        return _("The desk")
    return message.sender.get("name") or str(page.ticket.customer)


def failure(message: Message) -> str:
    """Why a message of ours did not arrive; empty if it did, or may still."""
    if message.delivery in (Delivery.FAILED, Delivery.BOUNCED):
        return f"{message.get_delivery_display()}: {message.error}" if message.error else message.get_delivery_display()
    return ""


def _call(page: PageData, parts: list[Message]) -> TimelineRow:
    """A call is one row: who rang, how long they waited, who took it, how long they spoke, and what was noted."""
    theirs = next((part for part in parts if part.direction == Direction.IN), None)
    first = theirs or parts[0]
    name = _who(page, first)
    words = [part.text for part in parts if part.text and part.text not in SPOKEN_BY_MACHINES]
    shown = [part.for_customer for part in parts if part.for_customer]
    words += [_("The customer may read: “%(words)s”") % {"words": text} for text in shown]
    return TimelineRow(
        at=seconds(first.occurred_at),
        kind="call",
        icon=_call_icon(parts),
        who=_call_title(first, {"name": name, "customer": page.ticket.customer}),
        source=" · ".join(_call_course(page, parts)),
        text="\n".join(words)[:SHOWN_TEXT],
        anchor=f"m{first.pk}",
        recording=_recording(parts),
        until=seconds(parts[-1].occurred_at),
        pk=first.pk,
        line=max(map(_line, parts)),
        ticket=page.ticket.pk,
        marks=badges.of_message(page, first),
        pills=badges.in_message(page, parts),
        facts=badges.facts_in(page, parts),
    )


def _recording(parts: list[Message]) -> str:
    """Where a message that they left can be heard."""
    left = "\n".join(part.text for part in parts if part.text.startswith(VOICEMAIL))
    found = RECORDING.findall(left)
    return found[-1] if found else ""


def _call_icon(parts: list[Message]) -> str:
    if parts[0].channel != Channel.PHONE:
        return icons.channel(parts[0].channel)
    return "call" if any(part.direction == Direction.OUT for part in parts) else "phone_missed"


def _call_title(first: Message, said: dict[str, Any]) -> str:
    in_person = first.channel == Channel.IN_PERSON
    if first.direction == Direction.IN:
        return (_("%(name)s came by") if in_person else _("%(name)s called")) % said
    return (_("%(name)s visited %(customer)s") if in_person else _("%(name)s called %(customer)s")) % said


def _call_course(page: PageData, parts: list[Message]) -> Iterator[str]:
    answers = [part for part in parts if part.direction == Direction.OUT]
    rang, told = seconds(parts[0].occurred_at), page.formatter
    if not answers:
        if parts[0].channel == Channel.PHONE:
            yield _("missed: nobody answered")
        return
    answered = seconds(answers[0].occurred_at)
    if answered > rang:
        yield _("waited %(time)s") % {"time": hours(answered - rang)}
    if len(answers) < len(parts):
        yield _("%(name)s answered %(time)s") % {"name": answers[0].author, "time": told.time(answered)}
    ended = answers[0].ended_at  # type: ignore[attr-defined]
    over = seconds(ended) if ended else seconds(answers[-1].occurred_at)
    if over > answered:
        yield hours(over - answered)
