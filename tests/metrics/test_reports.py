"""The reports of times and targets, where no reference decides: what counts, and what is shown beside it."""

import pytest

from metrics.reports import REPORTS, sla
from tests.histories import DAY, HOUR, MINUTE
from tests.telling import START, rate

# --- Nothing of nothing -----------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_a_desk_without_tickets_has_figures_that_say_so(told, name):
    figures = told.report(name)
    assert not {0.0} & {value for key, value in figures.items() if key in ("rate", "nps", "mean", "median")}


# --- Time to resolution -----------------------------------------------------------------------


def test_the_period_begins_with_its_first_second_and_ends_before_its_last(told):
    for number, after in enumerate((-1, 0, DAY - 1, DAY)):
        told.contact(f"T{number}", after)
    assert told.report("ttr", since=START, to=START + DAY)["n"] == 2


def test_throughput_looks_at_the_last_resolution_not_at_the_start(told):
    told.contact("before", -DAY)
    told.resolve("before", 2 * HOUR)
    told.contact("again", -DAY)
    told.resolve("again", HOUR)
    told.contact("again", 2 * HOUR)
    told.resolve("again", 30 * DAY)
    figures = told.report("ttr", since=START, to=START + DAY)
    assert (figures["n"], figures["throughput"]) == (0, {"n": 1, "median": 26 * HOUR, "p90": 26 * HOUR})


def test_an_open_ticket_counts_as_at_least_this_long_on_either_clock(told):
    told.contact("closed")
    told.resolve("closed", 3 * HOUR)
    told.contact("open")
    as_of = START + 2 * DAY
    assert told.report("ttr", as_of)["p90_shown"] == f"not reached (> {2 * DAY})"
    figures = told.report("ttr", as_of, "business")
    assert (figures["median"], figures["oldest"], figures["p90"]) == (3 * HOUR, 16 * HOUR, None)


def test_out_of_every_cohort_are_spam_tests_and_what_nobody_asked_for(told):
    for kind in ("spam", "test"):
        told.contact(kind)
        told(kind, HOUR, kind)
    told.answer("silent", 0)
    assert told.report("ttr")["n"] == told.report("backlog")["backlog"] == told.report("first-response")["n"] == 0


# --- Responses --------------------------------------------------------------------------------


def test_who_still_waits_or_never_heard_lasts_at_least_that_long(told):
    told.contact("answered")
    told.answer("answered", 30 * MINUTE)
    told.contact("waiting")
    told.contact("unheard")
    told.resolve("unheard", 20 * MINUTE)
    figures = told.report("first-response", START + 10 * HOUR)
    counts = {name: figures[name] for name in ("n", "n_running", "n_unanswered", "median", "oldest")}
    assert counts == {"n": 3, "n_running": 1, "n_unanswered": 1, "median": 30 * MINUTE, "oldest": 10 * HOUR}
    assert figures["answered_only_biased"] == {"n": 1, "median": 30 * MINUTE}
    assert rate(figures["within_target"]) == (1, 2)
    assert figures["within_target"]["cancelled"] == 1


def test_a_later_response_is_counted_from_the_oldest_unanswered_message(told):
    told.contact("T")
    told.answer("T", HOUR)
    told.contact("T", 2 * HOUR)
    told.contact("T", 3 * HOUR)
    told.answer("T", 4 * HOUR)
    told.contact("T", 5 * HOUR)
    figures = told.report("next-response", START + 6 * HOUR)
    assert (figures["n"], figures["n_running"], figures["median"]) == (2, 1, 2 * HOUR)


# --- Service levels ---------------------------------------------------------------------------


def test_running_within_target_is_pending_and_not_counted(told):
    told.contact("T")
    figures = told.report("sla", START + 30 * MINUTE)
    assert {name: target["pending"] for name, target in figures["targets"].items()} == {
        "first_response": 1,
        "resolution": 1,
        "resolution_net": 1,
    }
    assert rate(figures["tickets"]) == (0, 0)


def test_running_over_target_is_breached_already(told):
    told.contact("T")
    figures = told.report("sla", START + 2 * HOUR)
    assert rate(figures["targets"]["first_response"]) == (0, 1)
    assert rate(figures["tickets"]) == (0, 1)


def test_over_a_target_now_and_due_soon_are_of_all_tickets_whenever_they_started(told):
    told.contact("old", -2 * HOUR)
    told.contact("young")
    told.contact("done", -3 * HOUR)
    told.resolve("done", 0)
    figures = told.report("sla", START + 30 * MINUTE, since=START)
    assert (figures["breached_now"], figures["due_soon"], figures["tickets"]["n"]) == (1, 2, 0)
    assert figures["running"]["first_response"] == {"breached_now": 1, "due_soon": 1}


