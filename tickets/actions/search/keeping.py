"""The documents of the search are kept up by the clock and by nothing else: written anew after every event, and little by little
for all tickets after an upgrade.

As the facts of reports (`metrics.keeping`): all of it can be made again, so a worker that dies, or two that work at once, spoil
nothing. The cursor moves after the work, and what is done twice is the same twice.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tickets.actions import feed
from tickets.actions.feed import Cursor
from tickets.actions.search.documents import contents
from tickets.models import SearchDocument, SearchDue, SearchRound, SearchWord, Ticket
from tickets.models.history import with_roots

EDITION = 1  # of what documents say; with another one the round begins anew
AT_ONCE = 500  # events that are followed
IN_A_ROUND = 200  # tickets of the round at a time
SHORTEST_KNOWN = 4  # letters of a word whose parts and likes are looked for
KNOWN_AT_ONCE = 500


def keep() -> bool:
    """One piece of work; gives whether there is more that cannot wait."""
    here = begun()
    cursor = Cursor(here.transaction, here.event)
    events, after = feed.read(cursor, AT_ONCE)
    due = list(SearchDue.objects.order_by("pk")[:AT_ONCE])
    of_people = Ticket.objects.filter(customer__in={row.customer_id for row in due}) if due else Ticket.objects.none()
    tell(with_roots({event.ticket_id for event in events} | set(of_people.values_list("pk", flat=True))))
    if due:
        SearchDue.objects.filter(pk__in=[row.pk for row in due]).delete()
    of_round = [] if here.complete else _next_of_round(here.ticket)
    tell(of_round)
    is_last = len(of_round) < IN_A_ROUND
    _go_on(here, after, of_round, is_last)
    return len(events) == AT_ONCE or len(due) == AT_ONCE or not is_last


def _go_on(here: SearchRound, after: Cursor, of_round: list[int], is_last: bool) -> None:
    """Write down up to where it was done, unless another worker did meanwhile."""
    now = {
        "transaction": after.transaction,
        "event": after.event,
        "ticket": of_round[-1] if of_round else here.ticket,
        "complete": here.complete or is_last,
    }
    before = {name: getattr(here, name) for name in now}
    if now != before:
        SearchRound.objects.filter(pk=here.pk, edition=here.edition, **before).update(**now)


def begun() -> SearchRound:
    """The round that goes on, or a new one: nothing was ever told, or by another edition.

    The feed is followed from now on: what was before comes with the round.
    """
    here = SearchRound.objects.first()
    if here is None:
        cursor = feed.end()
        here = SearchRound(transaction=cursor.transaction, event=cursor.event)
    if here.edition != EDITION:
        here.edition, here.ticket, here.complete = EDITION, 0, False
        here.save()
    return here


def begin_anew() -> None:
    """Let the round go through all tickets once more."""
    SearchRound.objects.update(edition=0)


def _next_of_round(last: int) -> list[int]:
    return list(Ticket.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:IN_A_ROUND])


def tell(tickets: Collection[int]) -> None:
    """Write the documents of these tickets that say something else by now."""
    several = sorted(tickets)
    for start in range(0, len(several), IN_A_ROUND):
        some = several[start : start + IN_A_ROUND]
        # Read before the words: what becomes another meanwhile is not written, and comes with its event.
        versions = _versions(some)
        found = [row for pk, content in contents(some).items() for row in content.documents(pk)]
        learn({word for row in found for word in row.words})
        with transaction.atomic():
            list(SearchRound.objects.select_for_update())  # one at a time
            now = _versions(some)
            same = {pk for pk in some if now.get(pk) == versions.get(pk)}
            _replace(same, [row for row in found if row.ticket_id in same])


def _versions(tickets: Collection[int]) -> dict[int, int]:
    return dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "version"))


def _replace(tickets: Collection[int], rows: list[SearchDocument]) -> None:
    """These rows are all that these tickets have; what is there already stays, under its id."""
    columns = ("pk", "ticket", "part", "fingerprint")
    kept = SearchDocument.objects.filter(ticket__in=tickets).values_list(*columns)
    there = {tuple(place): pk for pk, *place in kept}
    stays = {place for row in rows if (place := (row.ticket_id, row.part, row.fingerprint)) in there}
    if gone := [pk for place, pk in there.items() if place not in stays]:
        SearchDocument.objects.filter(pk__in=gone).delete()
    new = [row for row in rows if (row.ticket_id, row.part, row.fingerprint) not in stays]
    SearchDocument.objects.bulk_create(new, batch_size=IN_A_ROUND)


def learn(words: Collection[str]) -> None:
    """Know these words, by whose parts and likes documents are found."""
    worth = sorted(word for word in words if len(word) >= SHORTEST_KNOWN and "_" not in word)
    for start in range(0, len(worth), KNOWN_AT_ONCE):
        some = worth[start : start + KNOWN_AT_ONCE]
        known = set(SearchWord.objects.filter(word__in=some).values_list("word", flat=True))
        if new := [SearchWord(word=word) for word in some if word not in known]:
            SearchWord.objects.bulk_create(new, ignore_conflicts=True)
