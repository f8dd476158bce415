"""Under a ticket behind a figure of promises stands each promise: its words, when it was due, and what happened instead."""

import pytest

from tests import make
from tests.metrics.paging import MARCH, Page, show
from tickets.actions.promises import PromiseGiven
from tickets.models import Promise
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
ASKED = {"report": "promises", "clock": "business", "as_of": "2025-03-07T10:00:00+01:00"}


@pytest.fixture(autouse=True)
def ticket():
    """A fix was promised for the 6th at ten. The desk is open from nine to five."""
    make.desk()
    return make.answered(make.ticket("5 10:00"), "5 10:30", promise=PromiseGiven("a fix", make.at("6 10:00")))


def settle(verb, ticket, when, **more):
    make.do(verb, ticket, by=make.person("ana"), at=make.at(when), promise=Promise.objects.first().pk, **more)


def answer(ticket, when):
    make.answered(ticket, when)


def keep(ticket, when):
    make.answered(ticket, when)
    settle("keep-promise", ticket, when)


def waive(ticket, when):
    settle("waive-promise", ticket, when)


def replace(ticket, when):
    settle("supersede-promise", ticket, when, due_at=make.at("12 10:00"))


def lines(client, count="broken", **more):
    return show(client, "/reports/tickets/", **(ASKED | {"count": count} | more)).words


BROKEN = {
    answer: "Answered or resolved at 2025-03-06 12:00, 2 h 00 min late (business hours), without keeping it: it is still owed.",
    keep: "Kept at 2025-03-06 12:00, 2 h 00 min late (business hours).",
    waive: "The customer waived it at 2025-03-06 12:00, 2 h 00 min after it was due (business hours).",
}


@pytest.mark.parametrize("done", BROKEN)
def test_a_broken_promise_says_what_happened_instead(vera, ticket, done):
    done(ticket, "6 12:00")
    assert f"Due 2025-03-06 10:00 a fix ana {BROKEN[done]} Explain" in lines(vera)


def test_it_is_late_until_it_was_kept_and_not_until_somebody_wrote(vera, ticket):
    answer(ticket, "6 12:00")
    keep(ticket, "6 14:00")
    assert "Kept at 2025-03-06 14:00, 4 h 00 min late (business hours)." in lines(vera)


def test_where_nobody_answered_it_says_for_how_long(vera):
    assert "Nobody has answered since it was due: 8 h 00 min so far (business hours)." in lines(vera)
    told = "Nobody has answered since it was due: 24 h 00 min so far (calendar)."
    assert told in lines(vera, clock="calendar")


IN_TIME = {
    ("kept", keep): "Kept at 2025-03-05 15:00, in time.",
    ("due", keep): "Kept at 2025-03-05 15:00, in time.",
    ("waived", waive): "The customer waived it at 2025-03-05 15:00, in time.",
    ("superseded", replace): "Replaced by another promise at 2025-03-05 15:00, in time.",
}


@pytest.mark.parametrize(("count", "done"), IN_TIME)
def test_one_that_was_settled_in_time_says_how(vera, ticket, count, done):
    done(ticket, "5 15:00")
    assert f"a fix ana {IN_TIME[count, done]}" in lines(vera, count)


def test_only_promises_that_the_figure_counts_stand_there(vera, ticket):
    keep(ticket, "5 15:00")
    make.answered(ticket, "5 16:00", promise=PromiseGiven("a manual", make.at("6 11:00")))
    make.answered(ticket, "5 16:30", promise=PromiseGiven("a visit", make.at("10 11:00")))
    words = lines(vera)
    assert [text in words for text in ("a fix", "a manual", "a visit")] == [False, True, False]
    words = lines(vera, "due", **{"from": "2025-03-06", "to": "2025-03-07"})
    assert [text in words for text in ("a fix", "a manual", "a visit")] == [True, True, False]
    assert "a fix" not in lines(vera, "due", **{"from": "2025-03-07", "to": "2025-03-08"})


def test_it_leads_to_the_sum_of_that_very_promise(vera):
    page = show(vera, "/reports/tickets/", **(ASKED | {"count": "broken"}))
    (address,) = (link for link in page.links if "figure=promise" in link)
    assert "a fix" in Page(vera.get(address)).words


def test_other_lists_tell_of_no_promise(vera):
    assert "a fix" not in show(vera, "/reports/tickets/", **(ASKED | {"report": "ttr", "count": "started"})).words


def test_an_agent_sees_those_of_their_own_tickets(client, ticket):
    make.person("eve", Role.AGENT, is_staff=True)
    client.force_login(make.User.objects.get(username="eve"), "django.contrib.auth.backends.ModelBackend")
    assert "a fix" not in lines(client)


@pytest.mark.parametrize("number", [1, 3])
def test_they_are_read_at_once_however_many_there_are(vera, django_assert_num_queries, number):
    for day in range(1, number):
        other = make.ticket("5 10:00", email=f"mia{day}@example.com")
        make.answered(other, "5 10:30", promise=PromiseGiven("a fix", make.at("6 10:00")))
    vera.get("/reports/tickets/", MARCH | ASKED | {"count": "broken"})
    make.forget_desk()
    with django_assert_num_queries(18):
        vera.get("/reports/tickets/", MARCH | ASKED | {"count": "broken"})
