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

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.relation import TICKET
from metrics.facts.risks import MANY_CHASERS
from metrics.facts.table import NONE, Array, Table, begins, counted, distinct, joined, looked_up
from metrics.facts.words import code
from metrics.measures import Figures, instant
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from metrics.surveys import SURVEYS

CONTACT, CHASER, DISPUTE, LOW_SCORE, RISK = range(5)

RISKS = ("broken_promise", "low_score", "third_chaser", "silence_after_no")
REASONS = {code(reason): reason for reason in RISKS}


def observe(facts: Facts, view: ReportScope) -> Table:
    """What any ticket that counts says about its customer, whenever it started: a row for each thing said.

    `kind`: a contact, a chaser (which is a contact too), a "not solved" or a low last score of the period, or a risk, with its
    `reason` and `since`. Of their customer, in any of their tickets: `came` and `chased` (often), in the period; `returning`: of a
    contact, they had a ticket that started earlier.
    """
    said = joined(*_said(facts, view))
    said = said.having(customer=facts.source.customers(said.ticket))
    contacts = said.where(said.kind == CONTACT)
    who, many_times = counted(said.customer[said.kind == CHASER])
    first = _first_starts(facts, distinct(contacts.customer))
    return said.having(
        came=np.isin(said.customer, contacts.customer),
        chased=np.isin(said.customer, who[many_times >= MANY_CHASERS]),
        returning=(said.kind == CONTACT) & (said.start > looked_up(said.customer, *first)),
    )


def _said(facts: Facts, view: ReportScope) -> Iterator[Table]:
    arrivals, disputes = facts.arrivals, facts.disputes
    arrivals = arrivals.where(view.covers(arrivals.at))
    yield _rows(CONTACT, arrivals, arrivals.at)
    chasers = arrivals.where(arrivals.chaser)
    yield _rows(CHASER, chasers, chasers.at)
    disputes = disputes.where(view.covers(disputes.at))
    yield _rows(DISPUTE, disputes, disputes.at)
    low, last = facts.once("low scores", _low_scores)
    now = low.where(view.covers(low.at))
    yield _rows(LOW_SCORE, now, now.at)
    yield _rows(RISK, facts.risks, facts.risks.since, facts.risks.reason)
    yield _rows(RISK, last, last.at, np.full(len(last), code("low_score")))


def _rows(kind: int, table: Table, since: Array, reason: Array | None = None) -> Table:
    nothing = np.full(len(table), NONE)
    return Table(
        {
            TICKET: table.ticket,
            "start": table.start,
            "kind": np.full(len(table), kind),
            "since": since,
            "reason": nothing if reason is None else reason,
        }
    )


def _low_scores(facts: Facts) -> tuple[Table, Table]:
    """The last scores of tickets that are low, and those of them that are their customer's last."""
    scores = facts.source.ever("scores")
    low = np.zeros(len(scores), "?")
    for survey in SURVEYS:
        low |= (scores.survey == code(survey.name)) & (scores.points <= survey.low)
    return scores.where(low), scores.where(low & _are_last(scores, facts))


def _are_last(scores: Table, facts: Facts) -> Array:
    """Which of these are their customer's last of that survey, of all of their tickets."""
    customers = facts.source.customers(scores.ticket)
    order = np.lexsort((scores.event, scores.at, scores.survey, customers))
    of_one = begins(customers[order]) | begins(scores.survey[order])
    ends = np.append(np.flatnonzero(of_one)[1:], len(order)) - 1
    last = order[ends[np.cumsum(of_one) - 1]] if len(order) else order
    found = np.zeros(len(scores), "?")
    # The same score may lie in two tickets, one of which was split off.
    found[order] = (scores.at[order] == scores.at[last]) & (scores.event[order] == scores.event[last])
    return found


def _first_starts(facts: Facts, customers: Array) -> tuple[Array, Array]:
    """Customers, each once and in order, and when the first of all of their tickets started."""
    theirs = facts.source.of_customers(customers)
    order = np.lexsort((theirs.start, theirs.customer))
    who = theirs.customer[order]
    first = begins(who)
    return who[first], theirs.start[order][first]


def figures(observed: Table, view: ReportScope) -> Figures:
    """Customers, not tickets, are counted: those with a contact in the period, and those at risk, whenever they came."""
    came = observed.where(_has_come(observed))
    n, total = _customers(observed, observed.kind == CONTACT), many(observed.kind == CONTACT)
    complaining, complaints = _customers(observed, _complain(observed)), _customers(came, _complain(came))
    return {
        "n": n,
        "contacts": total,
        "contacts_per_customer": total / n if n else None,
        "returning": rate(_customers(came, came.returning), n),
        "complaints": rate(complaints, n)
        | {
            "causes": {cause: _customers(came, of(came)) for cause, of in CAUSES.items()},
            "without_contact": complaining - complaints,  # shown, not counted
        },
        "at": instant(view.as_of),
        "at_risk": _at_risk(observed.where(observed.kind == RISK)),
    }


