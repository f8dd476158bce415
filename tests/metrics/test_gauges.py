"""The desk's figures for Prometheus: the reports' own, counted by the clock, and read without counting anything."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from prometheus_client.parser import text_string_to_metric_families

from metrics import gauges, tasks
from metrics.models import GaugeReading
from metrics.overview.headlines import HEADLINES
from tests import make
from tests.histories import random_desk
from tickets.actions.offers import answer_offer
from tickets.actions.sweep import check_due
from tickets.models import Promise
from tickets.models.caught import OfferAnswer
from tickets.models.people import Role

pytestmark = pytest.mark.django_db


def exposed(client):
    """What /metrics tells of the desk: values by their names and labels."""
    text = client.get("/metrics").content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(one.name.removeprefix("followthrough_"), *one.labels.values()): one.value for one in samples}


def test_the_headlines_are_those_of_the_overview(vera):
    make.desk()
    make.take(random_desk(7, 60), when="7/4 12:00")
    with time_machine.travel(make.at("7/4 12:00"), tick=False):
        tasks.keep_headlines()
        tiles = vera.get("/reports/").context["tiles"]
        told = exposed(vera)
    for headline in HEADLINES:
        tile = tiles[headline.name.replace("-", "_")]
        value = told.get(("headline", headline.name))
        assert (headline.measure.tell(value) if value is not None else "") == (
            "" if tile.value in ("not reached", "none") else tile.value
        )
        assert told["headline_n", headline.name] == tile.n
    assert told["figures_age_seconds", "headlines"] == 0


def test_what_stands_now_is_what_the_reports_and_the_desk_say(vera):
    make.desk()
    make.take(random_desk(11, 60), when="7/4 12:00")
    at = make.at("7/4 12:00")
    with time_machine.travel(at, tick=False):
        check_due(at)
        tasks.keep_gauges()
        page, told = vera.get("/reports/").context, exposed(vera)
    found = {
        labels: value for (name, *labels), value in told.items() if name == "open_tickets" for labels in [tuple(labels)]
    }
    assert {labels[0] for labels in found} == {"new", "open", "pending", "on_hold"}
    assert sum(found.values()) == page["open"] > 0
    assert told["stalled_tickets",] == page["stalled"]["n"] > 0
    for rule in page["stalled"]["rules"]:
        assert told["stalled_by_rule", rule["rule"]] == int(rule["n"].text)


def test_promises_that_are_past_due_and_still_owed():
    make.desk()
    ana = make.person("ana", Role.AGENT)
    ticket = make.answered(make.ticket("5 10:00"), "5 10:10", ana)
    for when in ("5 12:00", "5 13:00", "6 09:00"):
        make.do("promise", ticket, by=ana, at=make.at("5 10:20"), text="Soon.", due_at=make.at(when))
    assert [gauges.standing(make.at(when))["overdue"] for when in ("5 11:59", "5 12:01", "5 13:01")] == [0, 1, 2]
    make.answered(ticket, "5 13:30", ana)
    first = Promise.objects.order_by("due_at").first()
    make.do("keep-promise", ticket, by=ana, at=make.at("5 13:31"), promise=first.pk)
    assert gauges.standing(make.at("5 14:00"))["overdue"] == 1


def test_the_oldest_wait_is_that_of_a_ticket_that_waits_on_us():
    make.desk()
    assert gauges.standing(make.at("5 10:00"))["oldest_wait"] == 0
    first = make.ticket("5 10:00", email="a@example.org")
    make.ticket("5 11:00", email="b@example.org")
    assert gauges.standing(make.at("5 12:00"))["oldest_wait"] == 7200
    make.resolved(first, "5 12:00")
    assert gauges.standing(make.at("5 12:00"))["oldest_wait"] == 3600


def test_a_figure_of_nothing_is_left_out_and_not_nought(client):
    make.desk()
    tasks.keep_headlines()
    told = exposed(client)
    assert ("headline", "csat") not in told
    assert told["headline_n", "csat"] == 0
    assert told["headline", "stalled"] == 0


def test_it_says_how_old_the_figures_are(client):
    with time_machine.travel(make.at("5 12:00"), tick=False) as clock:
        tasks.keep_gauges()
        clock.shift(timedelta(minutes=7))
        assert exposed(client)["figures_age_seconds", "now"] == 420
        tasks.keep_gauges()
        assert exposed(client)["figures_age_seconds", "now"] == 0
    assert GaugeReading.objects.count() == 1


def test_before_the_clock_has_counted_there_are_no_figures(client):
    assert not any(name.startswith(("headline", "open", "stalled", "figures")) for name, *_labels in exposed(client))


def test_asking_counts_nothing(django_assert_num_queries):
    tasks.keep_gauges()
    tasks.keep_headlines()
    with django_assert_num_queries(1):
        gauges.families(make.at("5 12:00"))


def test_a_database_that_fails_takes_no_answer_away(monkeypatch):
    def fail(*given):
        raise DatabaseError

    monkeypatch.setattr(GaugeReading.objects, "all", fail)
    assert gauges.families(make.at("5 12:00")) == []


def test_what_became_of_offered_promises_is_counted(client):
    make.desk()
    ticket, ana = make.ticket("10 10:00"), make.person("ana")
    for answer in (OfferAnswer.TAKEN, OfferAnswer.TAKEN, OfferAnswer.DECLINED):
        answer_offer(ticket, answer, by=ana, at=make.at("10 10:00"))
    with time_machine.travel(make.at("10 11:00"), tick=False):
        tasks.keep_gauges()
        told = exposed(client)
    assert (told["promise_offers", "taken"], told["promise_offers", "declined"]) == (2, 1)
