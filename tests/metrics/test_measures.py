"""One ticket's figures at the edges of their definitions, where the reference desks do not happen to stand."""

import pytest

from metrics.measures import measure
from tests.histories import DAY, HOUR, MINUTE, OFFICE, stories
from tests.telling import AS_OF, START, rate

FRIDAY = 2 * DAY  # after the start, a Wednesday at 10:00


def measured(told, ticket="T", as_of=AS_OF):
    return measure(stories(told.lines, OFFICE, as_of)[ticket], OFFICE, as_of)


def clocks(duration):
    return duration["calendar_s"] / HOUR, duration["business_s"] / HOUR


def test_definitions_ticket_that_came_back(told):
    """Start Fri 10:00, resolved 16:00, "thanks" 16:05, "still broken" Mon 09:30, resolved 11:00."""
    monday = FRIDAY + 3 * DAY - HOUR  # 09:00
    told.contact("T", FRIDAY)
    told.resolve("T", FRIDAY + 6 * HOUR)
    told("T", FRIDAY + 6 * HOUR + 5 * MINUTE, "thanks", channel="email")
    told.contact("T", monday + 30 * MINUTE)
    told.resolve("T", monday + 2 * HOUR)
    figures = measured(told)
    found = {name: clocks(figures[name]) for name in ("ttr_first", "ttr", "ttr_unresolved")}
    assert found == {"ttr_first": (6, 6), "ttr": (73, 9), "ttr_unresolved": (7.5, 7.5)}
    assert figures["reopens"] == 1


def test_what_we_opened_and_resolved_before_the_customers_first_word_took_no_time(told):
    told.answer("T", 0)
    told.resolve("T", HOUR)
    told("T", 2 * HOUR, "thanks", channel="email")
    figures = measured(told)
    assert [clocks(figures[name]) for name in ("ttr", "first_response")] == [(0, 0), (0, 0)]
    assert told.report("ttr")["median"] == told.report("first-response")["oldest"] == 0


def test_an_agent_who_opens_it_again_is_no_reopen_of_the_customers(told):
    told.contact("T")
    told.resolve("T", HOUR)
    told("T", 2 * HOUR, "status", by="ana", to="open")
    figures = measured(told)
    assert (figures["reopens"], figures["status"], figures["waiting_on"]) == (0, "open", "us")


@pytest.mark.parametrize(("pause", "contacts"), [(60 * MINUTE, 1), (60 * MINUTE + 1, 2)])
def test_a_chat_is_one_contact_until_an_hour_passes_without_a_line_of_it(told, pause, contacts):
    told.contact("T", 0, "chat", session="s")
    told.answer("T", 30 * MINUTE, session="s", initiated=False)
    told.contact("T", 30 * MINUTE + pause, "chat", session="s")
    assert measured(told)["contacts"] == contacts


@pytest.mark.parametrize(("after", "contacts"), [(600, 1), (601, 2)])
@pytest.mark.parametrize("between", [(), (300,)])
def test_mails_of_one_address_are_one_contact_within_ten_minutes_of_the_first(told, after, contacts, between):
    for moment in (0, *between, after):
        told.contact("T", moment, **{"from": {"email": "mia@example.org"}})
    assert measured(told)["contacts"] == contacts


@pytest.mark.parametrize(("pause", "gaps"), [(60 * MINUTE, 1), (60 * MINUTE + 1, 2)])
def test_answers_of_one_session_are_one_answer_within_an_hour(told, pause, gaps):
    told.contact("T", 0, "phone", session="s")
    told("T", MINUTE, "promise", by="ana", text="We call back.")
    for after in (MINUTE, MINUTE + pause):
        told("T", after, "answer", by="ana", channel="phone", session="s", initiated=False)
    assert len(measured(told)["update_gaps"]) == gaps


