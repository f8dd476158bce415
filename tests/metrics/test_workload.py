"""Arrivals against answers by weekday and hour, opening hours, and what everybody has on their hands."""

import pytest

from metrics.reports import words
from metrics.reports.view import ReportScope
from tests.histories import DAY, HOUR, MINUTE, OFFICE, WEEK, stories, version
from tests.telling import AS_OF, START, rate, tallied
from tickets.rules.desk import Desk


def slots(figures):
    """The hours in which there was something: (weekday, hour, number)."""
    by_hour = figures["by_hour"]
    assert [len(hours) for hours in by_hour.values()] == [24] * 7
    return [(day, hour, number) for day, hours in by_hour.items() for hour, number in enumerate(hours) if number]


def loads(figures):
    """Who has how much: (owner, open, owed)."""
    return [tuple(load.values()) for load in figures["owners"]]


# --- When they come, and when we answer -------------------------------------------------------


def test_arrivals_and_answers_are_counted_by_weekday_and_hour_at_the_desk(told):
    """Wednesday 10:00 and 10:59:59, Thursday 10:00; answers on Wednesday at 11:00 and on Sunday at 00:00."""
    told.contact("A")
    told.contact("B", HOUR - 1)
    told.contact("B", DAY)
    told.answer("A", HOUR)
    told.answer("B", 3 * DAY + 14 * HOUR)
    figures = told.report("workload")
    assert slots(figures["arrivals"]) == [("wednesday", 10, 2), ("thursday", 10, 1)]
    assert slots(figures["answers"]) == [("wednesday", 11, 1), ("sunday", 0, 1)]
    assert (figures["arrivals"]["n"], figures["answers"]["n"]) == (3, 2)


def test_when_the_clocks_change_the_hour_is_the_one_on_the_wall(told):
    """Ten o'clock is nine in UTC on the fifth of March, and eight on the last."""
    told.contact("winter")
    told.contact("summer", 26 * DAY - HOUR)
    assert slots(told.report("workload")["arrivals"]) == [("monday", 10, 1), ("wednesday", 10, 1)]


def test_an_hour_is_told_in_the_zone_that_the_desk_had_then(told):
    """It moved to New York on the 10th: ten o'clock in Berlin is five there, three weeks before Europe's clocks change."""
    moved = version(WEEK, "2025-03-10") | {"tz": "America/New_York"}
    desk = Desk.from_json({"calendar": {"versions": [version(WEEK), moved]}})
    told.contact("before")
    told.contact("after", 6 * DAY)
    tally = tallied("workload", stories(told.lines, desk, AS_OF).values(), ReportScope(desk, AS_OF))
    assert slots(tally.figures()["arrivals"]) == [("tuesday", 5, 1), ("wednesday", 10, 1)]


def test_a_chat_is_one_arrival_and_one_answer_until_it_pauses_for_an_hour(told):
    for minutes in (0, 10, 20):
        told.contact("A", minutes * MINUTE, "chat", session="s")
        told.answer("A", (minutes + 5) * MINUTE, session="s", initiated=False)
    told.contact("A", 3 * HOUR, "chat", session="s")
    told.answer("A", 3 * HOUR + MINUTE, session="s", initiated=False)
    figures = told.report("workload")
    assert (figures["arrivals"]["n"], figures["answers"]["n"]) == (2, 2)


def test_machines_neither_arrive_nor_answer(told):
    told.contact("A")
    told.contact("A", HOUR, automatic=True)
    told("A", HOUR, "auto_reply", channel="email")
    figures = told.report("workload")
    assert (figures["arrivals"]["n"], figures["answers"]["n"]) == (1, 0)


@pytest.mark.parametrize(
    ("after", "in_hours"), [(-HOUR - 1, 0), (-HOUR, 1), (7 * HOUR - 1, 1), (7 * HOUR, 0), (7 * DAY, 0)]
)
def test_contacts_come_in_opening_hours_from_their_first_second_to_before_the_last(told, after, in_hours):
    """The desk is open from 9 to 17 and closed on Wednesday the 12th."""
    told.contact("T", after)
    assert rate(told.report("workload")["arrivals"]["in_opening_hours"]) == (in_hours, 1)