def test_what_stands_still_is_not_due_soon(told):
    told.contact("T")
    told.answer("T", 30 * MINUTE)
    figures = told.report("sla", START + HOUR)
    assert "resolution_net" not in figures["running"]
    assert figures["targets"]["resolution_net"]["pending"] == 1


def test_a_target_is_missed_by_the_time_since_it_was_due_until_it_ended_or_now(told):
    told.contact("answered")
    told.answer("answered", 2 * HOUR)  # due after one hour
    told.contact("waiting")
    for as_of, bands in ((3 * HOUR, {"1h": 1, "4h": 1}), (6 * HOUR, {"1h": 1, "24h": 1})):
        figures = told.report("sla", START + as_of)["missed_by"]
        assert figures["n"] == 2
        assert {name: band["k"] for name, band in figures["bands"].items() if band["k"]} == bands


def test_a_clock_that_stood_still_was_missed_only_while_it_ran(told):
    told.contact("T")
    told.answer("T", 3 * DAY)  # the net clock was over after two working days, and waits on the customer from here on
    told.resolve("T", 10 * DAY)
    found = told.report("sla")["missed_by"]["bands"]
    assert {name: band["k"] for name, band in found.items() if band["k"]} == {"24h": 2, "72h": 1}


def test_what_falls_due_later_is_not_due_soon(told, monkeypatch):
    monkeypatch.setattr(sla, "SOON", 8 * HOUR)
    told.contact("T")
    figures = told.report("sla", START)["running"]
    assert {target: found["due_soon"] for target, found in figures.items()} == {
        "first_response": 1,
        "resolution": 0,
        "resolution_net": 0,
    }


def test_after_a_target_was_missed_time_is_whose_move_it_was(told):
    told.contact("T")
    told("T", 3 * HOUR, "status", to="on_hold")
    figures = told.report("sla", START + 4 * HOUR)["while_missed"]
    assert {part: told["seconds"] for part, told in figures["parts"].items()} == {
        "us": 2 * HOUR,
        "third_party": HOUR,
        "customer": 0,
    }
    assert (figures["seconds"], figures["parts"]["us"]["share"]) == (3 * HOUR, 2 / 3)


# --- Channels and groups ----------------------------------------------------------------------


def test_a_switch_is_forced_when_they_had_to_chase(told):
    told.contact("T", 0, "chat")
    told.contact("T", 2 * HOUR, "email")
    told.answer("T", 3 * HOUR)
    told.contact("T", 4 * HOUR, "phone")
    figures = told.report("channels")
    counts = {"tickets": 1, "contacts": 3, "chasers": 1, "switches": 2, "forced_switches": 1}
    assert {name: figures[name] for name in counts} == counts
    assert figures["channels"]["email"] == {
        "tickets": 0,
        "contacts": 1,
        "chasers": 1,
        "switches": 1,
        "forced_switches": 1,
    }
    assert figures["channels"]["phone"]["forced_switches"] == 0


def test_a_path_is_the_first_channel_and_each_that_they_turned_to(told):
    for ticket in ("T", "U"):
        told.contact(ticket, 0, "chat")
        told.contact(ticket, HOUR, "chat")
        told.contact(ticket, 2 * HOUR, "email")
    told.answer("T", 3 * HOUR)
    told.contact("T", 4 * HOUR, "phone")
    told.contact("V", 0, "email")
    paths = told.report("channels")["paths"]
    found = [(one["path"], one["n"], one["forced"], one["share"]["k"]) for one in paths]
    assert found == [("chat>email", 1, 1, 1), ("chat>email>phone", 1, 1, 1), ("email", 1, 0, 1)]


def test_parts_add_up_to_the_whole(told):
    for number, channel in enumerate(("chat", "chat", "email")):
        told.contact(f"T{number}", 0, channel)
    told("T0", HOUR, "assign", to="ana")
    told("T1", HOUR, "priority", to="urgent")
    tallies = {by: told.tally("ttr", by=by).groups({}) for by in ("channel", "owner", "priority", "waiting_on")}
    found = {by: {value: figures["n"] for value, figures in groups.items()} for by, groups in tallies.items()}
    assert found == {
        "channel": {"chat": 2, "email": 1},
        "owner": {"ana": 1, "none": 2},
        "priority": {"normal": 2, "urgent": 1},
        "waiting_on": {"us": 3},
    }


def test_a_part_is_called_by_its_name_where_it_is_kept_as_a_number(told):
    told.contact("T")
    told("T", HOUR, "assign", to="ana")
    assert list(told.tally("ttr", by="owner").groups({"ana": "Ana"})) == ["Ana"]
