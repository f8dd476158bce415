"""Stories out of the database: whose, as of when, known by when, by whose hours, and at what cost."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics import reading
from metrics.measures import measure
from metrics.reading import StoryReader, measured, measures_of
from metrics.reports import REPORTS, run
from metrics.reports.grouping import names
from metrics.reports.view import ReportScope
from tests import histories, make
from tests.histories import AGENTS, CHANGING, MONDAY, OFFICE, read
from tests.telling import tallied
from tickets.actions import sweep
from tickets.actions.intake import by_hand
from tickets.actions.setup.hours_and_targets import publish_calendar
from tickets.models import Event, Identity, StalledFlag, Ticket
from tickets.models.history import instant, seconds
from tickets.models.people import Role
from tickets.rules.desk import Desk

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


# --- Whose ------------------------------------------------------------------------------------


def test_tickets_are_told_by_their_keys():
    make.take([contact("B", 10), contact("A", 11), contact("C", 12)])
    assert keys(reader().stories()) == ["A", "B", "C"]
    named = Ticket.objects.filter(source_key__in="CA").values_list("pk", flat=True)
    assert keys(reader().stories(named)) == ["A", "C"]


def test_more_tickets_than_a_chunk_are_all_told(monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 2)
    make.take([contact(key, 10) for key in "ABCDE"])
    assert keys(reader().stories()) == list("ABCDE")
    assert sorted(keys(reader().stories(Ticket.objects.values_list("pk", flat=True)))) == list("ABCDE")


def test_a_merged_ticket_is_told_within_the_other_from_the_merge_on():
    merge = {"id": "merge", "ticket": "A", "at": "2025-03-13T10:00:00+01:00", "kind": "merge", "into": "B"}
    make.take([contact("A", 10), contact("B", 11), merge])
    before, after = (list(reader(as_of=make.at(day)).stories()) for day in ("12 10:00", "13 10:00"))
    assert [(ticket.key, len(ticket.story.contacts)) for ticket in before] == [("A", 1), ("B", 1)]
    assert [(ticket.key, len(ticket.story.contacts)) for ticket in after] == [("B", 2)]
    assert after[0].known_as == set(Ticket.objects.values_list("pk", flat=True))


def test_a_live_ticket_is_called_by_its_reference():
    ticket = make.ticket()
    assert keys(reader().stories()) == [ticket.reference]


def test_a_merged_ticket_of_another_chunk_is_not_told_apart(monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1)
    make.take([contact("A", 10), contact("B", 11), contact("A", 12) | {"id": "merge", "kind": "merge", "into": "B"}])
    assert keys(reader().stories()) == ["B"]


# --- What the facts say, and whose a ticket is ------------------------------------------------


def noted(key, day, **said):
    return contact(key, day) | {"id": f"{key}-{day}-facts", "kind": "facts", "facts": said}


def test_what_the_facts_say_is_read_where_it_is_asked_for():
    merge = {"id": "merge", "ticket": "A", "at": "2025-03-13T10:00:00+01:00", "kind": "merge", "into": "B"}
    lines = [contact("A", 10), noted("A", 10, device="Pixel 7"), contact("B", 11), noted("B", 11, Device="Pixel 8")]
    make.take([*lines, merge])
    (without,), (ticket,) = (list(reader().stories(with_facts=asked)) for asked in (False, True))
    assert not without.facts
    assert sorted(map(dict, ticket.facts.values()), key=str) == [{"device": "Pixel 7"}, {"device": "Pixel 8"}]
    reasons = run("reasons", as_of=LATE, known_at=KNOWN)["figures"]["facts"]["most_frequent"]
    assert [one["reason"] for one in reasons] == ["device=Pixel 8"]


def test_a_ticket_is_that_customers_on_whose_file_it_is():
    leo, mia = make.ticket("10 10:00", email="leo@example.org"), make.ticket("10 11:00")
    make.resolved(mia, "10 12:00")
    again = make.ticket("30/4 10:00")
    whose = {ticket.number: ticket.customer for ticket in reader().stories()}
    assert whose == {leo.pk: leo.customer_id, mia.pk: mia.customer_id, again.pk: mia.customer_id}
    assert len(set(whose.values())) == 2


LATER = ["waits", "hand-offs", "reasons", "workload", "customers"]


def reported():
    """What these reports say of the desk, its customers called by their addresses."""
    reports = {name: run(name, as_of=make.at("20 12:00"), known_at=KNOWN, by="tag") for name in LATER}
    for figures in (reports["customers"]["figures"], *reports["customers"]["groups"].values()):
        for one in figures["at_risk"]["customers"]:
            one["customer"] = Identity.objects.get(customer=one["customer"]).value
    return reports


def test_a_desk_that_moved_has_the_same_figures():
    """Mia chats, is promised something, chases three times and is handed on; Leo says that it is not solved."""
    make.desk()
    ana, ben = make.person(), make.person("ben")
    mia = make.ticket("10 10:00", facts={"device": "Pixel 7"})
    make.do("tag", mia, by=ana, at=make.at("10 10:01"), add=["login"])
    make.answered(mia, "10 10:30", ana)
    make.do("promise", mia, by=ana, at=make.at("10 10:31"), text="We call.", due_at=make.at("11 10:00"))
    for hour in (12, 14, 16):
        make.receive(f"10 {hour}:00", "And now?", ticket=mia)
    make.do("assign", mia, by=ana, at=make.at("10 17:00"), to=ben)
    leo = make.ticket("11 09:00", email="leo@example.org")
    make.resolved(leo, "11 10:00", ana)
    make.do("dispute", leo, at=make.at("11 11:00"))
    live, lines = reported(), make.exported()
    assert len(live["customers"]["figures"]["at_risk"]["customers"]) == 2
    assert all(list(report["groups"]) == ["login", "none"] for report in live.values())
    make.empty()
    make.desk()
    make.take(lines)
    assert reported() == live


# --- As of when, known by when ----------------------------------------------------------------


def test_a_ticket_that_has_not_begun_is_not_told():
    make.take([contact("A", 10), contact("B", 12)])
    assert keys(reader(as_of=make.at("11 00:00")).stories()) == ["A"]


def test_what_was_entered_late_is_known_only_later():
    late = contact("A", 10) | {"id": "late", "kind": "answer", "by": "ana", "recorded_at": "2025-03-20T10:00:00+01:00"}
    make.take([contact("A", 10), late])
    ticket = Ticket.objects.get().pk
    then, now = (
        measures_of([ticket], as_of=make.at("15 10:00"), known_at=make.at(day))[0] for day in ("19 10:00", "20 10:00")
    )
    assert (then["first_response"]["running"], now["first_response"]["running"]) == (True, False)


def test_a_version_is_known_from_when_it_was_published():
    """First hours that hold from the beginning, published on the 14th: what was known before counts around the clock."""
    make.take([contact("A", 10)])
    clara = make.person("clara", Role.ADMINISTRATOR)
    publish = partial(publish_calendar, by=clara, time_zone="Europe/Berlin", hours=make.WEEKDAYS)
    publish(at=make.at("14 10:00:00").replace(microsecond=400_000))
    ticket, as_of = Ticket.objects.get().pk, make.at("11 10:00")

    def waited(known_at):
        (figures,) = measures_of([ticket], as_of=as_of, known_at=make.at(known_at))
        report = run("ttr", as_of=as_of, known_at=make.at(known_at), clock="business")
        assert report["figures"]["oldest"] == figures["ttr"]["business_s"]
        return figures["ttr"]["business_s"] // histories.HOUR

    assert (waited("14 09:59:59"), waited("14 10:00:00")) == (24, 8)
    publish(at=make.at("15 10:00"), valid_from=date(2025, 3, 20))
    assert (waited("14 09:59:59"), waited("14 10:00:00"), waited("16 10:00")) == (24, 8, 8)


# --- By whose hours ---------------------------------------------------------------------------


def test_a_promise_without_a_date_falls_due_by_the_desk_that_is_given():
    """8 business hours from 10:00: the next day at 10:00 here, at 06:00 where the night is worked."""
    make.desk()
    promise = contact("A", 14) | {"id": "promise", "kind": "promise", "by": "ana", "text": "We call."}
    make.take([contact("A", 14), promise])
    nights = Desk.from_json({"calendar": {"versions": [histories.version(histories.NIGHTS)]}})
    found = [
        next(measured(reader(desk, own_desk=own)))["promises"][0]["due_at"]
        for desk, own in ((make.DESK, False), (nights, True))
    ]
    assert found == ["2025-03-17T09:00:00Z", "2025-03-15T05:00:00Z"]


@given(histories.histories(), st.sampled_from((OFFICE, CHANGING)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_tells_what_the_lines_tell(lines, desk):
    as_of = seconds(LATE)
    with make.passing():
        make.take(lines, desk)
        told = {figures["ticket"]: figures | {"number": None} for figures in measured(reader(desk, own_desk=True))}
    expected = histories.stories(lines, desk, as_of)
    assert told == {key: measure(ticket, desk, as_of) for key, ticket in expected.items()}


def called(ticket):
    """The story of a ticket, its customer called by their address, as in a line."""
    return replace(ticket, customer=Identity.objects.get(customer=ticket.customer).value)


@given(histories.histories(), st.sampled_from((OFFICE, CHANGING)))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_reports_of_the_database_are_those_of_the_lines(lines, desk):
    view = ReportScope(desk, seconds(LATE), "business", MONDAY + histories.DAY)
    with make.passing():
        make.take(lines, desk)
        view = replace(view, people=names("owner"))
        told = [called(ticket) for ticket in reader(desk, own_desk=True).stories(with_facts=True)]
        found = {name: tallied(name, told, view).figures() for name in REPORTS}
    expected = histories.stories(lines, desk, seconds(LATE)).values()
    assert found == {name: tallied(name, expected, view).figures() for name in REPORTS}


@pytest.mark.parametrize("number", [100, 102])
def test_the_reports_of_a_reference_desk(shared, number):
    folder = shared("oracles/histories")
    desk = Desk.from_json(json.loads((folder / f"desk_{number}.json").read_text()))
    make.take(read(folder / f"history_{number}.jsonl"), desk, "20/12 12:00")
    since, to, as_of = (make.at(day) for day in ("1/3 00:00", "1/12 00:00", "15/12 01:00"))
    told = StoryReader(desk, as_of, KNOWN, own_desk=True)
    for expected in histories.reports(folder / f"reports_{number}.jsonl"):
        period = {"cohort_from": since, "to": to} if REPORTS[expected["report"]].has_period else {}
        report = run(expected["report"], **period, as_of=as_of, known_at=KNOWN, reader=told)
        report["figures"] = histories.of_reference(report["figures"], expected["figures"])
        assert report.items() >= expected.items()


def test_a_report_says_what_it_is_and_calls_people_by_their_names():
    make.take([contact("A", 10), contact("A", 11) | {"id": "x", "kind": "assign", "to": AGENTS[0]}])
    report = run("ttr", cohort_from=make.at("1 00:00"), as_of=make.at("12 00:00"), known_at=LATE, by="owner")
    figures, groups = report.pop("figures"), report.pop("groups")
    assert groups == {"ana": figures}
    assert report == {
        "report": "ttr",
        "from": "2025-02-28T23:00:00Z",
        "to": None,
        "as_of": "2025-03-11T23:00:00Z",
        "known_at": "2025-06-17T08:00:00Z",
        "clock": "calendar",
    }


def test_the_workload_calls_people_by_their_names():
    make.take([contact("A", 10), contact("A", 11) | {"id": "x", "kind": "assign", "to": AGENTS[0]}, contact("B", 12)])
    report = run("workload", as_of=LATE, known_at=KNOWN, by="owner")
    assert [load["owner"] for load in report["figures"]["owners"]] == ["ana", "none"]
    assert report["groups"]["ana"]["owners"] == [{"owner": "ana", "open": 1, "owed": 0}]


# --- Detection, from live sweeps only ---------------------------------------------------------


def stalled(as_of=LATE, known_at=KNOWN):
    return run("stalled", as_of=as_of, known_at=known_at)["figures"]


def test_imported_flags_say_nothing_about_detection():
    make.take([contact("A", 10)])
    assert StalledFlag.objects.exists()
    assert stalled().keys() == {"stalled", "median_age"}


def test_how_soon_a_stalled_ticket_was_seen():
    """Nobody owns it at 12:00; the sweep comes 40 s later."""
    make.desk()
    make.ticket("10 10:00")
    sweep.check_due(make.at("10 12:00:40"))
    figures = stalled()
    assert (figures["detected"], figures["detection_lag_p90"], figures["missed"]) == (1, 40, 0)
    assert "detected" not in stalled(as_of=make.at("10 11:59:59"))


def test_a_flag_that_ended_before_a_sweep_saw_it_is_missed_for_good():
    """Nobody owned it from 12:00 to 16:00. Later sweeps, and a customer who comes back, change nothing about that."""
    make.desk()
    ticket = make.ticket("10 10:00")
    make.resolved(ticket, "10 16:00")
    assert [stalled(as_of=make.at(when))["missed"] for when in ("10 15:59:59", "10 16:00")] == [0, 1]
    sweep.check_due(make.at("10 16:00:30"))
    make.receive("11 10:00", "Still broken.", ticket=ticket)
    for when in ("10 16:00", "10 16:00:29", "10 16:01", "11 11:00"):
        figures = stalled(as_of=make.at(when), known_at=make.at(when))
        assert (figures["missed"], figures["detected"]) == (1, when > "10 16:00:29")


def test_a_second_flag_that_was_seen_hides_no_missed_one():
    make.desk()
    ticket = make.ticket("10 10:00")
    sweep.check_due(make.at("10 12:01"))
    make.answered(ticket, "10 12:30")
    make.receive("10 13:00", "And now?", ticket=ticket)
    make.answered(ticket, "12 12:00")
    figures = stalled()
    assert (figures["detected"], figures["missed"]) == (1, 1)


def test_what_a_late_entry_takes_back_was_seen_all_the_same():
    """A call on Tuesday at 11:00 was noted at 16:00: as known before, nobody had answered by 14:00, and that was seen."""
    make.desk()
    ticket = make.ticket("10 10:00")
    make.do("assign", ticket, by=make.person(), at=make.at("10 10:01"), to=make.person())
    sweep.check_due(make.at("11 14:00:40"))
    asked = {"as_of": make.at("11 15:00"), "known_at": make.at("11 15:00")}
    before = stalled(**asked)
    call = by_hand.NotedContact("phone", make.at("11 11:00"), "Told them.", ours=True, reached_at=make.at("11 11:00"))
    by_hand.log(call, by=make.person(), at=make.at("11 16:00"), customer=ticket.customer, ticket=ticket)
    assert not StalledFlag.objects.exists()
    assert stalled(**asked) == before
    assert (before["detected"], before["missed"], stalled().get("detected")) == (1, 0, None)


# --- At what cost -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_report_costs_the_same_whatever_the_number_of_tickets(django_assert_num_queries, number):
    make.take([contact(key, 10) for key in "ABC"[:number]])
    with django_assert_num_queries(5):  # merges, candidates, keys, and a chunk's merges and lines
        run("ttr", as_of=LATE, known_at=KNOWN, reader=reader())


@pytest.mark.parametrize("number", [1, 3])
def test_whose_they_all_are_costs_one_statement(django_assert_num_queries, number):
    make.take([contact(key, 10) for key in "ABC"[:number]])
    with django_assert_num_queries(
        5
    ):  # all keys, merges, a chunk's lines, whether anything is kept, and whose they are
        run("customers", as_of=LATE, known_at=KNOWN, reader=reader())


@pytest.mark.parametrize("number", [1, 3])
def test_what_the_facts_say_costs_one_statement_more(django_assert_num_queries, number):
    make.take([line for key in "ABC"[:number] for line in (contact(key, 10), noted(key, 10, device="x1"))])
    with django_assert_num_queries(6):
        run("reasons", as_of=LATE, known_at=KNOWN, reader=reader())


def test_figures_write_nothing():
    make.take([contact("A", 10)])
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as queries:
        for name in REPORTS:
            run(name, as_of=LATE, known_at=KNOWN, by="owner")
        list(measured(reader()))
    # PostgreSQL declares a cursor for what is read row by row.
    assert {query["sql"].split()[0] for query in queries} <= {"SELECT", "DECLARE"}
    assert Event.objects.count() == before
