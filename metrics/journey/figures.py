"""What the reports say of one customer: the same reports as everybody's, over this customer's tickets alone, from ever to now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from metrics.journey.lanes import Lane
from metrics.journey.lines import Sign
from metrics.measures import Figures, instant
from metrics.reading import StoryReader
from metrics.reports.answer import Part, answers
from metrics.reports.customers import most_at_risk
from metrics.reports.view import ReportScope
from metrics.surveys import SURVEYS
from tickets.models.history import seconds

ASKED = ("channels", "promises", "waits", "re-ask", "customers")


def figures(reader: StoryReader, lanes: Sequence[Lane]) -> Figures:
    """The headline figures and the risks. `reader` tells no tickets but theirs, `lanes` are these tickets.

    `waited`: seconds in which it was ours to move. `scores`: their last of each survey, of all tickets.
    """
    view = ReportScope(reader.desk, seconds(reader.as_of), "business")
    told = answers(reader, ASKED, view, others=[replace(view, clock="calendar")])
    of = {name: answer.whole.figures for name, answer in told.items()}
    contacts, promises = of["channels"], of["promises"]
    calendar = told["waits"].others[0].figures
    n = contacts["tickets"]
    return {
        "tickets": {"n": n, "open": of["waits"]["n_open"]},
        "contacts": {"n": contacts["contacts"], "per_ticket": contacts["contacts"] / n if n else None},
        "chasers": contacts["chasers"],
        "waited": {
            "business_s": of["waits"]["parts"]["us"]["seconds"],
            "calendar_s": calendar["parts"]["us"]["seconds"],
            "n": of["waits"]["parts"]["us"]["n"],
        },
        "promises": {
            "kept": promises["k"],
            "broken": promises["n"] - promises["k"],
            "owed": sum(lane.owed for lane in lanes if lane.counts),
        },
        "switches": {"n": contacts["switches"], "forced": contacts["forced_switches"]},
        "asked_again": {name: of["re-ask"]["reask_rate"][name] for name in ("k", "n")},
        "scores": _last_scores(lanes),
        "at_risk": _risks(told["customers"].whole),
    }


def _last_scores(lanes: Sequence[Lane]) -> list[Figures]:
    """The last score of each survey that was ever given in tickets that count."""
    latest: dict[str, tuple[tuple[int, Any], Figures]] = {}
    for lane in lanes:
        for line in lane.lines if lane.counts else ():
            if Sign.SCORE in line.signs or Sign.LOW_SCORE in line.signs:
                data, place = line.event.data, (line.at, line.event.id)
                if data["survey"] not in latest or latest[data["survey"]][0] < place:
                    told = {"survey": data["survey"], "score": data["score"], "low": Sign.LOW_SCORE in line.signs}
                    latest[data["survey"]] = place, {**told, "at": instant(line.at), "ticket": line.ticket}
    return [latest[survey.name][1] for survey in SURVEYS if survey.name in latest]


def _risks(customers: Part) -> list[Figures]:
    """Why they are at risk, as the report on customers has it: reason, ticket and since when; empty if they are not."""
    return [
        {"reason": risk.reason, "ticket": risk.ticket, "since": instant(risk.since)}
        for _customer, risks in most_at_risk(customers.observed, customers.view)
        for risk in risks
    ]
