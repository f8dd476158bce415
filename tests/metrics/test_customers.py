"""Customers: who came, who came back, who complained, and who is at risk and why."""

import pytest

from metrics.reports import words
from metrics.reports.customers import most_at_risk
from tests.histories import DAY, HOUR
from tests.telling import START, rate

PERIOD = {"since": START, "to": START + DAY}


def wrote(told, who, ticket, after=0, channel="email"):
    """A contact of a customer's."""
    return told.contact(ticket, after, channel, **{"from": {"email": who}})


def chased(told, who, ticket, times, after=HOUR):
    """So many chasers, an hour each."""
    for hours in range(times):
        wrote(told, who, ticket, after + hours * HOUR)


def asked(told, ticket, after):
    """Resolved, and asked whether it is."""
    told.answer(ticket, after)
    told.resolve(ticket, after)
    told(ticket, after, "asked_confirmation")


def at_risk(figures):
    """Whom we are about to lose, each with the reasons."""
    found = figures["at_risk"]["customers"]
    assert len(found) == figures["at_risk"]["n"]
    return {one["customer"]: [because["reason"] for because in one["because"]] for one in found}


# --- Who came, and who came back --------------------------------------------------------------


def test_customers_are_counted_who_had_a_contact_in_the_period(told):
    """Mia wrote three times in two tickets, one of them older; Leo wrote before, and Ida after."""
    wrote(told, "mia", "M1", -DAY)
    wrote(told, "mia", "M1", 0)
    wrote(told, "mia", "M2", HOUR)
    wrote(told, "mia", "M2", 2 * HOUR)
    wrote(told, "leo", "L", -1)
    wrote(told, "ida", "I", DAY)
    wrote(told, "eva", "E", DAY - 1)
    figures = told.report("customers", **PERIOD)
    assert (figures["n"], figures["contacts"], figures["contacts_per_customer"]) == (2, 4, 2)
    assert told.report("customers")["n"] == 4


def test_returning_is_who_had_an_earlier_ticket_and_not_who_goes_on_with_an_old_one(told):
    wrote(told, "new", "N")
    wrote(told, "goes on", "G", -DAY)
    wrote(told, "goes on", "G", HOUR)
    wrote(told, "back", "B1", -DAY)
    wrote(told, "back", "B2", HOUR)
    wrote(told, "twice", "T1", 0)
    wrote(told, "twice", "T2", HOUR)
    assert rate(told.report("customers", **PERIOD)["returning"]) == (2, 4)


def test_who_has_a_newer_ticket_elsewhere_does_not_return_by_the_old_one(told):
    wrote(told, "mia", "old", 0)
    wrote(told, "mia", "new", 2 * DAY)
    assert rate(told.report("customers", **PERIOD)["returning"]) == (0, 1)


def test_an_earlier_ticket_counts_whatever_part_it_is_in(told):
    wrote(told, "mia", "old", -DAY, "chat")
    wrote(told, "mia", "new", 0, "email")
    groups = told.tally("customers", by="channel", **PERIOD).groups({})
    assert {name: rate(part["returning"]) for name, part in groups.items()} == {"email": (1, 1)}


def test_nobody_is_no_average(told):
    figures = told.report("customers")
    assert (figures["n"], figures["contacts_per_customer"], rate(figures["complaints"])) == (0, None, (0, 0))


@pytest.mark.parametrize("kind", ["spam", "test"])
def test_who_is_out_of_every_cohort_is_no_customer(told, kind):
    wrote(told, "mia", "T")
    chased(told, "mia", "T", 3)
    told("T", DAY, kind)
    figures = told.report("customers")
    assert (figures["n"], at_risk(figures)) == (0, {})


# --- Who complained ---------------------------------------------------------------------------


def complaints(figures):
    """(k, n), then who said no, who gave a low score, who chased often."""
    return rate(figures["complaints"]), tuple(figures["complaints"]["causes"].values())


def test_a_customer_complains_by_a_no_by_a_low_score_or_by_chasing_three_times(told):
    for who in ("no", "low", "chased", "content"):
        wrote(told, who, who)
    asked(told, "no", HOUR)
    told("no", 2 * HOUR, "dispute")
    told("low", HOUR, "feedback", survey="csat", score=2)
    chased(told, "chased", "chased", 3)
    chased(told, "content", "content", 2)
    told("content", HOUR, "feedback", survey="csat", score=3)
    figures = told.report("customers", **PERIOD)
    assert complaints(figures) == ((3, 4), (1, 1, 1))
    assert figures["complaints"]["without_contact"] == 0


