"""What was counted a moment ago is shown again for ten seconds, and not longer."""

from datetime import timedelta

import pytest

from tests import make


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.COUNTS_ARE_HELD_S = 10


def badge(browser, title="All open"):
    items = browser.get("ticket/").context["sidebar_navigation"][0]["items"]
    return {str(item["title"]): item["badge"] for item in items}[title]


def test_counts_are_ten_seconds_old_at_most(ana, now):
    assert badge(ana) == "0"
    make.ticket("10 10:30")
    assert badge(ana) == "0"
    now.shift(timedelta(seconds=10))
    assert badge(ana) == "1"


def test_whoever_changes_something_sees_it_at_once(ana, mias):
    assert badge(ana, "Mine") == "0"
    ana.do(mias, "take")
    assert badge(ana, "Mine") == "1"


def test_each_person_has_counts_of_their_own(ana, browser):
    assert badge(ana) == "0"
    make.ticket("10 10:30")
    assert badge(browser("ben")) == "1"


def test_a_page_costs_no_count_meanwhile(ana, mias, django_assert_num_queries):
    ana.get("ticket/")
    with django_assert_num_queries(5):
        ana.get("ticket/")


def test_how_many_are_snoozed_out_of_a_view_is_said_in_it(ana, mias):
    make.do("snooze", mias, by=ana.person, at=make.at("10 10:20"), until=make.at("10 12:00"))
    assert "1 snoozed" in ana.words("ticket/", view="unassigned")
    assert "1 snoozed" not in ana.words("ticket/", view="mine")
