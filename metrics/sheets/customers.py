"""Our customers: who came back, who complained, and whom we are about to lose."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.digests.splits import local
from metrics.measures import Figures, instant
from metrics.reports.answer import Part
from metrics.reports.customers import Risk, most_at_risk
from metrics.sheets.figures import Mean, Number, Rate, Text
from metrics.sheets.sheet import Panel, Sheet
from metrics.sheets.times import INTERVAL
from tickets.models import Customer

AT_MOST = 100  # customers in the table; the list behind the number has them all
CAUSES = {
    "disputed": _("Said “not solved”"),
    "low_score": _("Gave a low score"),
    "chased": _("Chased at least three times"),
}
RISKS = {
    "broken_promise": _("A broken promise is still owed"),
    "low_score": _("Their last score is low"),
    "third_chaser": _("Chased three times, and it is unresolved"),
    "silence_after_no": _("Said “not solved”, and nobody has answered since"),
}


def causes(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each thing that makes a customer one who complained."""
    return [(cause, title, {"n": part.figures["complaints"]["causes"][cause]}) for cause, title in CAUSES.items()]


def risks(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each reason to be at risk."""
    return [(reason, title, {"n": part.figures["at_risk"]["reasons"][reason]}) for reason, title in RISKS.items()]


def at_risk(part: Part) -> list[tuple[str, Any, Figures]]:
    """A line for each reason of each customer at risk.

    They are of the tickets that were looked at, which are those whose figures the reader may see. Names are read at once.
    """
    found = most_at_risk(part.observed, part.view, AT_MOST)
    customers = Customer.objects.in_bulk([customer for customer, _risks in found])
    return [
        (str(customer), customers[customer], _told(risk, customer, part)) for customer, some in found for risk in some
    ]


def _told(risk: Risk, customer: Hashable, part: Part) -> Figures:
    return {
        "link": f"{reverse('reports:customer', args=[customer])}?{urlencode({'as_of': instant(part.view.as_of)})}",
        "why": RISKS[risk.reason],
        "ticket": f"#{risk.ticket}",
        "at": reverse("admin:tickets_ticket_change", args=[risk.ticket]),
        "since": f"{local(risk.since, part.view.desk):%Y-%m-%d %H:%M}",
    }


CAME = Number(_("Customers"), "n", "came")
RETURNING = Rate(_("Had turned to us before"), "returning", "returning", _("0 of 0: no customers"))
COMPLAINTS = Rate(_("Complained"), "complaints", "complaints", _("0 of 0: no customers"))
RISK = Number(_("At risk now"), "at_risk/n", "at_risk")
CUSTOMERS = Sheet(
    name="customers",
    title=_("Customers"),
    question=_("Who came back, who complained, and whom are we about to lose?"),
    heads=[
        RISK,
        COMPLAINTS,
        RETURNING,
        CAME,
        Mean(_("Contacts a customer, on average"), "contacts_per_customer", "came"),
    ],
    columns=[
        CAME,
        Number(_("Contacts"), "contacts", "came"),
        Mean(_("Contacts a customer, on average"), "contacts_per_customer", "came"),
        RETURNING,
        COMPLAINTS,
        Number(_("Complained, without a contact in the period"), "complaints/without_contact"),
        RISK,
    ],
    main=[COMPLAINTS, RETURNING],
    definition=[
        _(
            "Customers with a contact in the period, each counted once; a figure opens their tickets. One complained who in the "
            "period said “not solved”, gave a low score as a ticket's last, or chased at least three times."
        ),
        _(
            "At risk, whenever they came, is whoever is owed a broken promise, whose last score is low, who chased at least three "
            "times on a ticket that is unresolved, or who said “not solved” and was not answered since."
        ),
        INTERVAL,
    ],
    section="5",
    panels=[
        Panel(
            format_lazy(_("At risk now: those with most reasons first, at most {most}"), most=AT_MOST),
            _("Customer"),
            at_risk,
            [Text(_("Why"), "why"), Text(_("Ticket"), "ticket", leads="at"), Text(_("Since"), "since")],
        ),
        Panel(_("Why they are at risk"), _("Reason"), risks, [Number(_("Customers"), "n", "risk.{row}")]),
        Panel(_("Why they complained"), _("Cause"), causes, [Number(_("Customers"), "n", "{row}")]),
    ],
)
FAMILY = (CUSTOMERS,)