@pytest.mark.parametrize(("survey", "low"), [("csat", 2), ("nps", 6), ("ces", 3)])
def test_a_score_is_low_as_its_survey_has_it(told, survey, low):
    for who, score in (("low", low), ("not", low + 1)):
        wrote(told, who, who)
        told(who, HOUR, "feedback", survey=survey, score=score)
    assert complaints(told.report("customers")) == ((1, 2), (0, 1, 0))


def test_chasers_count_over_all_tickets_of_a_customer(told):
    wrote(told, "mia", "A")
    wrote(told, "mia", "B")
    chased(told, "mia", "A", 2)
    chased(told, "mia", "B", 1)
    assert complaints(told.report("customers")) == ((1, 1), (0, 0, 1))
    assert at_risk(told.report("customers")) == {}


def test_a_score_that_was_taken_back_in_the_ticket_is_no_complaint(told):
    wrote(told, "mia", "T")
    told("T", HOUR, "feedback", survey="csat", score=1)
    told("T", 2 * HOUR, "feedback", survey="csat", score=5)
    assert complaints(told.report("customers")) == ((0, 1), (0, 0, 0))


def test_what_was_said_outside_of_the_period_is_none_of_it(told):
    wrote(told, "mia", "T", -DAY)
    told("T", -1, "feedback", survey="csat", score=1)
    chased(told, "mia", "T", 2, after=-5 * HOUR)
    wrote(told, "mia", "T", HOUR)
    asked(told, "T", DAY)
    told("T", 2 * DAY, "dispute")
    assert complaints(told.report("customers", **PERIOD)) == ((0, 1), (0, 0, 0))


def test_who_complained_without_a_contact_in_the_period_is_shown_and_not_counted(told):
    wrote(told, "mia", "T", -DAY)
    told("T", HOUR, "feedback", survey="csat", score=1)
    figures = told.report("customers", **PERIOD)
    assert (complaints(figures), figures["complaints"]["without_contact"]) == (((0, 0), (0, 0, 0)), 1)


# --- Who is at risk ---------------------------------------------------------------------------


def promised(told, ticket, due):
    return told(ticket, 0, "promise", by="ana", due_at=told.at(due))


def test_a_broken_promise_is_a_risk_from_the_instant_it_was_due(told):
    wrote(told, "mia", "T")
    promised(told, "T", HOUR)
    assert at_risk(told.report("customers", START + HOUR - 1)) == {}
    figures = told.report("customers", START + HOUR)
    assert figures["at_risk"]["customers"] == [
        {
            "customer": "mia",
            "because": [{"reason": "broken_promise", "ticket": "T", "since": "2025-03-05T10:00:00Z"}],
        }
    ]
    assert figures["at"] == "2025-03-05T10:00:00Z"


def test_a_broken_promise_is_made_good_by_delivering_it_or_by_the_customers_word_and_not_by_resolving(told):
    for ticket in ("delivered", "waived", "confirmed", "resolved", "answered"):
        wrote(told, ticket, ticket)
        promise = promised(told, ticket, HOUR)
        told.answer(ticket, 2 * HOUR)
        if ticket == "delivered":
            told(ticket, 2 * HOUR, "promise_done", by="ana", promise=promise)
        if ticket == "waived":
            told(ticket, 2 * HOUR, "promise_waived", promise=promise)
        if ticket in ("confirmed", "resolved"):
            asked(told, ticket, 3 * HOUR)
    told("confirmed", 4 * HOUR, "confirm")
    broken = ["broken_promise"]
    assert at_risk(told.report("customers")) == {"resolved": broken, "answered": broken}


def test_a_yes_before_it_was_due_makes_no_broken_promise_good(told):
    wrote(told, "mia", "T")
    promised(told, "T", DAY)
    asked(told, "T", HOUR)
    told("T", 2 * HOUR, "confirm")
    assert at_risk(told.report("customers")) == {"mia": ["broken_promise"]}


