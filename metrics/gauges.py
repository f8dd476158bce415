"""The desk's figures for Prometheus: counted by the clock, kept as two rows, and read from these when somebody asks.

A figure that nothing can be counted for is left out, not 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily

from metrics.models import GaugeReading
from metrics.now import promises_owed
from metrics.overview.headlines import HEADLINES, REPORTS_READ
from metrics.reading import StoryReader
from metrics.reports.answer import answers
from metrics.reports.asking import ReportForm
from tickets.models import PromiseOffer, Ticket
from tickets.models.caught import OfferAnswer
from tickets.models.history import current_desk
from tickets.models.words import RULE
from tickets.rules.lifecycle import UNRESOLVED, WaitingOn

NOW, PERIOD = "now", "headlines"
Reading = dict[str, Any]


def standing(at: datetime) -> Reading:
    """What stands at this instant, by the rows of the desk's own lists. The wait is calendar time, in seconds."""
    unresolved = Ticket.objects.unresolved()
    statuses = dict(unresolved.order_by().values_list("status").annotate(Count("pk")))
    stalled = list(unresolved.filter(stalled_since__lte=at).values_list("stalled_rules", flat=True))
    rules = Counter(rule for found in stalled for rule in found)
    waiting = unresolved.filter(waiting_on=WaitingOn.US).aggregate(since=Min("waiting_since"))["since"]
    return {
        "open": {str(status): statuses.get(status, 0) for status in sorted(UNRESOLVED)},
        "stalled": len(stalled),
        "rules": {rule: rules[rule] for rule, _title in RULE},
        "overdue": promises_owed(at).count(),
        "offers": _offers(),
        "oldest_wait": max(0.0, (at - waiting).total_seconds()) if waiting else 0.0,
    }


def _offers() -> dict[str, int]:
    """What became of the promises that were offered to who wrote them, by the answer."""
    counted = dict(PromiseOffer.objects.order_by().values_list("answer").annotate(Count("pk")))
    return {str(answer): counted.get(answer, 0) for answer in OfferAnswer.values}


def headlines(at: datetime) -> Reading:
    """The overview's figures of the whole desk in business hours, of its usual period: the last 28 days with today."""
    question = ReportForm({}, desk=current_desk(at), at=at)
    if not question.is_valid():
        raise ValueError(question.errors)
    found = answers(StoryReader(question.desk, at, at), REPORTS_READ, question.view)
    told = {headline.name: (headline.measure, found[headline.report].whole) for headline in HEADLINES}
    return {name: [measure.value(part), measure.n(part)] for name, (measure, part) in told.items()}


def families(at: datetime) -> list[GaugeMetricFamily]:
    """What /metrics tells of the figures: one statement, whatever the number of tickets; nothing while the database fails."""
    try:
        kept = {row.kind: row for row in GaugeReading.objects.all()}
    except DatabaseError:
        return []
    age = GaugeMetricFamily("followthrough_figures_age_seconds", "Since these figures were counted", labels=["figures"])
    for kind, row in sorted(kept.items()):
        age.add_metric([kind], max(0.0, (at - row.counted_at).total_seconds()))
    now = _of_now(kept[NOW].data) if NOW in kept else ()
    return [age, *now, *(_of_headlines(kept[PERIOD].data) if PERIOD in kept else ())]


def _of_now(data: Mapping[str, Any]) -> Iterator[GaugeMetricFamily]:
    yield _labelled("followthrough_open_tickets", "Unresolved tickets by status", "status", data["open"])
    yield GaugeMetricFamily("followthrough_stalled_tickets", "Tickets that are stalled", data["stalled"])
    yield _labelled(
        "followthrough_stalled_by_rule", "Stalled tickets by rule; one can be in several", "rule", data["rules"]
    )
    yield GaugeMetricFamily("followthrough_promises_overdue", "Promises past due and still owed", data["overdue"])
    if "offers" in data:  # a reading of an older program has none
        told = "Promises caught in drafts, by whether they were taken or declined"
        yield _labelled("followthrough_promise_offers", told, "answer", data["offers"])
    told = "How long the ticket that waits longest on us has waited"
    yield GaugeMetricFamily("followthrough_oldest_wait_seconds", told, data["oldest_wait"])


def _of_headlines(data: Mapping[str, Any]) -> Iterator[GaugeMetricFamily]:
    """Times are seconds, shares from 0 to 1, net promoters from -100 to 100, the others numbers."""
    values = {name: value for name, (value, _n) in data.items() if value is not None}
    told = "The overview's figures of the last 28 days, in seconds, shares, points or numbers"
    yield _labelled("followthrough_headline", told, "figure", values)
    counted = {name: n for name, (_value, n) in data.items()}
    yield _labelled("followthrough_headline_n", "Of how many each figure is told", "figure", counted)


def _labelled(name: str, told: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