def test_what_arrived_and_was_answered_in_the_period_counts_whenever_its_ticket_began(told):
    told.contact("old", -DAY)
    told.answer("old", -1)
    told.contact("old", 0)
    told.answer("old", DAY - 1)
    told.contact("old", DAY)
    told.answer("old", DAY)
    figures = told.report("workload", since=START, to=START + DAY)
    assert (slots(figures["arrivals"]), slots(figures["answers"])) == ([("wednesday", 10, 1)], [("thursday", 9, 1)])


# --- Who has how much -------------------------------------------------------------------------


def promised(told, ticket, after=0, due=5 * DAY):
    return told(ticket, after, "promise", by="ana", due_at=told.at(due))


def test_each_owner_has_their_open_tickets_and_what_is_owed_in_them(told):
    """Ana: two open, one promise. Ben: one open, two promises, one of them broken. Nobody: one open."""
    for ticket, owner in (("A", "ana"), ("B", "ana"), ("C", "ben"), ("D", None)):
        told.contact(ticket)
        told(ticket, HOUR, "assign", to=owner)
    promised(told, "A")
    promised(told, "C")
    promised(told, "C", due=2 * HOUR)
    figures = told.report("workload", START + DAY)
    assert loads(figures) == [("ana", 2, 1), ("ben", 1, 2), ("none", 1, 0)]
    assert (figures["open"], figures["owed"]) == (4, 3)


def test_a_promise_is_owed_until_it_is_delivered_or_waived_and_a_resolution_settles_none(told):
    for ticket in ("kept", "waived", "resolved"):
        told.contact(ticket)
        promise = promised(told, ticket)
        told.answer(ticket, HOUR)
        if ticket == "kept":
            told(ticket, HOUR, "promise_done", by="ana", promise=promise)
        if ticket == "waived":
            told(ticket, HOUR, "promise_waived", promise=promise)
        told.resolve(ticket, HOUR)
    assert loads(told.report("workload")) == [("none", 0, 1)]
    assert loads(told.report("workload", START)) == [("none", 3, 3)]


def test_the_load_is_that_of_the_instant_looked_at_whatever_the_period(told):
    told.contact("A", -10 * DAY)
    figures = told.report("workload", START, since=START - DAY, to=START)
    assert (loads(figures), figures["arrivals"]["n"]) == ([("none", 1, 0)], 0)
    told.resolve("A", DAY)
    assert loads(told.report("workload", START + DAY)) == []


@pytest.mark.parametrize("kind", ["spam", "test"])
def test_what_is_no_ticket_is_no_work(told, kind):
    told.contact("A")
    told.answer("A", HOUR)
    promised(told, "A")
    told("A", 2 * HOUR, kind)
    figures = told.report("workload")
    assert (figures["arrivals"]["n"], figures["answers"]["n"], loads(figures)) == (0, 0, [])


def test_people_are_called_by_their_names_where_they_are_kept_as_numbers(told):
    told.contact("A")
    told("A", HOUR, "assign", to="ana")
    tally = tallied(
        "workload", stories(told.lines, OFFICE, AS_OF).values(), ReportScope(OFFICE, AS_OF, people={"ana": "Ana"})
    )
    assert loads(tally.figures()) == [("Ana", 1, 0)]


def test_each_part_of_a_split_has_its_own_work(told):
    told.contact("A")
    told.contact("B", HOUR, "chat")
    groups = told.tally("workload", by="channel").groups({})
    assert {name: part["arrivals"]["n"] for name, part in groups.items()} == {"chat": 1, "email": 1}


def test_the_table_has_a_line_for_each_day_and_each_owner(told):
    told.contact("A")
    told("A", HOUR, "assign", to="ana")
    lines = words.lines(told.report("workload"))
    hours = " ".join(["0"] * 10 + ["1"] + ["0"] * 13)
    assert next(line.split(maxsplit=1)[1] for line in lines if line.strip().startswith("wednesday")) == hours
    owner = lines.index("owners")
    assert [line.split() for line in lines[owner + 1 :]] == [["ana"], ["open", "1"], ["owed", "0"]]
