"""How long people wait: until it is solved, for the first answer, for every later one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.measures import Figures
from metrics.reports import responses, ttr
from metrics.reports.answer import Part
from metrics.reports.curve import draw
from metrics.sheets.figures import Figure, Length, Number, Quantile, Rate
from metrics.sheets.sheet import Drawing, Panel, Sheet
from metrics.statistics import survival

CURVES = 8  # in one picture: more cannot be told apart
NONE_CLOSED = _("none closed")
CENSORED = _(
    "Those still running are not left out: they count as “at least this long” (Kaplan–Meier). A quantile is the first moment "
    "at which no larger share than that is still unresolved; “not reached” means that too many still run to tell."
)
INTERVAL = _("95 %: an interval made this way covers the true value in 95 of 100 samples.")


def curves(parts: Sequence[tuple[str, Part]], address: Callable[[str], str]) -> Any:
    """The survival curves of all and of the most used parts."""
    drawn = []
    for name, part in parts[:CURVES]:
        lasting = ttr.lasting(part.observed)
        drawn.append((name, survival(lasting), int(lasting.seconds.max(initial=0))))
    return draw([drawn[0], *(one for one in drawn[1:] if one[2])])


def throughput(part: Part) -> list[tuple[str, Any, Figures]]:
    """One line: the tickets whose last resolution lies in the period."""
    return [("resolved", _("All"), part.figures["throughput"])]


MEDIAN = Quantile(_("Median"), count="started", name="median", lasting=ttr.lasting)
P90 = Quantile(_("9 in 10 within (p90)"), count="started", name="p90", lasting=ttr.lasting)

TTR = Sheet(
    name="ttr",
    title=_("Time to resolution"),
    question=_("How long does it take from the first contact until it is solved?"),
    heads=[
        MEDIAN,
        P90,
        Number(_("Tickets"), "n", "started"),
        Number(_("Still open"), "n_open", "open"),
        Length(_("Closed only (biased)"), "closed_only_biased/median", "closed", NONE_CLOSED, biased=True),
    ],
    columns=[
        Number(_("n"), "n", "started"),
        Number(_("Still open"), "n_open", "open"),
        MEDIAN,
        P90,
        Length(_("Oldest"), "oldest", "started"),
        Length(_("Closed only (biased)"), "closed_only_biased/median", "closed", NONE_CLOSED, biased=True),
    ],
    main=[MEDIAN, P90],
    definition=[
        _(
            "From the customer's first contact on any channel to the last resolution, of tickets that started in the period; "
            "spam, tests and merged tickets are out."
        ),
        CENSORED,
        _(
            "The median of closed tickets alone is biased: it leaves out those that take longest. Throughput looks at "
            "the tickets whose last resolution lies in the period instead."
        ),
        INTERVAL,
    ],
    section="6",
    panels=[
        Panel(
            _("Throughput: by the last resolution instead of the start"),
            _("Tickets"),
            throughput,
            [
                Number(_("Last resolved in the period"), "n", "resolved"),
                Length(_("Median"), "median", "resolved", NONE_CLOSED),
                Length(_("9 in 10 within (p90)"), "p90", "resolved", NONE_CLOSED),
            ],
        )
    ],
    drawing=Drawing("metrics/sheets/curve.html", curves),
)


def _response(name: str, title: Promise, question: Promise, definition: Promise) -> Sheet:
    median = Quantile(_("Median"), count="waits", name="median", lasting=responses.lasting)
    p90 = Quantile(_("9 in 10 within (p90)"), count="waits", name="p90", lasting=responses.lasting)
    within = Rate(_("Within target"), "within_target", "within", _("no target decided"))
    running = Number(_("Still waiting"), "n_running", "running")
    columns: list[Figure] = [
        Number(_("n"), "n", "waits"),
        running,
        Number(_("Ended unanswered"), "n_unanswered", "unanswered"),
        median,
        p90,
        Length(_("Longest"), "oldest", "waits"),
        within,
        Number(_("Target running"), "within_target/pending"),
        Number(_("Target cancelled"), "within_target/cancelled"),
        Length(_("Answered only (biased)"), "answered_only_biased/median", "waits", _("none answered"), biased=True),
    ]
    return Sheet(
        name=name,
        title=title,
        question=question,
        heads=[median, p90, within, running],
        columns=columns,
        main=[median, p90],
        definition=[definition, CENSORED, INTERVAL],
        section="2",
    )


FIRST_RESPONSE = _response(
    "first-response",
    _("First response"),
    _("How long do people wait for the first answer of a person?"),
    _(
        "From the start to the first answer of a person, of tickets that started in the period. Automatic replies, bots and "
        "notes are no answers."
    ),
)
NEXT_RESPONSE = _response(
    "next-response",
    _("Next response"),
    _("How long do people wait for every later answer?"),
    _(
        "From the oldest message that is not answered to the next answer of a person, each, of tickets that started in the "
        "period. A second message does not restart the wait; one that ended without an answer is marked."
    ),
)
FAMILY = (TTR, FIRST_RESPONSE, NEXT_RESPONSE)
