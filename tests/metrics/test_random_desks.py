"""What is kept and what events tell give the same figures, to the last of them, on whole desks that nobody thought of."""

import os
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from django.db import connection, connections

from metrics import keeping
from metrics.facts import Told
from metrics.facts.relations import RELATIONS
from metrics.models import DigestRound
from metrics.overview.links import Links
from metrics.overview.page import overview
from metrics.reading import StoryReader
from metrics.reports import REPORTS, detection, run
from metrics.reports.answer import answers, behind
from metrics.reports.grouping import GROUPS
from metrics.reports.view import ReportScope
from tests.histories import DAY, HOUR, MONDAY
from tests.journeys.processes import until
from tests.metrics.random_desks import Desk
from tickets.models import Ticket
from tickets.models.history import desk_known_at, instant

pytestmark = pytest.mark.django_db
SMALL = [(seed, 14, 40, 4) for seed in range(3)]
OF_A_PERIOD = [name for name, report in REPORTS.items() if report.has_period]
OF_AN_INSTANT = [name for name, report in REPORTS.items() if not report.has_period]
LARGE = [(seed, 15 + seed % 26, 90, 8) for seed in range(100, 108)]


class FromEvents(StoryReader):
    """Believes nothing that is kept, and tells every ticket from its events, once."""

    doubtful = None

    def facts(self, names, period, candidates, later=()):
        if "_told" not in self.__dict__:
            self.__dict__["_told"] = Told(StoryReader._told(self, RELATIONS.values(), lambda: None))
        return self.__dict__["_told"].facts(RELATIONS)


class Question:
    """One that somebody may ask of a desk: what, of which period, as of and known at when, split by what."""

    def __init__(self, dice, now):
        end = now + 5 * DAY
        self.as_of = dice.pick((now, now, dice.number(MONDAY, end), end))
        self.known_at = dice.pick((now, now, self.as_of, dice.number(MONDAY, end)))
        since, to = sorted((dice.number(MONDAY - DAY, now), dice.number(MONDAY, end)))
        self.period = dice.pick(((since, to + 1), (since, to + 1), (None, to), (since, None), (None, None)))
        self.clock, self.by = dice.pick(("business", "calendar")), dice.pick((None, *GROUPS))
        self.channel = dice.pick((None, None, "email"))
        self.listed = dice.pick(list(REPORTS))

    def __str__(self):
        return (
            f"as of {self.as_of}, known at {self.known_at}, {self.period}, {self.clock}, by {self.by}, {self.channel}"
        )

    def reader(self, kind=StoryReader):
        known_at = instant(self.known_at)
        return kind(desk_known_at(known_at), instant(self.as_of), known_at)

    def keep(self, facts, seen):
        split = GROUPS["channel"]
        return facts.part(split.name, seen) == split.part(self.channel)

    def answered(self, reader):
        """Every figure, part, period, count and list that this question has an answer to, by its name."""
        keep = self.keep if self.channel else None
        since, to = self.period
        view = ReportScope(reader.desk, self.as_of, self.clock, since, to)
        before = [replace(view, since=(since or MONDAY) - week * 7 * DAY, to=since or MONDAY) for week in (1, 2)]
        instant_only = replace(view, since=None, to=None)
        found = answers(reader, OF_A_PERIOD, view, by=self.by, others=before, keep=keep)
        found |= answers(reader, OF_AN_INSTANT, instant_only, by=self.by, keep=keep)
        told = {}
        for name, answer in found.items():
            told |= self._told_of(name, answer)
        told["detection"] = detection.figures(found["stalled"].whole.observed, reader.known_at)
        page = overview(reader, view, Links({}), keep)
        told |= {("overview", name): page[name] for name in page if name != "tiles"}
        told |= {("overview", name): tile for name, tile in page["tiles"].items()}
        told["listed"] = self._listed(reader, view, keep)
        return told

    def _told_of(self, name, answer):
        report, whole = REPORTS[name], answer.whole
        told = {name: (report.printed or report.figures)(whole.observed, whole.view)}
        told |= {(name, self.by, part.value): part.figures for part in answer.parts}
        told |= {(name, "before", place): part.figures for place, part in enumerate(answer.others)}
        for key, count in report.counts.items():
            told[name, "count", key] = sorted(
                whole.observed.ticket[count.includes(whole.observed, whole.view)].tolist()
            )
        return told

    def _listed(self, reader, view, keep):
        name = self.listed
        if not REPORTS[name].has_period:
            view = replace(view, since=None, to=None)
        return {count: behind(reader, name, count, view, keep=keep).rows(view) for count in [*REPORTS[name].counts][:2]}


