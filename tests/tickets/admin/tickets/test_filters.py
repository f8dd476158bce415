"""What narrows a list beside its view."""

import pytest

from tests.tickets.admin.conftest import words

LIST = "ticket/"


def shown(browser, **query):
    return [row.ticket.pk for band in browser.get(LIST, **query).context["bands"] for row in band.rows]


@pytest.mark.parametrize(
    "asked",
    [
        {"tag": "refund"},
        {"tag": "für später"},
        {"priority": "high"},
        {"owner": "ben"},
        {"view": "open", "owner": "ben", "priority": "high"},
        {"view": "everything", "tag": "refund"},
        {"tag": "refund", "q": "case"},
        {"owner": "ben", "resolved": "1"},
    ],
)
def test_a_filter_leaves_what_it_asks_for_and_keeps_the_view(ana, two, asked):
    assert shown(ana, **asked) == [two[0].pk]


@pytest.mark.parametrize(
    "asked",
    [{"owner": "nobody"}, {"priority": "normal"}, {"owner": "nobody", "channel": "email", "waiting": "us"}],
)
def test_and_the_other_one_by_others(ana, two, asked):
    assert shown(ana, **asked) == [two[1].pk]


@pytest.mark.parametrize("asked", [{"priority": "huge"}, {"status": "closed"}, {"tag": ""}, {"owner": "x" * 101}])
def test_a_value_that_a_filter_does_not_take_narrows_nothing(ana, two, asked):
    assert sorted(shown(ana, **asked)) == sorted(ticket.pk for ticket in two)


def test_each_filter_is_told_and_taken_off_by_itself(ana, two):
    page = ana.get(LIST, tag="refund", owner="ben", view="open")
    told = dict(page.context["narrowed"])
    assert list(told) == ["Owner: ben", "Tag: refund"]
    assert told["Tag: refund"] == "?owner=ben&view=open"
    assert "Tag: refund" in words(page)


def test_columns_that_are_not_asked_for_are_hidden_and_an_unknown_one_hides_none(ana, two):
    assert ana.get(LIST, columns="due,owner").context["hidden_columns"] == ["contacts", "waiting", "rule"]
    assert ana.get(LIST, columns="nonsense").context["hidden_columns"] == []
