"""Which tickets a report reads: fewer than all, and every one that matters."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics import reading
from metrics.keeping import keep
from metrics.reading import StoryReader
from metrics.reports import REPORTS, facts_for, run
from metrics.reports.tally import Tally
from metrics.reports.view import ReportScope
from tests import histories, make
from tests.histories import MONDAY, OFFICE
from tests.telling import tallied
from tickets.actions import sweep
from tickets.models import Ticket
from tickets.models.history import instant, seconds

pytestmark = pytest.mark.django_db

LATE = instant(MONDAY + 99 * histories.DAY)
KNOWN = LATE + timedelta(days=9999)


def reader(desk=make.DESK, as_of=LATE, known_at=KNOWN, **more):
    return StoryReader(desk, as_of, known_at, **more)


def contact(key, day, **more):
    at = f"2025-03-{day:02}T10:00:00+01:00"
    return {"id": f"{key}-{day}", "ticket": key, "at": at, "kind": "contact", "channel": "email", **more}


def keys(found):
    return [ticket.key for ticket in found]


@given(histories.histories(), st.sampled_from(sorted(REPORTS)), st.sampled_from(("business", "calendar")))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_report_reads_every_ticket_that_matters(lines, name, clock):
    """A period's report reads fewer tickets, and tells the same as one that reads all."""
    view = ReportScope(OFFICE, seconds(LATE), clock, MONDAY + 2 * histories.DAY, MONDAY + 6 * histories.DAY)
    with make.passing():
        make.take(lines, OFFICE)
        told = reader(OFFICE, own_desk=True)
        some = Tally(REPORTS[name], view, facts_for(told, [name], view))
        every = tallied(name, told.stories(with_facts=True), view)
        assert some.figures() == every.figures()


@given(histories.histories(), st.sampled_from(("backlog", "stalled")), st.integers(0, 40 * 24), st.integers(0, 40 * 24))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_stands_open_is_found_as_of_any_instant_known_at_any(lines, name, as_of, known_at):
    """Entered by half the time: each second line becomes known a day late."""
    late = [
        line | {"recorded_at": histories.written(histories.seconds(line["at"]) + histories.DAY)} for line in lines[::2]
    ]
    as_of, known_at = (instant(MONDAY + hours * histories.HOUR) for hours in (as_of, known_at))
    view = ReportScope(OFFICE, seconds(as_of))
    with make.passing():
        make.take(sorted([*late, *lines[1::2]], key=lambda line: histories.seconds(line["at"])), OFFICE)
        told = reader(OFFICE, as_of, known_at, own_desk=True)
        some = Tally(REPORTS[name], view, facts_for(told, [name], view))
        every = tallied(name, told.stories(with_facts=True), view)
        assert some.figures() == every.figures()


def resolved(key, day, **more):
    return contact(key, day, **more) | {"id": f"{key} resolved", "kind": "resolve", "by": "ana"}


def test_a_clock_that_runs_is_found_whenever_its_ticket_started():
    make.desk()
    make.take([contact("A", 3)])
    period = {"cohort_from": make.at("10 00:00"), "to": make.at("12 00:00")}
    found = run("sla", **period, as_of=make.at("12 12:00"), known_at=KNOWN)["figures"]
    assert (found["tickets"]["n"], found["breached_now"]) == (0, 1)


def test_what_was_resolved_or_merged_later_is_in_the_backlog_of_before():
    """B itself was never resolved: A was, and then belonged to it."""
    merge = {"id": "merge", "ticket": "A", "at": "2025-03-13T10:00:00+01:00", "kind": "merge", "into": "B"}
    make.take([contact("A", 10), contact("B", 10), resolved("A", 12), merge])
    found = [
        run("backlog", as_of=make.at(f"{day} 12:00"), known_at=KNOWN)["figures"]["backlog"] for day in (9, 11, 12, 13)
    ]
    assert found == [0, 2, 1, 0]


