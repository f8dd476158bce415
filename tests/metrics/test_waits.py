"""Where the time went: whom tickets waited on, which share of the whole that was, and where most of it went."""

import pytest

from tests.histories import DAY, HOUR
from tests.telling import START

PARTS = ("us", "third_party", "customer", "resolved")


def spent(figures, name="seconds"):
    """What is told of each part, in the order us, third party, customer, resolved."""
    return tuple(figures["parts"][part][name] for part in PARTS)


def there_and_back(told, ticket="T"):
    """Us 10-11, customer -13, us -14, third party -16, us -17, resolved until Thursday 16:00, us -17:00."""
    told.contact(ticket)
    told.answer(ticket, HOUR)
    told.contact(ticket, 3 * HOUR)
    told(ticket, 4 * HOUR, "status", by="ana", to="on_hold")
    told(ticket, 6 * HOUR, "status", by="ana", to="open")
    told.resolve(ticket, 7 * HOUR)
    told.contact(ticket, 30 * HOUR)
    told.resolve(ticket, 31 * HOUR)


def test_the_time_of_a_ticket_goes_to_whom_it_waited_on(told):
    there_and_back(told)
    figures = told.report("waits")
    assert spent(figures) == (4 * HOUR, 2 * HOUR, 2 * HOUR, 23 * HOUR)
    assert (figures["n"], figures["n_open"], figures["whole_seconds"]) == (1, 0, 31 * HOUR)
    assert spent(figures, "share") == (4 / 31, 2 / 31, 2 / 31, 23 / 31)
    assert figures["bottleneck"] == "resolved"


def test_on_business_time_nights_went_nowhere(told):
    there_and_back(told)
    figures = told.report("waits", clock="business")
    assert spent(figures) == (4 * HOUR, 2 * HOUR, 2 * HOUR, 7 * HOUR)
    assert figures["clock"] == "business"


def test_what_is_still_open_counts_up_to_now_and_for_whom_it_waits_on_now(told):
    told.contact("ours")
    told.contact("theirs")
    told.answer("theirs", HOUR)
    figures = told.report("waits", START + 10 * HOUR)
    assert spent(figures) == (11 * HOUR, 0, 9 * HOUR, 0)
    assert (figures["n"], figures["n_open"], figures["bottleneck"]) == (2, 2, "us")


def test_after_its_last_resolution_a_ticket_waits_no_more(told):
    told.contact("T")
    told.resolve("T", HOUR)
    assert spent(told.report("waits", START + 40 * DAY)) == (HOUR, 0, 0, 0)


def test_of_equal_parts_ours_is_the_bottleneck(told):
    told.contact("T")
    told.answer("T", HOUR)
    assert told.report("waits", START + 2 * HOUR)["bottleneck"] == "us"


def test_a_median_is_of_the_tickets_that_were_there_and_the_open_ones_stay_at_least_so_long(told):
    """Us: 1, 2, and an open one's 5 hours. Customer: only the third's, which may go on there."""
    for ticket, hours in (("one", 1), ("two", 2)):
        told.contact(ticket)
        told.resolve(ticket, hours * HOUR)
    told.contact("open")
    told.answer("open", 5 * HOUR)
    figures = told.report("waits", START + 8 * HOUR)
    assert spent(figures, "n") == (3, 0, 1, 0)
    assert spent(figures, "median") == (2 * HOUR, None, None, None)
    assert (figures["parts"]["us"]["p90_shown"], figures["parts"]["us"]["oldest"]) == (
        f"not reached (> {5 * HOUR})",
        5 * HOUR,
    )
    assert figures["parts"]["customer"]["median_shown"] == f"not reached (> {3 * HOUR})"


def test_nothing_went_nowhere(told):
    figures = told.report("waits")
    assert (figures["bottleneck"], spent(figures, "share")) == (None, (None,) * 4)
    told.contact("T")
    assert told.report("waits", START)["bottleneck"] is None


def test_tickets_count_that_started_in_the_period_and_are_in_figures_at_all(told):
    told.contact("before", -1)
    told.contact("spam")
    told("spam", HOUR, "spam")
    told.contact("T", DAY - 1)
    told.contact("after", DAY)
    figures = told.report("waits", START + 2 * DAY, since=START, to=START + DAY)
    assert (figures["n"], figures["whole_seconds"]) == (1, DAY + 1)


@pytest.mark.parametrize("clock", ["calendar", "business"])
def test_the_parts_of_a_split_add_up_to_the_whole(told, clock):
    there_and_back(told, "email")
    told.contact("chat", 0, "chat")
    told.answer("chat", 2 * HOUR)
    tally = told.tally("waits", START + 3 * DAY, clock, by="channel")
    groups, whole = tally.groups({}), tally.figures()
    assert list(groups) == ["chat", "email"]
    assert groups["chat"]["bottleneck"] == "customer"
    sums = [sum(parts) for parts in zip(*(spent(part) for part in groups.values()), strict=True)]
    assert tuple(sums) == spent(whole)
