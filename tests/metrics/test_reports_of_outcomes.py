"""The reports of what came of it: the loop, our word, what waits, what came back, what was asked again, and scores."""

import pytest

from tests.histories import DAY, HOUR, MINUTE, written
from tests.telling import START, rate

# --- The closed loop --------------------------------------------------------------------------


def closed(told, ticket, after, *, confirmed=None, asked=True):
    told.contact(ticket, after)
    told.answer(ticket, after + HOUR)
    told.resolve(ticket, after + HOUR)
    if asked:
        told(ticket, after + HOUR, "asked_confirmation")
    if confirmed is not None:
        told(ticket, after + confirmed, "confirm")


def test_who_is_too_young_is_told_as_bounds(told):
    """Old enough: one confirmed, one never asked. Young: one confirmed, one presumed, one open."""
    closed(told, "old", 0, confirmed=2 * HOUR)
    closed(told, "unasked", 0, asked=False)
    closed(told, "quick", 2 * DAY, confirmed=2 * HOUR)
    closed(told, "presumed", 2 * DAY)
    told.contact("open", 2 * DAY)
    figures = told.report("closed-loop", START + 14 * DAY)
    assert rate(figures["closed_loop_rate"]) == (1, 2)
    assert figures["bounds"] == {"all": 5, "too_young": 2, "lower": 2 / 5, "upper": 4 / 5}
    assert figures["bounds_including_presumed"] == {"all": 5, "too_young": 1, "lower": 3 / 5, "upper": 4 / 5}
    assert figures["too_young"] == 2


@pytest.mark.parametrize(("started", "judged"), [(0, 1), (1, 0), (DAY, 0)])
def test_a_ticket_is_judged_from_its_fourteenth_day_on(told, started, judged):
    told.contact("T", started)
    assert told.report("closed-loop", START + 14 * DAY)["eligible"] == judged


def test_an_answer_in_their_own_call_is_no_turning_to_them(told):
    told.contact("called", 0, "phone", session="s")
    told.answer("called", MINUTE, session="s", initiated=False)
    told.contact("written to")
    told.answer("written to", 48 * HOUR)
    told.contact("late")
    told.answer("late", 48 * HOUR + 1)
    assert rate(told.report("closed-loop")["contacted_within_48h"]) == (1, 3)


def test_a_ticket_that_we_opened_has_no_request_to_close(told):
    told.answer("ours", -HOUR)
    told.contact("ours")
    assert told.report("closed-loop")["eligible"] == 0
    assert told.report("ttr")["n"] == 1


def test_definitions_closed_loop_of_ten(told):
    """10 started, 1 spam, 1 merged away, 3 confirmed, 2 presumed, 1 disputed, 1 never resolved, 1 came back."""
    for number in range(3):
        closed(told, f"confirmed {number}", 0, confirmed=2 * HOUR)
    for number in range(2):
        closed(told, f"presumed {number}", 0)
    closed(told, "disputed", 0)
    told("disputed", 3 * HOUR, "dispute")
    told.contact("open")
    closed(told, "back", 0, confirmed=2 * HOUR)
    told.contact("back", DAY)
    told.contact("spam")
    told("spam", 0, "spam")
    told.contact("merged")
    told("merged", HOUR, "merge", into="open")
    figures = told.report("closed-loop")
    assert (rate(figures["closed_loop_rate"]), rate(figures["including_presumed"])) == ((3, 8), (5, 8))
    assert figures["closed_loop_rate"]["interval"] == pytest.approx([0.137, 0.694], abs=0.0005)
    assert rate(figures["agreed_share"]) == (3, 7)


# --- Promises, stalled, backlog ---------------------------------------------------------------


def test_promises_count_in_the_period_in_which_they_are_due(told):
    told.contact("T", -DAY)
    told("T", -DAY, "promise", by="ana", due_at=written(START + HOUR))
    told("T", 0, "promise", by="ana", due_at=written(START + 2 * DAY))
    assert rate(told.report("promises", since=START, to=START + DAY)) == (0, 1)


def test_a_promise_kept_or_waived_early_counts_when_it_falls_due(told):
    told.contact("T")
    kept = told("T", 0, "promise", by="ana", due_at=written(START + 5 * DAY))
    waived = told("T", 0, "promise", by="ana", due_at=written(START + 5 * DAY))
    told.answer("T", DAY)
    told("T", DAY, "promise_done", by="ana", promise=kept)
    told("T", DAY, "promise_waived", promise=waived)
    before, then = (told.report("promises", START + 5 * DAY - early) for early in (1, 0))
    assert (rate(before), before["waived"]) == ((0, 0), 0)
    assert (rate(then), then["waived"]) == ((1, 1), 1)


