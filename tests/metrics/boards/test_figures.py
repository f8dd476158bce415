"""What a board shows: the overview's own figures, and the promises that are due today."""

import json
from types import SimpleNamespace

import pytest
import time_machine

from metrics.boards.figures import figures, verdict_of
from metrics.overview.page import Moved
from metrics.overview.tiles import Verdict
from metrics.reading import StoryReader
from metrics.reports.asking import ReportForm
from tests import make
from tests.histories import random_desk
from tickets.models.history import current_desk
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
ASKED = {"period": "last_28", "clock": "business"}


def shown(when, **asked):
    """A board of the whole desk at an instant."""
    at = make.at(when)
    question = ReportForm(ASKED | asked, desk=current_desk(at), at=at)
    assert question.is_valid()
    found = figures(question, StoryReader(question.desk, at, at))
    assert json.loads(json.dumps(found)) == found  # so it can be kept
    return found


def tile(found, title):
    (one,) = [one for one in found["tiles"] if one["title"] == title]
    return one


def test_its_figures_are_those_of_the_overview(vera):
    make.desk()
    make.take(random_desk(7, 60), when="7/4 12:00")
    at = make.at("7/4 12:00")
    with time_machine.travel(at, tick=False):
        page = vera.get("/reports/", ASKED).context
    found = shown("7/4 12:00")
    for name in ("stalled", "first_response", "sla", "ttr", "closed_loop", "csat"):
        headline = page["tiles"][name]
        one = tile(found, str(headline.headline.title))
        assert (one["value"], one["said"]) == (headline.value, headline.verdict.text)
    assert tile(found, "Open now")["value"] == str(page["open"])
    assert found["verdict"]["text"] == page["verdict"].text
    assert found["as_of"] == "2025-04-07 12:00:00"


def test_promises_due_today_are_those_still_owed_before_the_desks_midnight():
    make.desk()
    ana = make.person("ana", Role.AGENT)
    ticket = make.answered(make.ticket("5 10:00"), "5 10:10", ana)
    for when in ("5 12:00", "5 23:59", "6 00:00"):
        make.do("promise", ticket, by=ana, at=make.at("5 10:20"), text="Soon.", due_at=make.at(when))
    one = tile(shown("5 11:00"), "Promises due today")
    assert (one["value"], one["facts"], one["alarm"]) == ("2", [], False)
    one = tile(shown("5 12:01"), "Promises due today")
    assert (one["value"], one["facts"][:1], one["alarm"]) == ("2", ["1 overdue"], True)


def test_promises_of_spam_are_not_due():
    make.desk()
    ana = make.person("ana", Role.AGENT)
    ticket = make.answered(make.ticket("5 10:00"), "5 10:10", ana)
    make.do("promise", ticket, by=ana, at=make.at("5 10:20"), text="Soon.", due_at=make.at("5 12:00"))
    make.do("spam", ticket, by=ana, at=make.at("5 10:30"))
    assert tile(shown("5 11:00"), "Promises due today")["value"] == "0"


def test_what_is_stalled_is_an_alarm_and_nothing_to_count_is_said():
    make.desk()
    assert not tile(shown("5 10:00"), "Stalled now")["alarm"]
    nothing = tile(shown("5 10:00"), "First response")
    assert (nothing["value"], nothing["nothing"][:24]) == ("", "No ticket started in thi")
    make.ticket("5 10:00")
    one = tile(shown("12 16:00"), "Stalled now")
    assert (one["value"], one["alarm"]) == ("1", True)


def test_the_verdict_names_a_few_and_counts_the_others():
    moved = [
        SimpleNamespace(headline=SimpleNamespace(title=n), verdict=Verdict("worse", "", False, "more")) for n in "ABCDE"
    ]
    told = verdict_of(Moved("5 of 15", moved, ""))
    assert [one["title"] for one in told["moved"]] == ["A", "B", "C", "D"]
    assert told["more"] == 1
