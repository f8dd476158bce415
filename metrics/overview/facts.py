"""What stands under each headline figure: of what it is made, each part with the count that opens its tickets.

A pair is the name of one of the report's own counts, or none, and the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.measures import Figures
from metrics.reports import words

Fact = tuple[str, str]


def promises(figures: Figures) -> Iterator[Fact]:
    """Kept, broken, and what is not counted."""
    yield "kept", _("%(n)d kept") % {"n": figures["k"]}
    yield "broken", _("%(n)d broken") % {"n": figures["n"] - figures["k"]}
    if figures["waived"]:
        yield "waived", _("%(n)d waived, not counted") % {"n": figures["waived"]}


def responses(figures: Figures) -> Iterator[Fact]:
    """How long 9 in 10 waited at most, how many waited, and who still does."""
    yield "waits", _("median; 9 in 10 within %(p90)s") % {"p90": words.quantile(figures, "p90")}
    n = figures["n"]
    yield "waits", ngettext("%(n)d wait", "%(n)d waits", n) % {"n": n}
    yield "running", _("%(n)d still waiting") % {"n": figures["n_running"]}
    if figures["n_unanswered"]:
        yield "unanswered", _("%(n)d ended unanswered") % {"n": figures["n_unanswered"]}


def levels(figures: Figures) -> Iterator[Fact]:
    """The tickets with no target missed, and the others."""
    rate = figures["tickets"]
    yield "met", _("%(n)d missed none") % {"n": rate["k"]}
    yield "breached", _("%(n)d missed one or more") % {"n": rate["n"] - rate["k"]}


def asked_again(figures: Figures) -> Iterator[Fact]:
    """Repeat contacts, and those in which a known fact was asked for."""
    rate, facts = figures["reask_rate"], figures["facts"]
    yield "asked_again", _("%(n)d asked again") % {"n": rate["k"]}
    yield "repeats", ngettext("%(n)d repeat contact", "%(n)d repeat contacts", rate["n"]) % {"n": rate["n"]}
    if facts["n"]:
        yield "known", _("%(k)d of %(n)d known facts") % {"k": facts["k"], "n": facts["n"]}


def reopened(figures: Figures) -> Iterator[Fact]:
    """Reopened of those that are old enough, and those that came back as a new ticket."""
    yield "reopened", _("%(n)d reopened") % {"n": figures["k"]}
    yield "resolved", _("%(n)d resolved and 30 days old") % {"n": figures["n"]}
    if figures["silent_reopens"]:
        yield "", _("%(n)d more came back as a new ticket") % {"n": figures["silent_reopens"]}


def contacted(figures: Figures) -> Iterator[Fact]:
    """Those to whom we turned in time, of all that are old enough."""
    rate = figures["contacted_within_48h"]
    yield "contacted", _("%(n)d contacted, started by us") % {"n": rate["k"]}
    yield "eligible", _("%(n)d that are 14 days old") % {"n": rate["n"]}


def contacts(figures: Figures) -> Iterator[Fact]:
    """Contacts, tickets, and how many contacts were chasers."""
    n, tickets = figures["contacts"], figures["tickets"]
    yield "", ngettext("%(n)d contact", "%(n)d contacts", n) % {"n": n}
    yield "tickets", ngettext("%(n)d ticket", "%(n)d tickets", tickets) % {"n": tickets}
    yield "chased", ngettext("%(n)d chaser", "%(n)d chasers", figures["chasers"]) % {"n": figures["chasers"]}


def forced(figures: Figures) -> Iterator[Fact]:
    """Changes of channel, and those that were chasers."""
    n = figures["switches"]
    yield "forced", _("%(n)d forced") % {"n": figures["forced_switches"]}
    yield "switched", ngettext("%(n)d change of channel", "%(n)d changes of channel", n) % {"n": n}


def scores(figures: Figures) -> Iterator[Fact]:
    """How many gave a score, of how many who were asked, and who gave a low one."""
    n = figures["n"]
    yield "scored", ngettext("%(n)d answer", "%(n)d answers", n) % {"n": n}
    yield "low", ngettext("%(n)d low score", "%(n)d low scores", figures["low"]) % {"n": figures["low"]}
    asked: Any = figures.get("response_rate")
    if asked:
        yield "sent", _("%(share)s of %(n)d asked") % {"share": words.whole_percent(asked["rate"]), "n": asked["n"]}


def effort(figures: Figures) -> Iterator[Fact]:
    """The mean beside the share."""
    if figures["mean"] is not None:
        yield "", _("mean %(mean).1f of 7") % {"mean": figures["mean"]}
    yield from scores(figures)


def nothing(figures: Figures) -> Iterator[Fact]:
    """Its card says it otherwise."""
    return iter(())
