"""Which tickets of a period each check finds, and among which; every one a query that reads the period and no more."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet

from metrics.digests.holding import edition
from metrics.facts.relations import FORM
from metrics.models import DigestRound, TicketDigest
from metrics.quality.scope import LATE, LEFT_OUT, UNEVEN, Scope
from tickets.models import KnownFact, Message, ServiceClock, StalledFlag, Ticket
from tickets.models.history import current_desk, seconds
from tickets.models.message import Direction
from tickets.rules.lifecycle import Channel
from tickets.rules.opening_hours import CalendarVersion

Tickets = QuerySet[Ticket]
SEEN_SOON = timedelta(minutes=10)  # a sweep comes every minute: what is younger it is still to see
MOST_NOTED = 3
ITS_MAIL = Q(channel=Channel.EMAIL, direction=Direction.IN, automatic=False)


def _its(model: type[Model], such: Q = Q()) -> Exists:  # noqa: B008  a Q is never changed
    """A row of the ticket itself."""
    return Exists(model._default_manager.filter(such, ticket=OuterRef("pk")).order_by())


def _merged(model: type[Model], such: Q = Q()) -> QuerySet[Ticket]:  # noqa: B008
    """What was merged into a ticket and has such a row: few, so that they are found first."""
    return Ticket.objects.exclude(merged_into=None).filter(_its(model, such)).order_by()


def _having(tickets: Tickets, model: type[Model], such: Q) -> Tickets:
    """Those that have such a row, or into which one with it was merged; put together, so that each half reads by its index.

    Their numbers alone are put together: rows are wide.
    """
    own = tickets.filter(_its(model, such)).order_by().values("pk")
    return tickets.filter(pk__in=own.union(_merged(model, such).values("merged_into")))


def _lacking(tickets: Tickets, model: type[Model], such: Q = Q()) -> Tickets:  # noqa: B008
    """The others."""
    of_merged = Exists(_merged(model, such).filter(merged_into=OuterRef("pk")))
    return tickets.filter(~_its(model, such)).filter(~of_merged)


def imported(scope: Scope) -> Tickets:
    """Those that came with a file of another system's history."""
    return scope.started.exclude(source_key=None)


def moved(scope: Scope) -> Tickets:
    """Those to which something happened in the period."""
    return scope.moved


def late(scope: Scope) -> Tickets:
    """Those with an event of the period that was recorded more than a day after it happened."""
    return scope.with_few(scope.events.filter(UNEVEN, recorded_at__gt=F("occurred_at") + LATE))


def after_the_end(scope: Scope) -> Tickets:
    """Those with an event of the period that was recorded after its end."""
    return scope.with_few(scope.recorded_after)


def ahead(scope: Scope) -> Tickets:
    """Those with an event of the period that was recorded before it happened, by another clock than ours."""
    return scope.with_few(scope.events.filter(UNEVEN, recorded_at__lt=F("occurred_at")))


def without_facts(scope: Scope) -> Tickets:
    """Those of which no fact was ever noted."""
    return _lacking(scope.counted, KnownFact)


def facts_noted(scope: Scope) -> list[str]:
    """The facts that the desk notes most often of such tickets, the most usual first."""
    noted = KnownFact.objects.filter(ticket__in=scope.counted.values("pk")).order_by()
    often = noted.values("key").annotate(n=Count("ticket", distinct=True)).order_by("-n", "key")
    return [row["key"] for row in often[:MOST_NOTED]]


def with_mail(scope: Scope) -> Tickets:
    """Those in which a person wrote to us by mail."""
    return _having(scope.counted, Message, ITS_MAIL)


def unproven(scope: Scope) -> Tickets:
    """Those in which the sender of such a mail was not proven."""
    return _having(scope.counted, Message, ITS_MAIL & Q(proven=False))


