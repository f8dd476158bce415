"""The feed of events becomes notices: a row for each person, event and way. The cursor moves with them, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.db import transaction

from tickets.actions import feed
from tickets.actions.feed import Cursor
from tickets.events.contact import Contacted
from tickets.events.note import Noted
from tickets.events.owner import Assigned
from tickets.events.resolution import Disputed
from tickets.models import Event, Follow, Mention, Notice, TellingCursor, Ticket, Told
from tickets.models.follow import QUIET
from tickets.models.notice import Way
from tickets.rules.access import IMPORT
from tickets.rules.telling import What

AT_ONCE = 500  # events
NO_NEWS_AFTER = timedelta(days=1)  # what happened longer ago when it was written down is history, not news
BY_CUSTOMER = (Contacted.name, Disputed.name)
ORDER = {what: place for place, what in enumerate(What)}
Wanted = tuple[int, What]


@transaction.atomic
def follow() -> bool:
    """Read on, and write down who is to be told; gives whether there may be more. One worker at a time."""
    here = TellingCursor.objects.select_for_update(skip_locked=True).first()
    if here is None:
        return _begin()
    events, after = feed.read(Cursor(here.transaction, here.event), AT_ONCE)
    if not events:
        return False
    people = {
        told.person_id: told for told in Told.objects.filter(person__is_active=True) if told.by_mail or told.by_hook
    }
    if people:
        Notice.objects.bulk_create(_notices(events, people), ignore_conflicts=True)
    here.transaction, here.event = after.transaction, after.event
    here.save()
    return len(events) == AT_ONCE


def _begin() -> bool:
    """From now on: nobody is told of what was before. Nothing if another worker has the row in hand."""
    if not TellingCursor.objects.exists():
        cursor = feed.end()
        TellingCursor.objects.get_or_create(pk=1, defaults={"transaction": cursor.transaction, "event": cursor.event})
    return False


def _notices(events: list[Event], people: Mapping[int, Told]) -> list[Notice]:
    """One for each way that a person wants it to go; of what an event is to them, the first of `What`."""
    fresh = [event for event in events if is_news(event)]
    concerned = _concerned(fresh, set(people))
    made = []
    for event in fresh:
        first: dict[int, What] = {}
        for person, what in sorted(concerned[event.pk], key=lambda found: ORDER[found[1]]):
            if person != event.by_id:
                first.setdefault(person, what)
        made += [
            Notice(person_id=person, event=event, ticket_id=event.ticket_id, kind=what, way=way, at=event.occurred_at)
            for person, what in first.items()
            for way in Way.values
            if what in people[person].wants(way)
        ]
    return made


def is_news(event: Event) -> bool:
    """Whether somebody may be told of it: it happened now, here, and not only sorts the ticket."""
    late = event.recorded_at - event.occurred_at > NO_NEWS_AFTER
    return event.kind not in QUIET and event.actor_kind != IMPORT and event.external_id is None and not late


def _concerned(events: list[Event], people: set[int]) -> Mapping[int, list[Wanted]]:
    """Whom each event concerns, and how, by the event's id."""
    found: dict[int, list[Wanted]] = defaultdict(list)
    for event, wanted in _all(events, people):
        if wanted[0] in people:
            found[event.pk].append(wanted)
    return found


def _all(events: list[Event], people: set[int]) -> Iterator[tuple[Event, Wanted]]:
    tickets = {event.ticket_id for event in events}
    owners = dict(Ticket.objects.filter(pk__in=tickets, owner__in=people).values_list("pk", "owner"))
    followers = defaultdict(list)
    follows = Follow.objects.filter(ticket__in=tickets, person__in=people)
    for ticket, person, seen in follows.values_list("ticket", "person", "seen"):
        followers[ticket].append((person, seen))
    notes = [event.message_id for event in events if event.kind == Noted.name]
    named = defaultdict(list)
    for message, person in Mention.objects.filter(message__in=notes).values_list("message", "person"):
        named[message].append(person)
    for event in events:
        for person in named.get(event.message_id or 0, ()) if event.kind == Noted.name else ():
            yield event, (person, What.MENTION)
        if event.kind == Assigned.name and event.data.get("to"):
            yield event, (event.data["to"], What.ASSIGNED)
        if event.kind in BY_CUSTOMER and event.ticket_id in owners:
            yield event, (owners[event.ticket_id], What.WROTE)
        for person, seen in followers[event.ticket_id]:
            if event.pk > seen:  # not what was there before they followed, or when they last looked
                yield event, (person, What.FOLLOWED)
