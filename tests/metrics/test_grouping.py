"""Splits: which parts a ticket is in, and what the parts make of the whole."""

import pytest

from metrics.digests import digest_of
from metrics.digests.splits import WEEKDAYS
from metrics.reports.grouping import GROUPS
from tests.histories import DAY, HOUR, WEEK, stories, version
from tests.telling import AS_OF, START
from tickets.rules.desk import Desk


def parts(told, by, name="ttr", **asked):
    """How many tickets are in each part, in their order."""
    groups = told.tally(name, by=by, **asked).groups({})
    return [(part, figures["n"]) for part, figures in groups.items()]


def tagged(told, ticket, *tags, after=0):
    told.contact(ticket, after)
    told(ticket, after, "tag", by="ana", add=list(tags))


def test_a_ticket_of_several_tags_counts_in_each_and_once_in_the_whole(told):
    tagged(told, "A", "login", "mobile")
    tagged(told, "B", "login")
    told.contact("C")
    assert parts(told, "tag") == [("login", 2), ("mobile", 1), ("none", 1)]
    assert told.report("ttr")["n"] == told.tally("ttr", by="tag").figures()["n"] == 3


def test_a_tag_of_the_name_of_none_loses_no_ticket(told):
    tagged(told, "A", "none")
    told.contact("B")
    assert parts(told, "tag") == [("none", 2)]


def test_a_ticket_that_says_several_things_says_all_of_them_in_each_part(told):
    """Two responses of one ticket, one of another."""
    tagged(told, "A", "login", "mobile")
    tagged(told, "B", "mobile")
    for ticket, times in (("A", 2), ("B", 1)):
        for hours in range(times):
            told.answer(ticket, (2 * hours + 1) * HOUR)
            told.contact(ticket, (2 * hours + 2) * HOUR)
    assert parts(told, "tag", "next-response") == [("login", 2), ("mobile", 3)]


def test_what_tickets_say_of_each_other_is_told_in_each_part(told):
    """A silent reopen counts for the older ticket, in each of that one's tags."""
    tagged(told, "old", "login", "mobile")
    told.resolve("old", HOUR)
    tagged(told, "new", "other", after=DAY)
    told("new", DAY, "link", to="old", relation="same_issue")
    groups = told.tally("reopens", by="tag").groups({})
    found = {name: part["silent_reopens"] for name, part in groups.items()}
    assert found == {"login": 1, "mobile": 1, "other": 0}


def test_the_hour_is_the_one_on_the_desks_wall_when_it_began(told):
    """Ten in March; nine in UTC then, and eight on the last of the month, which is ten as well."""
    for ticket, after in (("A", 0), ("B", HOUR - 1), ("C", HOUR), ("D", 14 * HOUR), ("E", 26 * DAY - HOUR)):
        told.contact(ticket, after)
    told.contact("A", 5 * HOUR)
    assert parts(told, "hour") == [("00", 1), ("10", 3), ("11", 1)]


def test_weekdays_stand_in_their_own_order(told):
    for days in (5, 0, 7, 4, 2):
        told.contact(f"{days}", days * DAY)
    assert parts(told, "weekday") == [("monday", 1), ("wednesday", 2), ("friday", 1), ("sunday", 1)]


def test_hour_and_weekday_are_those_of_the_zone_that_the_desk_had_then(told):
    """It moved from Berlin to Auckland on the 10th, where ten on Tuesday evening is ten on Wednesday morning."""
    moved = version(WEEK, "2025-03-10") | {"tz": "Pacific/Auckland"}
    desk = Desk.from_json({"calendar": {"versions": [version(WEEK), moved]}})
    told.contact("before", -12 * HOUR)
    told.contact("after", 6 * DAY + 12 * HOUR)
    found = stories(told.lines, desk, AS_OF)
    told_parts = {key: digest_of(one, desk, AS_OF)["parts"] for key, one in found.items()}
    when = {key: [*some["weekday"], *some["hour"]] for key, some in told_parts.items()}
    assert when == {"before": ["tuesday", "22"], "after": ["wednesday", "10"]}


@pytest.mark.parametrize("by", GROUPS)
def test_every_ticket_is_in_a_part_be_it_that_of_none(told, by):
    told.answer("silent", 0)
    told.contact("T")
    tally = told.tally("ttr", as_of=START, by=by)
    rows, _values = GROUPS[by].of(tally.facts, tally.observed)
    assert set(rows.tolist()) == set(range(len(tally.observed))) != set()


def test_each_split_has_a_name_for_pages():
    assert all(str(split.label) and split.name == name for name, split in GROUPS.items())
    assert GROUPS["weekday"].order == WEEKDAYS
