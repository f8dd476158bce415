"""The headline figures of a journey in words, each with the n that it speaks of, and why a customer is at risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.journey.words import SURVEYS, moment
from metrics.measures import Figures
from metrics.reports import words
from metrics.sheets.customers import RISKS
from tickets.models.history import seconds
from tickets.rules.desk import Desk


@dataclass(frozen=True, slots=True)
class Head:
    """A figure as it is read. `bad`: it is one that a manager asks about."""

    label: str
    text: str
    under: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why a customer is at risk. `ticket`: its number."""

    reason: str
    ticket: int
    since: str


def heads(figures: Figures, desk: Desk) -> Iterator[Head]:
    """All of them, in the order in which they are read."""
    n = figures["tickets"]["n"]
    of_tickets = ngettext("%(n)d ticket", "%(n)d tickets", n) % {"n": n}
    yield Head(_("Tickets"), str(n), _("%(n)d unresolved") % {"n": figures["tickets"]["open"]})
    yield from _contacts(figures, of_tickets)
    yield from _waited(figures["waited"])
    yield from _promises(figures["promises"])
    forced = figures["switches"]["forced"]
    under = _("of %(n)d changes of channel") % {"n": figures["switches"]["n"]}
    yield Head(_("Forced channel changes"), str(forced), under, bad=forced > 0)
    again = figures["asked_again"]
    under = _("of %(n)d repeat contacts that a person answered") % {"n": again["n"]}
    yield Head(_("Asked again"), str(again["k"]), under, bad=again["k"] > 0)
    yield from _scores(figures["scores"], desk)


def _contacts(figures: Figures, of_tickets: str) -> Iterator[Head]:
    contacts, chasers = figures["contacts"], figures["chasers"]
    per_ticket = contacts["per_ticket"]
    n = ngettext("%(n)d contact", "%(n)d contacts", contacts["n"]) % {"n": contacts["n"]}
    under = _("%(contacts)s, %(tickets)s") % {"contacts": n, "tickets": of_tickets}
    yield Head(_("Contacts per ticket"), "–" if per_ticket is None else f"{per_ticket:.1f}", under)
    yield Head(_("Chasers"), str(chasers), _("of %(contacts)s") % {"contacts": n}, bad=chasers > 0)


def _waited(waited: Figures) -> Iterator[Head]:
    """For us, in both clocks."""
    if not waited["n"]:
        yield Head(_("Waited for us"), "–", _("no tickets"))
        return
    told = {
        "calendar": words.duration(waited["calendar_s"]),
        "tickets": ngettext("%(n)d ticket", "%(n)d tickets", waited["n"]) % {"n": waited["n"]},
    }
    under = _("%(calendar)s calendar, %(tickets)s") % told
    yield Head(_("Waited for us, business hours"), words.duration(waited["business_s"]), under)


def _promises(promises: Figures) -> Iterator[Head]:
    kept, broken, owed = promises["kept"], promises["broken"], promises["owed"]
    under = _("%(broken)d broken, %(owed)d owed now") % {"broken": broken, "owed": owed}
    text = _("%(kept)d of %(n)d") % {"kept": kept, "n": kept + broken}
    yield Head(_("Promises kept"), text if kept + broken else _("none due"), under, bad=broken > 0)


def _scores(scores: list[Figures], desk: Desk) -> Iterator[Head]:
    for one in scores:
        label = _("Last %(survey)s") % {"survey": SURVEYS[one["survey"]]}
        told = {"ticket": one["ticket"], "at": _local(one["at"], desk)}
        yield Head(label, str(one["score"]), _("#%(ticket)d, %(at)s") % told, bad=one["low"])
    if not scores:
        yield Head(_("Last score"), "–", _("no score was given"))


def risks(figures: Figures, desk: Desk) -> list[Why]:
    """The reasons, in the words of the report on customers, whoever has been one for longest first."""
    return [Why(str(RISKS[one["reason"]]), one["ticket"], _local(one["since"], desk)) for one in figures["at_risk"]]


def _local(at: str, desk: Desk) -> str:
    """An instant as figures tell it, on the desk's clock."""
    return moment(seconds(datetime.fromisoformat(at)), desk)
