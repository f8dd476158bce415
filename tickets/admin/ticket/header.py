"""What an agent must know before the first word: what we promised, and how long they have waited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.admin.shared import icons
from tickets.admin.shared.components import Pill, ShownFlag
from tickets.admin.shared.explain import RESOLUTION, WAIT, explain_url, flag_key, promise_key
from tickets.admin.shared.formatting import days, hours
from tickets.admin.ticket.page_data import PageData
from tickets.models import Promise, words
from tickets.rules.lifecycle import Loop, WaitingOn
from tickets.rules.promises import PromiseOutcome

FEW_PROMISES = 5  # so many are shown with those that were replaced
MOST_PROMISES = 12  # and so many at once; the next comes up when one of them is settled

PROMISE_ICON = {
    "open": "schedule",
    "kept": "check_circle",
    "broken": "cancel",
    "waived": "do_not_disturb_on",
    "superseded": "published_with_changes",
}
PROMISE_TONE = {"open": "info", "kept": "good", "broken": "bad"}
PROMISE_WORD = {
    "open": gettext_lazy("open"),
    "kept": gettext_lazy("kept"),
    "broken": gettext_lazy("broken"),
    "waived": gettext_lazy("waived"),
    "superseded": gettext_lazy("superseded"),
}

RULES = dict(words.RULE)


@dataclass(frozen=True)
class PromiseRow:
    """We promised."""

    pk: int
    words: str
    state: str
    icon: str
    tone: str
    by: str
    made: str
    anchor: str
    headline: str
    due: str
    late: str
    owed: bool
    replaceable: bool
    delivered: bool  # perhaps: we started an answer since
    explain: str


@dataclass(frozen=True)
class WaitTold:
    """How long they have waited, or did."""

    title: str
    figure: str
    on: str
    calendar: str
    pills: list[Pill]
    channels: list[str]
    switches: str
    feedback: str
    explain: str
    flags: list[ShownFlag]


def label(key: str) -> str:
    """A fact's key as it is read: "app_version" is "App version"."""
    return key.replace("_", " ").capitalize()


def anchor(message: int | None) -> str:
    """Where a message stands on the page; "" for none."""
    return f"m{message}" if message else ""


def promised(page: PageData) -> list[PromiseRow]:
    """What can still be saved first, then what is broken and still owed, then the latest of the rest."""
    outcomes = sorted(page.projection.promises, key=_urgency)
    few = len(outcomes) < FEW_PROMISES
    shown = [outcome for outcome in outcomes if few or outcome.state != "superseded"][:MOST_PROMISES]
    return [_promise_row(page, outcome) for outcome in shown]


def owed_beside(page: PageData, shown: list[PromiseRow]) -> int:
    """How many promises we owe that are not among the rows shown."""
    return sum(outcome.owed for outcome in page.projection.promises) - sum(row.owed for row in shown)


def _urgency(outcome: PromiseOutcome) -> tuple[int, int]:
    rank = {"open": 0, "broken": 1 if outcome.owed else 2}.get(outcome.state, 3)
    return rank, outcome.promise.due_at if rank < 3 else -outcome.promise.due_at


def _promise_row(page: PageData, outcome: PromiseOutcome) -> PromiseRow:
    formatter, line, due = page.formatter, outcome.promise.event, outcome.promise.due_at
    row = page.promises.get(line.id, Promise())
    headline = formatter.distance(due).words if outcome.state == "open" else str(capfirst(PROMISE_WORD[outcome.state]))
    return PromiseRow(
        pk=row.pk or 0,
        words=row.text or _("to come back to them"),
        state=outcome.state,
        icon=PROMISE_ICON[outcome.state],
        tone=PROMISE_TONE.get(outcome.state, "plain"),
        by=page.person(line.by),
        made=formatter.moment(line.at),
        anchor=anchor(row.message_id),
        headline=headline,
        due=_("due %(moment)s") % {"moment": formatter.moment(due)},
        late=_late(page, outcome),
        owed=outcome.owed,
        replaceable=outcome.state == "open",
        delivered=page.last_started is not None and page.last_started > line.at,
        explain=explain_url(page.ticket, promise_key(outcome)),
    )