def test_a_promise_that_is_not_due_is_neither_kept_nor_broken(told):
    told.contact("T")
    told("T", 0, "promise", by="ana", due_at=written(START + 2 * HOUR))
    assert rate(told.report("promises", START + HOUR)) == (0, 0)
    assert rate(told.report("promises", START + 2 * HOUR)) == (0, 1)


def test_stalled_age_is_counted_from_the_oldest_flag_that_stands(told):
    """Nobody owns it for 2 business hours (at 12:00), no answer for 12 (Thursday 14:00)."""
    told.contact("T")
    assert told.report("stalled", START + DAY) == {"stalled": 1, "median_age": 22 * HOUR}
    assert told.report("stalled", START + DAY, "business") == {"stalled": 1, "median_age": 6 * HOUR}
    told("T", 2 * DAY, "assign", to="ana")
    assert told.report("stalled", START + 3 * DAY)["stalled"] == 1
    told.answer("T", 3 * DAY)
    assert told.report("stalled", START + 3 * DAY)["stalled"] == 0


def test_what_is_resolved_is_not_stalled(told):
    told.contact("T")
    told.resolve("T", DAY)
    assert told.report("stalled", START + DAY - 1)["stalled"] == 1
    assert told.report("stalled", START + DAY)["stalled"] == 0


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0-1"),
        (DAY, "0-1"),
        (DAY + 1, "1-3"),
        (3 * DAY, "1-3"),
        (7 * DAY, "3-7"),
        (30 * DAY, "7-30"),
        (30 * DAY + 1, ">30"),
    ],
)
def test_a_band_of_age_includes_its_upper_end(told, age, band):
    told.contact("T")
    bands = told.report("backlog", START + age)["bands"]
    assert [name for name, number in bands.items() if number] == [band]


# --- Reopens ----------------------------------------------------------------------------------


def resolved(told, ticket, after=HOUR):
    told.contact(ticket)
    told.resolve(ticket, after)


def test_coming_back_counts_up_to_thirty_days_after_the_first_resolution(told):
    resolved(told, "soon")
    told.contact("soon", 30 * DAY + HOUR)
    resolved(told, "late")
    told.contact("late", 30 * DAY + HOUR + 1)
    assert rate(told.report("reopens")) == (1, 2)


def test_an_agent_who_opens_it_again_or_a_word_of_thanks_is_no_reopen(told):
    resolved(told, "agent")
    told("agent", 2 * HOUR, "status", by="ana", to="open")
    resolved(told, "thanks")
    told("thanks", 2 * HOUR, "thanks", channel="email")
    assert rate(told.report("reopens")) == (0, 2)


def test_only_resolutions_of_the_period_that_are_thirty_days_old_can_tell(told):
    resolved(told, "T")
    assert told.report("reopens", START + HOUR + 30 * DAY - 1)["n"] == 0
    assert told.report("reopens", START + HOUR + 30 * DAY)["n"] == 1
    assert told.report("reopens", to=START + HOUR)["n"] == 0


@pytest.mark.parametrize(("after", "silent"), [(0, 1), (7 * DAY, 1), (7 * DAY + 1, 0), (-2 * HOUR, 0)])
def test_a_new_ticket_of_the_same_issue_within_a_week_is_a_silent_reopen(told, after, silent):
    resolved(told, "old")
    told.contact("new", HOUR + after)
    told("new", HOUR + after, "link", to="old", relation="same_issue")
    assert told.report("reopens")["silent_reopens"] == silent


def test_a_silent_reopen_counts_for_the_older_tickets_group(told):
    told.contact("old", 0, "phone")
    told.resolve("old", HOUR)
    for new in ("new", "again"):
        told.contact(new, DAY, "web")
        told(new, DAY, "link", to="old", relation="same_issue")
    tally = told.tally("reopens", by="channel")
    assert tally.figures()["silent_reopens"] == 2
    assert {name: part["silent_reopens"] for name, part in tally.groups({}).items()} == {"phone": 2, "web": 0}


@pytest.mark.parametrize(("to", "relation", "silent"), [("new", "same_issue", 1), ("new", "related", 0)])
def test_a_link_set_on_the_old_ticket_tells_the_same(told, to, relation, silent):
    resolved(told, "old")
    told.contact("new", DAY)
    told("old", 2 * DAY, "link", to=to, relation=relation)
    assert told.report("reopens")["silent_reopens"] == silent


