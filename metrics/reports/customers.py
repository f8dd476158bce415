"""Who turned to us in the period, who came back, who complained, and whom we are about to lose.

A customer is whoever's file a ticket is on today. A **complaint** is a customer of the period who in it said "not solved", gave
as a ticket's last score a low one (definitions 5), or chased three times. **At risk** as of the instant looked at, whenever they
came, is a customer with one of these:

- `broken_promise`: broken and still owed. It is made good by delivering it, by their waiver, or by their yes since it was due.
- `low_score`: their last score of a survey is low.
- `third_chaser`: they chased at least three times in a ticket that is unresolved.
- `silence_after_no`: they said "not solved", and nobody of ours has answered since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures, instant
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope
from metrics.surveys import SURVEYS

MANY_CHASERS = 3
RISKS = ("broken_promise", "low_score", "third_chaser", "silence_after_no")


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a customer is at risk: by which ticket, and since when."""

    reason: str
    ticket: str
    since: int


@dataclass(frozen=True, slots=True)
class LastScore:
    """A ticket's last score of a survey, and its place among those of other tickets."""

    survey: str
    place: tuple[int, Hashable]
    low: bool
    in_period: bool


@dataclass(frozen=True, slots=True)
class CustomersTicket:
    """What a ticket says about its customer.

    `contacts`, `chasers` and `disputed` are of the period. `came` (in any of their tickets), `returning` (they had an earlier ticket) and `chased` (often, in all of
    their tickets) are known once all tickets were looked at, and so are the risks by scores.
    """

    customer: Hashable
    ticket: str
    start: int
    contacts: int
    chasers: int
    disputed: bool
    scores: Sequence[LastScore]
    risks: Sequence[Risk]
    number: int | None = None
    came: bool = False
    returning: bool = False
    chased: bool = False

    @property
    def low_score(self) -> bool:
        """Whether one of its last scores was given in the period and is low."""
        return any(score.low and score.in_period for score in self.scores)

    @property
    def complains(self) -> bool:
        """Whether it makes its customer one who complained."""
        return self.disputed or self.low_score or self.chased


def observe(ticket: Digest, view: ReportScope) -> Iterator[CustomersTicket]:
    """Any ticket that counts, whenever it started."""
    if ticket.start is None or not ticket.counts:
        return
    contacts = [at for at, _channel, _chaser in ticket["contacts"]]
    chasers = [at for at, _channel, chaser in ticket["contacts"] if chaser]
    yield CustomersTicket(
        customer=ticket.customer,
        ticket=ticket.key,
        start=ticket.start,
        contacts=sum(map(view.covers, contacts)),
        chasers=sum(map(view.covers, chasers)),
        disputed=any(map(view.covers, ticket["disputes"]["at"])),
        scores=list(_last_scores(ticket, view)),
        risks=[Risk(reason, ticket.key, since) for reason, since in _risks(ticket, chasers)],
        number=ticket.number,
    )


def _last_scores(ticket: Digest, view: ReportScope) -> Iterator[LastScore]:
    for survey in SURVEYS:
        if given := ticket["scores"].get(survey.name):
            at, event, points = given[-1]
            yield LastScore(survey.name, (at, event), points <= survey.low, view.covers(at))