def without_holidays(scope: Scope) -> Tickets:
    """Those that started in a year of which the opening hours that held then name no holiday."""
    return scope.counted.filter(_any_of(_years_without(scope))) if _years_without(scope) else scope.counted.none()


def _any_of(spans: list[tuple[datetime, datetime]]) -> Q:
    found = Q()
    for since, to in spans:
        found |= Q(started_at__gte=since, started_at__lt=to)
    return found


def _years_without(scope: Scope) -> list[tuple[datetime, datetime]]:
    """The pieces of the period that lie in a year without a holiday."""
    versions = scope.desk.calendar.versions
    ends = [*(_begins(version) for version in versions[1:]), scope.to]
    spans = []
    for place, (version, end) in enumerate(zip(versions, ends, strict=True)):
        begin = scope.since if place == 0 else _begins(version)
        spans += [(since, to) for since, to, year in _years(version, begin, end) if year not in _closed_in(version)]
    cut = [(max(since, scope.since), min(to, scope.to)) for since, to in spans]
    return [(since, to) for since, to in cut if since < to]


def _begins(version: CalendarVersion) -> datetime:
    """When a version begins: midnight in its own zone."""
    return datetime.combine(version.valid_from or date.min, time(), ZoneInfo(version.tz) if version.valid_from else UTC)


def _years(version: CalendarVersion, since: datetime, to: datetime) -> list[tuple[datetime, datetime, int]]:
    """The calendar years between, each with its beginning and end, on the version's own clock."""
    zone = ZoneInfo(version.tz)
    first, last = since.astimezone(zone).year, to.astimezone(zone).year
    new_year = {year: datetime(year, 1, 1, tzinfo=zone) for year in range(first, last + 2)}
    return [(max(since, new_year[y]), min(to, new_year[y + 1]), y) for y in range(first, last + 1)]


def _closed_in(version: CalendarVersion) -> set[int]:
    return {day.year for day in version.holidays}


def without_target(scope: Scope) -> Tickets:
    """Those for which no target ever ran."""
    return scope.counted.filter(~_its(ServiceClock))


def without_contact(scope: Scope) -> Tickets:
    """Those in which no customer ever turned to us: they have no start."""
    return scope.tickets.filter(scope.without_contact)


def only_machines(scope: Scope) -> Tickets:
    """Those to which only machines wrote."""
    came_in = Q(direction=Direction.IN)
    return _lacking(
        scope.came.filter(_its(Message, came_in & Q(automatic=True))), Message, came_in & Q(automatic=False)
    )


def left_out(scope: Scope) -> Tickets:
    """Spam and tests."""
    return scope.started.filter(status__in=LEFT_OUT)


def flagged(scope: Scope) -> Tickets:
    """Those with a flag that a sweep saw or was to see."""
    return scope.started.filter(_its(StalledFlag, Q(imported=False)))


def unseen(scope: Scope) -> Tickets:
    """Those with a flag that no sweep saw, though one should have."""
    unseen = StalledFlag.objects.filter(detected_at=None, imported=False, stalled_from__lt=scope.at - SEEN_SOON)
    return scope.started.filter(pk__in=unseen.order_by().values("ticket"))


def out_of_date(scope: Scope) -> Tickets:
    """Those of which what is kept is not believed, so that reports read their whole history."""
    here = DigestRound.objects.first()
    if here is None or (here.form, here.edition) != (FORM, edition(current_desk(scope.at))):
        return scope.started
    stands = TicketDigest.objects.filter(
        Q(true_until=None) | Q(true_until__gt=seconds(scope.at)),
        ticket=OuterRef("pk"),
        version=OuterRef("version"),
    )
    return scope.started.filter(~Q(Exists(stands)))


def started(scope: Scope) -> Tickets:
    """All that started in the period."""
    return scope.started


def counted(scope: Scope) -> Tickets:
    """Those that figures count."""
    return scope.counted


def came(scope: Scope) -> Tickets:
    """All that started or were made in the period."""
    return scope.came