def test_what_was_entered_as_resolved_later_is_in_the_backlog_known_before():
    make.take([contact("A", 10), resolved("A", 11, recorded_at="2025-03-20T10:00:00+01:00")])
    found = [
        run("backlog", as_of=make.at("12 10:00"), known_at=make.at(day))["figures"] for day in ("19 10:00", "20 10:00")
    ]
    assert [figures["backlog"] for figures in found] == [1, 0]


def test_a_row_of_older_rules_does_not_hide_a_ticket():
    make.take([contact("A", 10)])
    Ticket.objects.update(status="closed", rules_version=0)
    assert run("backlog", as_of=LATE, known_at=KNOWN)["figures"]["backlog"] == 1


def test_of_many_resolved_tickets_none_is_read_for_the_backlog():
    make.take(
        [line for key in "ABCD" for line in (contact(key, 10), contact(key, 11) | {"kind": "resolve", "by": "ana"})]
    )
    make.take([contact("E", 10)])
    assert reader().unresolved() == {Ticket.objects.get(source_key="E").pk}


def test_only_tickets_among_those_allowed_are_told():
    make.take([contact(key, 10) for key in "ABC"])
    some = Ticket.objects.filter(source_key__in="AC")
    assert keys(reader(among=some).stories()) == ["A", "C"]
    assert keys(reader(among=some).stories(Ticket.objects.values_list("pk", flat=True))) == ["A", "C"]


def test_the_merges_of_the_desk_are_read_once_however_many_tickets(monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1)
    make.take([contact(key, 10) for key in "ABCDE"])
    with CaptureQueriesContext(connection) as sent:
        assert len(list(reader().stories())) == 5
    assert sum("'merge'" in one["sql"] for one in sent) == 1


def test_throughput_reads_what_began_before_the_period():
    make.take([contact("A", 10), contact("A", 13) | {"id": "done", "kind": "resolve", "by": "ana"}])
    period = {"cohort_from": make.at("12 00:00"), "to": make.at("14 00:00")}
    assert run("ttr", as_of=LATE, known_at=KNOWN, **period)["figures"]["throughput"]["n"] == 1


def test_reopens_read_what_began_after_the_period():
    done = contact("A", 10) | {"id": "done", "kind": "resolve", "by": "ana"}
    same = contact("B", 14) | {"id": "link", "kind": "link", "to": "A", "relation": "same_issue"}
    make.take([contact("A", 10), done, contact("B", 14), same])
    period = {"cohort_from": make.at("10 00:00"), "to": make.at("12 00:00")}
    assert run("reopens", as_of=LATE, known_at=KNOWN, **period)["figures"]["silent_reopens"] == 1


def test_a_flag_that_a_split_took_along_is_among_those_that_a_sweep_saw():
    """It is counted from an event of the older ticket, and belongs to the newer one, which is resolved meanwhile."""
    make.desk()
    old = make.ticket("5 10:00")
    make.receive("5 11:00", "Also, my invoice is wrong.", ticket=old)
    sweep.check_due(make.at("7 12:00"))
    split = make.do("split", old, by=make.person(), at=make.at("7 13:00"), messages=[old.messages.earliest("pk").pk])
    make.resolved(split, "7 14:00")
    late = make.at("8 10:00")
    some = run("stalled", as_of=late, known_at=late)["figures"]
    while keep(late):
        pass
    assert run("stalled", as_of=late, known_at=late)["figures"] == some
    assert some["detected"] > run("stalled", as_of=late, known_at=make.at("7 11:00"))["figures"]["detected"]


def test_only_parts_in_which_something_is_stalled_are_told():
    """Which others had a flag once depends on the tickets that were read to find those that stand."""
    make.desk()
    make.ticket("5 10:00", channel="web")
    make.resolved(make.ticket("5 10:00", email="ines@example.org", channel="phone"), "7 14:00")
    late = make.at("8 10:00")
    by_channel = run("stalled", as_of=late, known_at=late, by="channel")["groups"]
    assert {name: part["stalled"] for name, part in by_channel.items()} == {"web": 1}
