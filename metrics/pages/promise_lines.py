"""What stands under a ticket behind a figure of promises: each promise's words, when it was due, and what happened instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from metrics.digests.splits import local
from metrics.explain.shapes import Family
from metrics.explain_pages import Asked
from metrics.reading import StoryReader
from metrics.reports import words
from metrics.reports.view import ReportScope
from tickets.models import Promise
from tickets.models.words import CLOCK
from tickets.rules.desk import Desk
from tickets.rules.promises import PromiseOutcome, promise_outcomes

STATES = {"due": ("kept", "broken")}
"""Which states a count is of, where it is not called as the only one."""
CLOCKS = dict(CLOCK)
IN_TIME = {
    "kept": _("Kept at %(at)s, in time."),
    "waived": _("The customer waived it at %(at)s, in time."),
    "superseded": _("Replaced by another promise at %(at)s, in time."),
}
LATE = {  # one that is due is not replaced any more
    "kept": _("Kept at %(at)s, %(late)s late (%(clock)s)."),
    "waived": _("The customer waived it at %(at)s, %(late)s after it was due (%(clock)s)."),
}
NOBODY = _("Nobody has answered since it was due: %(late)s so far (%(clock)s).")
STILL_OWED = _("Answered or resolved at %(at)s, %(late)s late (%(clock)s), without keeping it: it is still owed.")


@dataclass(frozen=True)
class PromiseLine:
    """A promise as it is told: in which words, by whom, due when on the desk's clock, what became of it, and where it is explained."""

    text: str
    by: str
    due: str
    became: str
    is_broken: bool
    explain: str


def promise_lines(
    reader: StoryReader, tickets: Sequence[int], count: str, view: ReportScope
) -> dict[int, list[PromiseLine]]:
    """The promises of each ticket that a count of the report on promises counts in the period, read at once."""
    found = [
        (story.number, outcome)
        for story in reader.stories(tickets)
        for outcome in promise_outcomes(story.story, view.as_of)
        if outcome.state in STATES.get(count, (count,))
        and outcome.promise.due_at <= view.as_of
        and view.covers(np.array(outcome.promise.due_at))
    ]
    made = [outcome.promise.event.id for _number, outcome in found]
    told = {row.made_in_id: row for row in Promise.objects.filter(made_in__in=made).select_related("by", "message")}
    lines: dict[int, list[PromiseLine]] = {}
    for number, outcome in found:
        if number is not None:
            row = told.get(outcome.promise.event.id)
            lines.setdefault(number, []).append(_line(number, outcome, row, reader, view))
    return lines


def _line(
    number: int, outcome: PromiseOutcome, row: Promise | None, reader: StoryReader, view: ReportScope
) -> PromiseLine:
    event = outcome.promise.event
    text = row.text or (row.message.text if row.message else "") if row else ""
    return PromiseLine(
        text=text,
        by=str(row.by) if row and row.by else "",
        due=_at(outcome.promise.due_at, view.desk),
        became=became(outcome, view),
        is_broken=outcome.state == "broken",
        explain=Asked(f"{Family.PROMISE}:{event.name}", reader.as_of, reader.known_at).address(number),
    )


def became(outcome: PromiseOutcome, view: ReportScope) -> str:
    """What became of a promise in words; how late on the clock looked at."""
    if outcome.state != "broken" or outcome.overdue is None:
        return str(IN_TIME[outcome.state]) % {"at": _at(outcome.settled_at, view.desk)}
    due, answered = outcome.overdue
    end = answered if outcome.settled_at is None else outcome.settled_at
    told = {"late": words.duration(view.between(due, end)), "at": _at(end, view.desk)}
    told["clock"] = str(CLOCKS[view.clock]).lower()
    if outcome.settled_at is None:
        return str(NOBODY if answered is None else STILL_OWED) % told
    return str(LATE[outcome.promise.became]) % told


def _at(at: int | None, desk: Desk) -> str:
    return "" if at is None else f"{local(at, desk):%Y-%m-%d %H:%M}"