def _late(page: PageData, outcome: PromiseOutcome) -> str:
    if not outcome.overdue:
        return ""
    start, end = outcome.overdue
    over = hours(page.formatter.business(start, end))
    return _("%(time)s late") % {"time": over} if end is not None else _("%(time)s over") % {"time": over}


def waited(page: PageData) -> WaitTold:
    """The wait that runs now, or, once it is resolved, how long it took."""
    story = page.story
    pills = []
    if page.chasers:
        chasers = ngettext("%d chaser", "%d chasers", len(page.chasers)) % len(page.chasers)
        pills.append(Pill(chasers, "bad", "notifications_active"))
    title, figure, on, calendar = _running(page) if story.resolution is None else _finished(page)
    channels = [group.channel for group in page.groups]
    return WaitTold(
        title=title,
        figure=figure,
        on=on,
        calendar=calendar,
        pills=pills,
        channels=[icons.channel(name) for name in _without_repeats(channels)][-6:],
        switches=_switches(page),
        feedback=_feedback(page),
        explain=_explained(page),
        flags=_flags(page),
    )


def _explained(page: PageData) -> str:
    """The figure that stands there, explained; a ticket of which nobody wrote yet has none."""
    if page.story.start is None:
        return ""
    return explain_url(page.ticket, WAIT if page.story.resolution is None else RESOLUTION)


def _flags(page: PageData) -> list[ShownFlag]:
    """By which rules it is stalled now, and since when."""
    standing = [flag for flag in page.projection.flags if flag.cleared_at is None]
    return [
        ShownFlag(
            _("%(rule)s since %(moment)s")
            % {"rule": RULES[flag.rule], "moment": page.formatter.moment(flag.stalled_from)},
            explain_url(page.ticket, flag_key(flag)),
        )
        for flag in standing
    ]


def _switches(page: PageData) -> str:
    """Changes of channel; forced are those of a customer who was chasing."""
    changed = [b for a, b in pairwise(page.groups) if a.channel != b.channel]
    forced = sum(group.first.event.id in page.chasers for group in changed)
    if forced:
        return ngettext("%d forced switch", "%d forced switches", forced) % forced
    return ngettext("%d switch", "%d switches", len(changed)) % len(changed) if changed else ""


def _running(page: PageData) -> tuple[str, str, str, str]:
    waits, formatter = page.story.waits, page.formatter
    if not waits:
        return _("Waiting since"), "–", _("nobody wrote yet"), ""
    wait = waits[-1]
    calendar = _("%(time)s by the calendar, since %(moment)s") % {
        "time": days(page.now - wait.at),
        "moment": formatter.moment(wait.at),
    }
    on = {
        WaitingOn.US: _("business, on us"),
        WaitingOn.THIRD_PARTY: _("business, on a third party"),
        WaitingOn.CUSTOMER: _("business, on the customer"),
    }.get(wait.on, _("business"))
    return _("Waiting since"), hours(formatter.business(wait.at)), on, calendar


def _finished(page: PageData) -> tuple[str, str, str, str]:
    story, formatter = page.story, page.formatter
    end = story.resolution.at
    start = end if story.started_at is None else story.started_at
    calendar = _("%(time)s by the calendar") % {"time": hours(end - start)}
    if story.resolution.confirmed_at:
        closed = hours(formatter.business(start, story.resolution.confirmed_at))
        calendar = _("%(calendar)s; %(closed)s to the closed loop") % {"calendar": calendar, "closed": closed}
    return _("They waited"), hours(formatter.business(start, end)), _("business, to resolution"), calendar


def _without_repeats(channels: list[str]) -> list[str]:
    return [name for index, name in enumerate(channels) if index == 0 or channels[index - 1] != name]


def _feedback(page: PageData) -> str:
    scores = page.story.feedback
    comment = page.ticket.customers_comment  # type: ignore[attr-defined]
    if scores:
        last = scores[-1].data
        score = f"{last['survey'].upper()} {last['score']}"
        return f"{score}: “{comment}”" if comment else score
    if page.projection.row["loop"] == Loop.OPEN:
        return _("No feedback yet")
    return str(dict(words.LOOP).get(page.projection.row["loop"], ""))