@pytest.mark.parametrize(("late", "state"), [(0, "kept"), (1, "broken")])
def test_a_promise_delivered_at_its_due_is_kept(told, late, state):
    told.contact("T")
    promise = told("T", 0, "promise", by="ana", due_at=told.at(DAY))
    told.answer("T", DAY + late)
    told("T", DAY + late, "promise_done", by="ana", promise=promise)
    (figure,) = measured(told)["promises"]
    assert figure["state"] == state
    assert (figure["fulfilled_late_at"] is not None) == bool(late)


@pytest.mark.parametrize(("silent", "loop"), [(7 * DAY - 1, "awaiting"), (7 * DAY, "presumed")])
def test_silence_is_taken_for_consent_after_seven_days(told, silent, loop):
    told.contact("T")
    told.answer("T", HOUR)
    told.resolve("T", HOUR)
    told("T", HOUR, "asked_confirmation")
    assert measured(told, as_of=START + HOUR + silent)["loop"] == loop


@pytest.mark.parametrize(("after", "loop"), [(30 * DAY, "reopened"), (30 * DAY + 1, "open")])
def test_who_comes_back_within_thirty_days_revokes(told, after, loop):
    told.contact("T")
    told.resolve("T", HOUR)
    told.contact("T", HOUR + after)
    assert measured(told)["loop"] == loop


@pytest.mark.parametrize(("elapsed", "state"), [(HOUR, "achieved"), (HOUR + 1, "breached")])
def test_a_breach_is_more_than_the_target(told, elapsed, state):
    told.contact("T")
    told.answer("T", elapsed)
    assert [clock["state"] for clock in measured(told)["clocks"] if clock["metric"] == "first_response"] == [state]
    assert rate(told.report("first-response")["within_target"]) == (state == "achieved", 1)


def test_a_ticket_without_a_contact_has_no_figure(told):
    told("T", 0, "note", by="ana", text="Nobody has asked.")
    figures = measured(told)
    nothing = ("start", "first_response", "ttr", "ttr_net", "time_us", "time_to_closed_loop", "longest_silence")
    assert {figures[name] for name in nothing} == {None}
    assert figures["clocks"] == figures["stalled"] == []


# Who was given it, and when they answered first | handoffs after that answer
HANDED = [
    ((("ana", 1), ("ben", 3)), 2, 1),
    ((("ana", 1), ("ben", 2)), 3, 0),  # before anybody answered
    ((("ana", 3),), 2, 0),  # its first owner
    ((("ana", 1), ("ana", 3)), 2, 0),
    ((("ana", 1), (None, 3), ("ana", 4), ("ben", 5)), 2, 1),
]


@pytest.mark.parametrize(("owners", "answered", "handoffs"), HANDED)
def test_a_handoff_is_to_another_person_after_the_first_answer(told, owners, answered, handoffs):
    told.contact("T")
    told.answer("T", answered * HOUR)
    for to, hour in owners:
        told("T", hour * HOUR, "assign", by="ana", to=to)
    assert measured(told)["handoffs"] == handoffs


def test_no_wait_runs_past_the_resolution_that_holds(told):
    """Resolved after an hour; whom it waits on from then on is nobody, and no time is counted."""
    told.contact("T")
    told.resolve("T", HOUR)
    told("T", 3 * HOUR, "promise", by="ana", text="a fix")
    figures = measured(told)
    assert clocks(figures["time_us"]) == clocks(figures["ttr"]) == (1, 1)
    assert figures["time_resolved"] is None


def test_a_switch_is_forced_only_when_they_had_to_chase(told):
    for hour, channel in enumerate(("email", "chat", "chat", "phone")):
        told.contact("T", hour * 2 * HOUR, channel=channel)
    told.answer("T", 5 * HOUR)  # so that the call is no chaser
    figures = measured(told)
    assert (figures["contacts"], figures["chasers"]) == (4, 2)
    assert (figures["switches"], figures["forced_switches"]) == (2, 1)