def _has_come(observed: Table) -> Array:
    """The rows of customers with a contact in the period, of the tickets that are looked at."""
    return np.isin(observed.customer, observed.customer[observed.kind == CONTACT])


def _customers(observed: Table, said: Array) -> int:
    """How many customers say so."""
    return len(distinct(observed.customer[said]))


def _chase(observed: Table) -> Array:
    found: Array = (observed.kind == CHASER) & observed.chased
    return found


CAUSES: dict[str, Callable[[Table], Array]] = {
    "disputed": lambda seen: seen.kind == DISPUTE,
    "low_score": lambda seen: seen.kind == LOW_SCORE,
    "chased": _chase,
}


def _complain(observed: Table) -> Array:
    found: Array = np.logical_or.reduce([of(observed) for of in CAUSES.values()])
    return found


def _at_risk(risks: Table) -> Figures:
    """How many are at risk, and how many of them for each reason."""
    having = {reason: _customers(risks, risks.reason == number) for number, reason in REASONS.items()}
    return {"n": len(distinct(risks.customer)), "reasons": {reason: having[reason] for reason in RISKS}}


class Risk(NamedTuple):
    """A reason why a customer is at risk: since when (Unix seconds), and of which ticket, by its key and its number."""

    since: int
    reason: str
    key: str
    ticket: int


def printed(observed: Table, view: ReportScope) -> Figures:
    """The figures, and all who are at risk."""
    found = figures(observed, view)
    customers = [{"customer": one, "because": list(map(_told, some))} for one, some in most_at_risk(observed, view)]
    return found | {"at_risk": found["at_risk"] | {"customers": customers}}


def most_at_risk(
    observed: Table, view: ReportScope, at_most: int | None = None
) -> Sequence[tuple[Hashable, Sequence[Risk]]]:
    """Customers at risk and why: those with most different reasons first, of equal ones whoever has been for longest."""
    risks = _first_customers(observed.where(observed.kind == RISK), at_most)
    called, who = view.keys(risks.ticket), view.whose(distinct(risks.customer))
    because: defaultdict[Hashable, list[Risk]] = defaultdict(list)
    for customer, since, reason, ticket in zip(
        *(column.tolist() for column in (risks.customer, risks.since, risks.reason, risks.ticket)), strict=True
    ):
        because[who[customer]].append(Risk(since, REASONS[reason], called[ticket], ticket))
    found = [(customer, sorted(some)) for customer, some in because.items()]
    found.sort(key=lambda one: (-len({risk.reason for risk in one[1]}), one[1][0].since, str(one[0])))
    return found[:at_most]


def _first_customers(risks: Table, at_most: int | None) -> Table:
    """The risks of the customers who come first; of those who come equally early, all."""
    who, place = np.unique(risks.customer, return_inverse=True)
    if at_most is None or len(who) <= at_most:
        return risks
    since = np.full(len(who), np.iinfo("i8").max)
    np.minimum.at(since, place, risks.since)
    reasons = np.bincount(np.unique(np.stack((place, risks.reason)), axis=1)[0])
    last = np.lexsort((since, -reasons))[at_most - 1]
    first = (reasons > reasons[last]) | ((reasons == reasons[last]) & (since <= since[last]))
    return risks.where(first[place])


def _told(risk: Risk) -> Figures:
    return {"reason": risk.reason, "ticket": risk.key, "since": instant(risk.since)}


READ = ("arrivals", "disputes", "risks")


def _at_risk_by(reason: str) -> Callable[[Table, ReportScope], Array]:
    return lambda seen, view: (seen.kind == RISK) & (seen.reason == code(reason))


def _of_those_who_came(of: Callable[[Table], Array]) -> Callable[[Table, ReportScope], Array]:
    return lambda seen, view: of(seen) & seen.came


COUNTS = {
    "came": Count(_("With a contact in the period"), lambda seen, view: seen.kind == CONTACT),
    "returning": Count(_("Of customers who came back"), lambda seen, view: seen.returning),
    "complaints": Count(_("Of customers who complained"), _of_those_who_came(_complain)),
    "disputed": Count(_("The customer said “not solved”"), _of_those_who_came(CAUSES["disputed"])),
    "low_score": Count(_("With a low last score"), _of_those_who_came(CAUSES["low_score"])),
    "chased": Count(_("With a chaser, of customers who chased three times"), _of_those_who_came(_chase)),
    "at_risk": Count(_("Of customers at risk"), lambda seen, view: seen.kind == RISK),
    **{f"risk.{reason}": Count(_("Of customers at risk"), _at_risk_by(reason)) for reason in RISKS},
}
REPORT = Report(observe, figures, READ, ("scores",), when="any", counts=COUNTS, printed=printed)
