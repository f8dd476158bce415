"""What is looked at to tell how far the figures of a period may be trusted: one entry a check, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.quality import finding
from metrics.quality.scope import Scope
from tickets.models import Ticket

Find = Callable[[Scope], QuerySet[Ticket]]
ANY, TWENTIETH, HALF = 0.0, 0.05, 0.5
STARTED = _("tickets that started in the period")
COUNTED = _("tickets that started in the period, without spam and tests")
MOVED = _("tickets to which something happened in the period")
CAME = _("tickets that started or were made in the period")


@dataclass(frozen=True)
class Check:
    """Something that makes figures less sure. `found` of `among`, which `of` says in words.

    `advice`: what to do about it. `looks`: beyond which share somebody should look at it; None: it is only told. `quick`: it is
    found by an index of its own, so that the overview can ask it each time. `names`: what is named beside it.
    """

    name: str
    title: Promise
    of: Promise
    says: Promise
    advice: Promise
    found: Find
    among: Find
    looks: float | None = None
    quick: bool = False
    names: Callable[[Scope], Sequence[str]] | None = None


CHECKS = (
    Check(
        name="late",
        title=_("With an entry that came late"),
        of=MOVED,
        says=_(
            "Something that happened in the period was recorded more than 24 hours after it happened, such as a call noted days "
            "later. Figures that were told before had to do without it; “known at” tells what they were."
        ),
        advice=_("Have calls and visits noted the same day, and look at who notes them late."),
        found=finding.late,
        among=finding.moved,
        looks=TWENTIETH,
    ),
    Check(
        name="after",
        title=_("With an entry that was recorded after the period ended"),
        of=MOVED,
        says=_(
            "What somebody read of this period at its end has changed since by these: the same page as known at its end says it "
            "without them."
        ),
        advice=_("Send the figures of a period a day or two after its end, or send their lasting link."),
        found=finding.after_the_end,
        among=finding.moved,
    ),
    Check(
        name="ahead",
        title=_("With an entry from a clock that is ahead"),
        of=MOVED,
        says=_(
            "Something was recorded before it happened: the clock of another system runs ahead of ours, by up to 5 minutes."
        ),
        advice=_("Set the clock of the program that hands these in by a time server."),
        found=finding.ahead,
        among=finding.moved,
        looks=ANY,
        quick=True,
    ),
    Check(
        name="imported",
        title=_("Imported"),
        of=STARTED,
        says=_(
            "They came with another system's history. Their times are as exact as its file, and their flags were never news."
        ),
        advice=_("Compare a few with the system they came from before you compare periods across the import."),
        found=finding.imported,
        among=finding.started,
    ),
    Check(
        name="facts",
        title=_("Without any known fact"),
        of=COUNTED,
        says=_(
            "Nobody noted what the customer told us, so nobody can be seen asking for it again: the re-ask rate looks too good."
        ),
        advice=_("Ask agents to note what they are told as facts, and promote them from the message."),
        found=finding.without_facts,
        among=finding.counted,
        looks=HALF,
        names=finding.facts_noted,
    ),
    Check(
        name="unproven",
        title=_("With a mail whose sender was not proven"),
        of=_("tickets that started in the period and hold a mail of a person"),
        says=_("Anybody can name an address. Such mails count for whom they name, and show and open nothing."),
        advice=_("Let each mailbox trust the verdict (DMARC) of its own receiving server, if it writes one."),
        found=finding.unproven,
        among=finding.with_mail,
    ),
    Check(
        name="holidays",
        title=_("Started in a year without holidays"),
        of=COUNTED,
        says=_(
            "The opening hours that held name no holiday of that year, so holidays count as working days and business times are "
            "too long."
        ),
        advice=_("Publish opening hours that name the days on which you are closed; they hold from a date to come."),
        found=finding.without_holidays,
        among=finding.counted,
        looks=ANY,
        quick=True,
    ),
    Check(
        name="targets",
        title=_("Without any target"),
        of=COUNTED,
        says=_("No target of the desk's matched them, so they are in no service level, however long they took."),
        advice=_("Publish the targets that are missing: they hold for what begins from then on."),
        found=finding.without_target,
        among=finding.counted,
        looks=ANY,
    ),
    Check(
        name="contactless",
        title=_("Without a contact of a customer"),
        of=CAME,
        says=_("They have no start and stand in no figure: we opened them, and no customer has written in them."),
        advice=_("Log the customer's contact if there was one; else nothing is missing."),
        found=finding.without_contact,
        among=finding.came,
    ),
    Check(
        name="machines",
        title=_("To which only machines wrote"),
        of=CAME,
        says=_(
            "Automatic replies and notices. They are in figures only where their mailbox says that machines are customers."
        ),
        advice=_("Mark what nobody waits for as spam, or let its mailbox take machines' mails as no contacts."),
        found=finding.only_machines,
        among=finding.came,
    ),
    Check(
        name="left-out",
        title=_("Left out as spam or test"),
        of=STARTED,
        says=_("A person of ours marked them. They are out of every figure."),
        advice=_(
            "Look through them now and then: what is no spam comes back by “Not spam”, as if nobody had marked it."
        ),
        found=finding.left_out,
        among=finding.started,
        looks=HALF,
    ),
    Check(
        name="unseen",
        title=_("With a flag that no sweep has seen"),
        of=_("tickets that started in the period and had a flag"),
        says=_("A rule became true more than ten minutes ago and no sweep has seen it: nobody was warned."),
        advice=_("Tell whoever runs the desk: the worker of the sweep does not run, or does not keep up."),
        found=finding.unseen,
        among=finding.flagged,
        looks=ANY,
        quick=True,
    ),
    Check(
        name="digests",
        title=_("Read from their whole history"),
        of=STARTED,
        says=_("What is kept of them is out of date and not believed: reports are slower, and say exactly the same."),
        advice=_("Wait a few minutes; if the number stays, whoever runs the desk looks at the worker of the figures."),
        found=finding.out_of_date,
        among=finding.started,
        looks=HALF,
    ),
)
BY_NAME = {check.name: check for check in CHECKS}