def test_a_link_finds_what_its_ticket_was_merged_into(told):
    resolved(told, "root")
    resolved(told, "merged", 2 * HOUR)
    told("merged", 3 * HOUR, "merge", into="root")
    told.contact("new", DAY)
    told("new", DAY, "link", to="merged", relation="same_issue")
    assert told.report("reopens")["silent_reopens"] == 1


# --- Never ask again --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "answered", "counts"), [(0, 1, 1), (1, 0, 0)], ids=["before the answer", "after it"]
)
def test_the_history_was_opened_before_the_answer_even_within_one_instant(told, opened, answered, counts):
    told.contact("T")
    told.answer("T", MINUTE)
    told.contact("T", HOUR)
    for place in sorted((opened, answered)):
        if place == opened:
            told("T", 2 * HOUR, "opened_history", by="ana")
        else:
            told.answer("T", 2 * HOUR)
    assert rate(told.report("re-ask")["opened_history"]) == (counts, 1)


def test_it_is_the_handler_who_should_have_opened_the_history(told):
    told.contact("T")
    told.contact("T", HOUR)
    told("T", 2 * HOUR, "opened_history", by="ben")
    told.answer("T", 3 * HOUR)
    assert rate(told.report("re-ask")["opened_history"]) == (0, 1)


def test_an_answer_that_counts_before_pending_comes_before_what_stands_between(told):
    told.contact("T")
    told.answer("T", MINUTE)
    told.contact("T", HOUR)
    told("T", 2 * HOUR, "status", by="ana", to="pending")
    told("T", 2 * HOUR, "opened_history", by="ana")
    told.answer("T", 2 * HOUR)
    assert rate(told.report("re-ask")["opened_history"]) == (0, 1)


# --- Scores -----------------------------------------------------------------------------------


def scored(told, survey, **scores):
    for ticket, given in scores.items():
        told.contact(ticket)
        for after, score in enumerate(given):
            told(ticket, after, "feedback", survey=survey, score=score)


def test_the_last_score_of_a_ticket_and_survey_counts(told):
    scored(told, "csat", a=(1, 5), b=(5, 2), c=(4,))
    scored(told, "nps", a=(0,))
    figures = told.report("csat")
    assert (rate(figures), figures["low"]) == ((2, 3), 1)


def test_a_score_counts_in_the_period_in_which_it_was_given(told):
    """Of a ticket of the month before; what was said first, and taken back since, counts nowhere."""
    told.contact("T", -30 * DAY)
    told("T", -DAY, "feedback", survey="csat", score=5)
    told("T", DAY, "feedback", survey="csat", score=1)
    early, late = told.report("csat", to=START), told.report("csat", since=START)
    assert (rate(early), rate(late), late["low"]) == ((0, 0), (0, 1), 1)
    assert rate(told.report("csat", START, to=START)) == (1, 1)


def test_a_survey_counts_in_the_period_in_which_it_was_sent(told):
    """Two were sent, a month apart; the second was answered, later than its period."""
    told.contact("T")
    told("T", HOUR, "survey_sent", survey="csat")
    told("T", 30 * DAY, "survey_sent", survey="csat")
    told("T", 32 * DAY, "feedback", survey="csat", score=4)
    first, second = ({"to": START + DAY}, {"since": START + DAY, "to": START + 31 * DAY})
    assert rate(told.report("csat", **first)["response_rate"]) == (0, 1)
    assert rate(told.report("csat", **second)["response_rate"]) == (1, 1)
    assert rate(told.report("csat", START + 31 * DAY, **second)["response_rate"]) == (0, 1)
    assert rate(told.report("csat", **second)) == (0, 0)


def test_a_score_beyond_the_scale_is_none(told):
    scored(told, "csat", a=(0,), b=(6,), c=(4, 7))
    assert rate(told.report("csat")) == (1, 1)


def test_recommendation_is_promoters_minus_detractors(told):
    scored(told, "nps", a=(9,), b=(10,), c=(8,), d=(6,))
    figures = told.report("nps")
    assert (figures["n"], figures["nps"], figures["low"]) == (4, 25, 1)


def test_effort_has_its_mean_beside_it(told):
    scored(told, "ces", a=(5,), b=(3,), c=(7,))
    figures = told.report("ces")
    assert (rate(figures), figures["mean"], figures["low"]) == ((2, 3), 5, 1)


def test_the_response_rate_is_told_where_somebody_was_asked(told):
    scored(told, "csat", a=(5,), b=())
    assert "response_rate" not in told.report("csat")
    for ticket in "ab":
        told(ticket, 0, "survey_sent", survey="csat")
    assert rate(told.report("csat")["response_rate"]) == (1, 2)
    assert "response_rate" not in told.report("nps")