def test_a_low_score_is_a_risk_until_they_score_that_survey_better_in_whatever_ticket(told):
    for who in ("still", "better", "other"):
        wrote(told, who, f"{who} 1")
        wrote(told, who, f"{who} 2", HOUR)
        told(f"{who} 1", 2 * HOUR, "feedback", survey="csat", score=1)
    told("better 2", 3 * HOUR, "feedback", survey="csat", score=4)
    told("other 2", 3 * HOUR, "feedback", survey="nps", score=10)
    assert at_risk(told.report("customers")) == {"still": ["low_score"], "other": ["low_score"]}
    assert len(at_risk(told.report("customers", START + 2 * HOUR))) == 3


def test_a_better_score_elsewhere_counts_whatever_part_it_is_in(told):
    wrote(told, "mia", "chat", 0, "chat")
    wrote(told, "mia", "mail", HOUR)
    told("chat", 2 * HOUR, "feedback", survey="csat", score=1)
    told("mail", 3 * HOUR, "feedback", survey="csat", score=5)
    groups = told.tally("customers", by="channel").groups({})
    assert {name: at_risk(part) for name, part in groups.items()} == {"chat": {}, "email": {}}


def test_a_page_shows_those_who_come_first_in_the_order_of_all(told):
    """By how many different reasons, then since when; two reasons of one kind are one."""
    for place, who in enumerate(("late", "early", "both", "same", "twice")):
        wrote(told, who, who)
        promised(told, who, {"late": 3 * HOUR, "early": HOUR, "same": HOUR}.get(who, 2 * HOUR))
        if who == "both":
            told(who, 5 * HOUR, "feedback", survey="csat", score=1)
        if who == "twice":
            wrote(told, who, "twice 2", place)
            promised(told, "twice 2", 4 * HOUR)
    tally = told.tally("customers")
    every = most_at_risk(tally.observed, tally.view)
    assert [who for who, _risks in every] == ["both", "early", "same", "twice", "late"]
    for number in range(1, 6):
        assert most_at_risk(tally.observed, tally.view, number) == every[:number]


def test_the_third_chaser_in_a_ticket_is_a_risk_until_that_is_resolved(told):
    wrote(told, "mia", "T")
    chased(told, "mia", "T", 3)
    assert at_risk(told.report("customers", START + 3 * HOUR - 1)) == {}
    told.resolve("T", 4 * HOUR)
    figures = told.report("customers", START + 3 * HOUR)
    assert figures["at_risk"]["customers"][0]["because"] == [
        {"reason": "third_chaser", "ticket": "T", "since": "2025-03-05T12:00:00Z"}
    ]
    assert at_risk(told.report("customers", START + 4 * HOUR)) == {}


def test_silence_after_a_no_is_a_risk_until_a_person_of_ours_answers(told):
    wrote(told, "mia", "T")
    asked(told, "T", HOUR)
    told("T", 2 * HOUR, "dispute")
    told("T", 3 * HOUR, "auto_reply", channel="email")
    told("T", 3 * HOUR, "note", by="ana", text="I shall call.")
    told.answer("T", 4 * HOUR)
    assert at_risk(told.report("customers", START + 2 * HOUR - 1)) == {}
    assert at_risk(told.report("customers", START + 4 * HOUR - 1)) == {"mia": ["silence_after_no"]}
    assert at_risk(told.report("customers", START + 4 * HOUR)) == {}


def test_who_has_most_reasons_comes_first_and_then_who_has_had_them_longest(told):
    """Ida since 11:00, Leo since noon, and Mia for two reasons since 13:00."""
    for who in ("ida", "leo", "mia"):
        wrote(told, who, who)
    for who, due in (("leo", 2 * HOUR), ("ida", HOUR), ("mia", 3 * HOUR)):
        promised(told, who, due)
    told("mia", 4 * HOUR, "feedback", survey="nps", score=0)
    figures = told.report("customers")
    assert list(at_risk(figures)) == ["mia", "ida", "leo"]
    assert figures["at_risk"]["reasons"] == {
        "broken_promise": 3,
        "low_score": 1,
        "third_chaser": 0,
        "silence_after_no": 0,
    }


def test_the_table_names_each_customer_with_the_reasons(told):
    wrote(told, "mia", "T")
    promised(told, "T", HOUR)
    lines = [line.split() for line in words.lines(told.report("customers"))]
    assert lines[lines.index(["mia"]) + 1 :] == [
        ["because"],
        ["broken_promise"],
        ["ticket", "T"],
        ["since", "2025-03-05T10:00:00Z"],
    ]