def differing(one, other):
    """The names of the answers that differ, with both."""
    return {name: (one.get(name), other.get(name)) for name in {**one, **other} if one.get(name) != other.get(name)}


def differences(seed, tickets, steps, asked, seen=None):
    """Make a desk up and ask it: all that differs between what is kept and what events tell. `seen` counts what there was."""
    desk, found = Desk(seed, tickets, steps), {}
    seen = Counter() if seen is None else seen
    seen.update(desk.done)
    while desk.dice.coin() and keeping.keep(desk.now):
        pass
    for place in range(asked):
        if place == asked // 2:
            while keeping.keep(desk.now):
                pass
        question = Question(desk.dice, desk.at)
        kept, told = question.reader(), question.reader(FromEvents)
        roots = np.array(sorted(Ticket.objects.filter(merged_into=None).values_list("pk", flat=True)))
        seen["asked"] += len(roots)
        seen["believed"] += int(kept.are_believed(roots).sum())
        expected = question.answered(told)
        seen["answers"] += len(expected)
        for name, both in differing(question.answered(kept), expected).items():
            found[str(question), name] = both
        found |= one_told(question, expected)
    return found


def one_told(question, expected):
    """A report that finds by itself which tickets can matter, and believes nothing."""
    if question.channel:
        return {}
    name, reader = question.listed, question.reader()
    reader.__dict__["doubtful"] = None
    since, to = question.period if REPORTS[name].has_period else (None, None)
    asked = {"cohort_from": since and instant(since), "to": to and instant(to), "clock": question.clock}
    told = run(name, **asked, as_of=reader.as_of, known_at=reader.known_at, reader=reader)["figures"]
    wanted = {**expected[name], **(expected["detection"] if name == "stalled" else {})}
    return {} if told == wanted else {(str(question), name, "alone"): (told, wanted)}


@pytest.mark.parametrize(("seed", "tickets", "steps", "asked"), SMALL)
def test_what_is_kept_and_what_events_tell_are_the_same_on_a_small_desk(seed, tickets, steps, asked):
    assert differences(seed, tickets, steps, asked) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "tickets", "steps", "asked"), LARGE)
def test_what_is_kept_and_what_events_tell_are_the_same_on_whole_desks(seed, tickets, steps, asked):
    assert differences(seed, tickets, steps, asked) == {}


def test_a_made_up_desk_is_asked_of_much_that_is_kept_and_of_much_that_is_not():
    """The search above must not pass by looking at nothing."""
    seen = Counter()
    assert differences(7, 14, 90, 4, seen) == {}
    assert 0 < seen["believed"] < seen["asked"]
    assert seen["answers"] > 2000
    assert {"merge", "unmerge", "split", "not-thanks", "late contact", "dispute", "swept"} <= seen.keys()
    assert seen["hours"] + seen["limits"] + seen["target"] > 0


# --- A worker that is killed ------------------------------------------------------------------


def killed_after(statements, at):
    """A process that keeps facts, as the worker does, and is killed at once before so many statements; whether it was."""
    connections.close_all()
    child = os.fork()
    if not child:
        left = iter(range(statements))

        def counting(execute, *given):
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*given)

        with suppress(BaseException), connection.execute_wrapper(counting):
            while keeping.keep(at):
                pass
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("kills", [3, pytest.param(12, marks=pytest.mark.slow)])
def test_a_worker_killed_anywhere_in_a_refresh_leaves_answers_as_they_are(left_clean, monkeypatch, kills):
    """And the next one goes on until all is believed again."""
    monkeypatch.setattr(keeping, "IN_A_ROUND", 6)
    desk, killed = Desk(kills, 12, 10), 0
    for turn in range(kills):
        if turn % 3 == 2:
            DigestRound.objects.update(form="another")  # a release: all is told anew
        for _ in range(6):
            desk.at += HOUR
            desk.live()
        killed += killed_after(desk.dice.number(1, 60), desk.now)
        assert questioned_once(desk) == {}
    assert killed > kills / 2
    # On PostgreSQL the feed stops before whatever transaction runs on the server, also one of another database.
    until(lambda: not keeping.keep(desk.now) and not doubtful(desk), 60, "all to be believed")
    assert questioned_once(desk) == {}


def doubtful(desk):
    """The tickets that are not believed now."""
    return StoryReader(desk_known_at(desk.now), desk.now, desk.now).doubtful.tolist()


def questioned_once(desk):
    """What differs now, as of now."""
    question = Question(desk.dice, desk.at)
    question.as_of = question.known_at = desk.at
    return differing(question.answered(question.reader()), question.answered(question.reader(FromEvents)))
