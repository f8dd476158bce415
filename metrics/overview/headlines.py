"""The headline figures, one entry each: which report tells it, what kind it is, what is better, and what it means.

The order is the order of the page. A new figure is an entry here; its tile draws itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.measures import Figures
from metrics.overview import facts
from metrics.overview.facts import Fact
from metrics.overview.measuring import Measure, NetScore, PerTicket, Share, Standing, Time
from metrics.reports import nps, responses, ttr
from metrics.reports.shapes import rate

LESS, MORE = -1, 1
SHORTER, LONGER = _("shorter"), _("longer")
FEWER, MANY = pgettext_lazy("of a number", "fewer"), pgettext_lazy("of a number", "more")
LOWER, HIGHER = pgettext_lazy("of a share", "less"), pgettext_lazy("of a share", "more")


@dataclass(frozen=True)
class Headline:
    """A headline figure. `opens`: the count of its report behind the figure itself; `better`: LESS or MORE.

    `rises`, `falls`: what it became, in a word. `nothing`: what is said where there is nothing to count.
    """

    name: str
    report: str
    title: Promise
    measure: Measure
    better: int
    rises: Promise
    falls: Promise
    opens: str
    nothing: Promise
    definition: Promise
    facts: Callable[[Figures], Iterable[Fact]] = facts.nothing


def _forced(figures: Figures) -> Figures:
    return rate(figures["forced_switches"], figures["switches"])


HEADLINES = (
    Headline(
        name="ttr",
        report="ttr",
        title=_("Time to resolution"),
        measure=Time(ttr.lasting),
        better=LESS,
        rises=LONGER,
        falls=SHORTER,
        opens="started",
        nothing=_("No ticket started in this period, so there is no time to tell."),
        definition=_(
            "From the customer's first contact on any channel to the last resolution, of tickets that started in the "
            "period; spam, tests and merged tickets are out. Open ones are not left out: they count as “at least this "
            "long” (Kaplan–Meier). “Not reached” means that too many are still open to tell."
        ),
    ),
    Headline(
        name="closed-loop",
        report="closed-loop",
        title=_("Closed loop"),
        measure=Share(lambda figures: figures["closed_loop_rate"]),
        better=MORE,
        rises=HIGHER,
        falls=LOWER,
        opens="confirmed",
        nothing=_("No ticket of this period is 14 days old yet, so there is no rate to tell: 0 of 0."),
        definition=_(
            "The share of tickets whose customer said that it is solved, of all that started in the period and are 14 "
            "days old; unresolved ones stay in. Spam, tests, merged tickets and those that we opened ourselves are out. "
            "Presumed means that a person of ours told the customer, asked, and heard nothing for 7 days; it is never "
            "the headline."
        ),
    ),
    Headline(
        name="promises",
        report="promises",
        title=_("Promises kept"),
        measure=Share(lambda figures: figures),
        better=MORE,
        rises=HIGHER,
        falls=LOWER,
        opens="due",
        nothing=_("No promise fell due in this period: 0 of 0."),
        definition=_(
            "Promises delivered by their due time, of all that fell due in the period and were kept or broken. A promise "
            "that the customer waived or that was replaced in time is shown, not counted."
        ),
        facts=facts.promises,
    ),
    Headline(
        name="stalled",
        report="stalled",
        title=_("Stalled now"),
        measure=Standing(),
        better=LESS,
        rises=MANY,
        falls=FEWER,
        opens="stalled",
        nothing=_("No ticket is stalled."),
        definition=_(
            "Tickets that are about to be forgotten at the instant looked at: a promise past due, too long a wait, no "
            "answer, nobody who owns it, or no update. Earlier ones are told for the end of each period, by what is known "
            "now. Seen within: from when a rule came true to when a sweep saw it, from live sweeps only; missed: it ended "
            "before a sweep saw it."
        ),
    ),
    Headline(
        name="first-response",
        report="first-response",
        title=_("First response"),
        measure=Time(responses.lasting),
        better=LESS,
        rises=LONGER,
        falls=SHORTER,
        opens="waits",
        nothing=_("No ticket started in this period, so nobody waited for a first answer."),
        definition=_(
            "From the customer's first contact to the first answer of a person, of tickets that started in the period. "
            "Automatic replies do not count. Who still waits counts as “at least this long”."
        ),
        facts=facts.responses,
    ),
    Headline(
        name="next-response",
        report="next-response",
        title=_("Next response"),
        measure=Time(responses.lasting),
        better=LESS,
        rises=LONGER,
        falls=SHORTER,
        opens="waits",
        nothing=_("Nobody waited for a later answer in this period."),
        definition=_(
            "From the oldest message that was not answered yet to the next answer of a person, each, of tickets that "
            "started in the period. Chasers do not restart it. Who still waits counts as “at least this long”."
        ),
        facts=facts.responses,
    ),
    Headline(
        name="sla",
        report="sla",
        title=_("Service levels reached"),
        measure=Share(lambda figures: figures["tickets"]),
        better=MORE,
        rises=HIGHER,
        falls=LOWER,
        opens="decided",
        nothing=_("No target of a ticket of this period is decided yet: 0 of 0."),
        definition=_(
            "Of the tickets that started in the period and have a decided target: those with none missed. A target that "
            "still runs and is already over counts as missed; one that runs within it is pending and not counted. Each "
            "target, and the calendar by which it is counted, hold as they were when it began to run."
        ),
        facts=facts.levels,
    ),
    Headline(
        name="asked-again",
        report="re-ask",
        title=_("Asked again"),
        measure=Share(lambda figures: figures["reask_rate"]),
        better=LESS,
        rises=HIGHER,
        falls=LOWER,
        opens="repeats",
        nothing=_("No customer had to come back to a person in this period: 0 of 0 repeat contacts."),
        definition=_(
            "Repeat contacts in which a person of ours asked for a fact that we knew, of all repeat contacts that a person "
            "answered, of tickets that started in the period."
        ),
        facts=facts.asked_again,
    ),
    Headline(
        name="reopened",
        report="reopens",
        title=_("Reopened"),
        measure=Share(lambda figures: figures),
        better=LESS,
        rises=HIGHER,
        falls=LOWER,
        opens="resolved",
        nothing=_("No ticket that was first resolved in this period is 30 days past it yet: 0 of 0."),
        definition=_(
            "Tickets that came back within 30 days of their first resolution, of those first resolved in the period and 30 "
            "days past it. One that came back as a new ticket of the same issue within a week is told beside it."
        ),
        facts=facts.reopened,
    ),
    Headline(
        name="contacted",
        report="closed-loop",
        title=_("Contacted within 48 h"),
        measure=Share(lambda figures: figures["contacted_within_48h"]),
        better=MORE,
        rises=HIGHER,
        falls=LOWER,
        opens="eligible",
        nothing=_("No ticket of this period is 14 days old yet: 0 of 0."),
        definition=_(
            "Tickets of the closed loop to whose customer a person of ours turned within 48 hours of the first contact. "
            "Answering their call is no turning to them."
        ),
        facts=facts.contacted,
    ),
    Headline(
        name="contacts",
        report="channels",
        title=_("Contacts per ticket, on average"),
        measure=PerTicket(),
        better=LESS,
        rises=MANY,
        falls=FEWER,
        opens="tickets",
        nothing=_("No ticket started in this period: nobody turned to us."),
        definition=_(
            "How often customers turned to us, on average over the tickets that started in the period. A chat or a call is "
            "one contact, emails within ten minutes are one. A chaser is a later contact while it was not theirs to move."
        ),
        facts=facts.contacts,
    ),
    Headline(
        name="forced",
        report="channels",
        title=_("Forced changes of channel"),
        measure=Share(_forced),
        better=LESS,
        rises=HIGHER,
        falls=LOWER,
        opens="switched",
        nothing=_("No customer changed the channel in this period: 0 of 0."),
        definition=_(
            "Changes of channel by customers whom we kept waiting, of all their changes of channel, of tickets that started "
            "in the period: the contact on the new channel was a chaser."
        ),
        facts=facts.forced,
    ),
    Headline(
        name="csat",
        report="csat",
        title=_("Satisfaction (CSAT)"),
        measure=Share(lambda figures: figures),
        better=MORE,
        rises=HIGHER,
        falls=LOWER,
        opens="scored",
        nothing=_("No score was given in this period: 0 of 0."),
        definition=_(
            "Scores of 4 and 5, of all scores of 1 to 5 that were given in the period; a ticket's last one counts."
        ),
        facts=facts.scores,
    ),
    Headline(
        name="nps",
        report="nps",
        title=_("Recommendation (NPS)"),
        measure=NetScore(good=nps.SURVEY.good, low=nps.SURVEY.low),
        better=MORE,
        rises=pgettext_lazy("of a score", "higher"),
        falls=pgettext_lazy("of a score", "lower"),
        opens="scored",
        nothing=_("No score was given in this period, so there is none to tell."),
        definition=_(
            "The percentage of 9 and 10 minus that of 0 to 6, of all scores given in the period: from −100 to +100. A "
            "ticket's last one counts."
        ),
        facts=facts.scores,
    ),
    Headline(
        name="ces",
        report="ces",
        title=_("Effort (CES)"),
        measure=Share(lambda figures: figures),
        better=MORE,
        rises=HIGHER,
        falls=LOWER,
        opens="scored",
        nothing=_("No score was given in this period: 0 of 0."),
        definition=_(
            "Scores of 5 to 7 on a scale of 1 to 7 (how easy it was), of all given in the period; a ticket's last one counts."
        ),
        facts=facts.effort,
    ),
)
# The backlog in front: it may concern any ticket, so nobody needs to look for those that concern the others.
REPORTS_READ = tuple(dict.fromkeys(["backlog", *(headline.report for headline in HEADLINES)]))