def _risks(ticket: Digest, chasers: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Each risk that the ticket alone tells, and since when."""
    said = ticket["disputes"]
    confirmed_at = said["confirmed_at"]
    for due_at, state, owed in ticket["promises"]:
        if state == "broken" and owed and (confirmed_at is None or confirmed_at < due_at):
            yield "broken_promise", due_at
    if ticket["standing"]["resolved"]:
        return
    if len(chasers) >= MANY_CHASERS:
        yield "third_chaser", chasers[MANY_CHASERS - 1]
    if not said["answered"]:
        yield "silence_after_no", said["at"][-1]


def told_by_all(observed: Sequence[CustomersTicket]) -> list[CustomersTicket]:
    """Each with what its customer's other tickets say: who came earlier, chased elsewhere, or scored better since."""
    came = {one.customer for one in observed if one.contacts}
    earliest: dict[Hashable, int] = {}
    chasers: Counter[Hashable] = Counter()
    latest: dict[tuple[Hashable, str], tuple[int, Hashable]] = {}
    for one in observed:
        earliest[one.customer] = min(one.start, earliest.get(one.customer, one.start))
        chasers[one.customer] += one.chasers
        for score in one.scores:
            key = (one.customer, score.survey)
            latest[key] = max(score.place, latest.get(key, score.place))
    return [
        replace(
            one,
            came=one.customer in came,
            returning=one.contacts > 0 and one.start > earliest[one.customer],
            chased=one.chasers > 0 and chasers[one.customer] >= MANY_CHASERS,
            risks=[*one.risks, *_low_scores(one, latest)],
        )
        for one in observed
    ]


def _low_scores(one: CustomersTicket, latest: dict[tuple[Hashable, str], tuple[int, Hashable]]) -> Iterator[Risk]:
    for score in one.scores:
        if score.low and latest[one.customer, score.survey] == score.place:
            yield Risk("low_score", one.ticket, score.place[0])


def figures(observed: Sequence[CustomersTicket], view: ReportScope) -> Figures:
    """Customers, not tickets, are counted: those with a contact in the period, and those at risk, whenever they came."""
    of: defaultdict[Hashable, list[CustomersTicket]] = defaultdict(list)
    for one in observed:
        of[one.customer].append(one)
    came = [tickets for tickets in of.values() if any(one.contacts for one in tickets)]
    n, total = len(came), sum(one.contacts for tickets in came for one in tickets)
    complaining = _how_many(of.values(), "complains")
    complaints = _how_many(came, "complains")
    return {
        "n": n,
        "contacts": total,
        "contacts_per_customer": total / n if n else None,
        "returning": rate(_how_many(came, "returning"), n),
        "complaints": rate(complaints, n)
        | {
            "causes": {cause: _how_many(came, cause) for cause in ("disputed", "low_score", "chased")},
            "without_contact": complaining - complaints,  # shown, not counted
        },
        "at": instant(view.as_of),
        "at_risk": _at_risk({who: [risk for one in tickets for risk in one.risks] for who, tickets in of.items()}),
    }


def _how_many(customers: Iterable[Sequence[CustomersTicket]], said: str) -> int:
    """Of how many customers a ticket says so."""
    return sum(any(getattr(one, said) for one in tickets) for tickets in customers)


def _at_risk(risks: dict[Hashable, list[Risk]]) -> Figures:
    """Who is at risk and why: those with most different reasons first, of equal ones whoever has been for longest."""
    found = {who: sorted(some, key=attrgetter("since", "reason", "ticket")) for who, some in risks.items() if some}
    named = {who: {risk.reason for risk in some} for who, some in found.items()}
    order = sorted(found, key=lambda who: (-len(named[who]), found[who][0].since, str(who)))
    return {
        "n": len(found),
        "reasons": {reason: sum(reason in reasons for reasons in named.values()) for reason in RISKS},
        "customers": [{"customer": who, "because": [_told(risk) for risk in found[who]]} for who in order],
    }


def _told(risk: Risk) -> Figures:
    return {"reason": risk.reason, "ticket": risk.ticket, "since": instant(risk.since)}


SECTIONS = ("contacts", "disputes", "scores", "promises", "standing")


def _at_risk_by(reason: str) -> Callable[[CustomersTicket, ReportScope], bool]:
    return lambda one, view: any(risk.reason == reason for risk in one.risks)


COUNTS = {
    "came": Count(_("With a contact in the period"), lambda one, view: one.contacts > 0),
    "returning": Count(_("Of customers who came back"), lambda one, view: one.returning),
    "complaints": Count(_("Of customers who complained"), lambda one, view: one.came and one.complains),
    "disputed": Count(_("The customer said “not solved”"), lambda one, view: one.came and one.disputed),
    "low_score": Count(_("With a low last score"), lambda one, view: one.came and one.low_score),
    "chased": Count(_("With a chaser, of customers who chased three times"), lambda one, view: one.came and one.chased),
    "at_risk": Count(_("Of customers at risk"), lambda one, view: bool(one.risks)),
    **{f"risk.{reason}": Count(_("Of customers at risk"), _at_risk_by(reason)) for reason in RISKS},
}
REPORT = Report(observe, figures, SECTIONS, when="any", related=told_by_all, counts=COUNTS)
