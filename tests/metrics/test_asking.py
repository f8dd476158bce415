"""What a manager may ask for: periods by name and by day, instants, buckets, filters, and the link that lasts."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest

from metrics.reports.asking import ReportForm
from metrics.reports.periods import BUCKETS, MOST, PERIODS, buckets, suitable
from tests.make import DESK
from tickets.models.history import seconds

AT = datetime(2025, 5, 15, 10, 0, 0, 250000, tzinfo=UTC)  # a Thursday


def asked(at=AT, **given):
    """A question that can be meant."""
    question = ReportForm(given, desk=DESK, at=at)
    assert question.is_valid(), question.errors
    return question


def days(question):
    return str(question.cleaned_data["from"]), str(question.cleaned_data["to"])


@pytest.mark.parametrize(
    ("period", "since", "to"),
    [
        ("today", "2025-05-15", "2025-05-16"),
        ("this_week", "2025-05-12", "2025-05-16"),
        ("last_week", "2025-05-05", "2025-05-12"),
        ("last_7", "2025-05-09", "2025-05-16"),
        ("last_28", "2025-04-18", "2025-05-16"),
        ("last_90", "2025-02-15", "2025-05-16"),
        ("this_month", "2025-05-01", "2025-05-16"),
        ("last_month", "2025-04-01", "2025-05-01"),
        ("this_quarter", "2025-04-01", "2025-05-16"),
        ("this_year", "2025-01-01", "2025-05-16"),
    ],
)
def test_a_period_has_a_name(period, since, to):
    assert days(asked(period=period)) == (since, to)
    assert period in PERIODS


def test_last_month_of_january_is_december():
    question = asked(period="last_month", at=datetime(2025, 1, 31, 12, tzinfo=UTC))
    assert days(question) == ("2024-12-01", "2025-01-01")


def test_a_day_begins_at_the_desk_and_not_in_greenwich():
    assert days(asked(period="today", at=datetime(2025, 5, 15, 22, 30, tzinfo=UTC))) == ("2025-05-16", "2025-05-17")


def test_since_a_day_is_up_to_now():
    assert days(asked(**{"from": "2025-03-01"})) == ("2025-03-01", "2025-05-16")


def test_the_period_ends_with_the_day_that_is_looked_at():
    assert days(asked(period="last_7", as_of="2025-03-10T12:00:00Z")) == ("2025-03-04", "2025-03-11")


def test_days_that_were_changed_are_a_period_of_ones_own():
    question = asked(period="last_7", **{"from": "2025-05-01", "to": "2025-05-16"})
    assert (days(question), question.parameters().get("period")) == (("2025-05-01", "2025-05-16"), None)


def test_days_that_were_left_as_they_were_keep_the_periods_name():
    question = asked(period="last_7", **{"from": "2025-05-09", "to": "2025-05-16"})
    assert question.parameters()["period"] == "last_7"
    assert "from" not in question.parameters()


def test_each_name_is_offered_with_what_else_was_asked():
    offered = {parse_qs(one["asked"])["period"][0]: one for one in asked(clock="calendar", by="team").presets}
    assert set(offered) == set(PERIODS)
    assert [name for name, one in offered.items() if one["chosen"]] == ["last_28"]
    assert parse_qs(offered["today"]["asked"]) == {"period": ["today"], "clock": ["calendar"], "by": ["team"]}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2025-05-01", datetime(2025, 4, 30, 22, tzinfo=UTC)),
        ("2025-05-01T10:00", datetime(2025, 5, 1, 8, tzinfo=UTC)),
        ("2025-05-01T10:00:30Z", datetime(2025, 5, 1, 10, 0, 30, tzinfo=UTC)),
        ("2025-05-01T10:00:00.250000+02:00", datetime(2025, 5, 1, 8, 0, 0, 250000, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_on_the_desks_clock_unless_it_says_which(text, at):
    question = asked(as_of=text, known_at=text)
    assert (question.until, question.known_at) == (at, at)


@pytest.mark.parametrize("name", ["as_of", "known_at"])
@pytest.mark.parametrize("text", ["2025-05-16", "soon", "2025-05-01T25:00", "1960-01-01"])
def test_an_instant_that_cannot_be_meant_is_said(name, text):
    question = ReportForm({name: text}, desk=DESK, at=AT)
    assert list(question.errors) == [name]


def test_the_lasting_link_asks_the_same_whenever_it_is_followed():
    question = asked(period="last_7", clock="calendar", by="owner", channel="chat")
    later = asked(at=datetime(2027, 1, 1, tzinfo=UTC), **question.fixed())
    assert (later.view, later.until, later.known_at) == (question.view, AT, AT)
    assert (later.filters, later.cleaned_data["by"], later.buckets) == (question.filters, "owner", question.buckets)
    assert later.fixed() == question.fixed()


def test_a_report_of_one_instant_is_asked_without_a_period():
    instant = asked(period="last_7").instant
    assert (instant.as_of, instant.since, instant.to) == (seconds(AT), None, None)


# --- Buckets ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("since", "kind"), [("2025-05-01", "day"), ("2025-02-01", "week"), ("2024-05-01", "month")])
def test_a_period_is_drawn_by_what_suits_it(since, kind):
    assert suitable(date.fromisoformat(since), date(2025, 5, 16)) == kind
    assert asked(**{"from": since}).drawn_by == kind


def test_one_may_ask_for_other_buckets():
    assert asked(every="month").drawn_by == "month"


@pytest.mark.parametrize("every", BUCKETS)
def test_buckets_fill_the_period_without_a_gap(every):
    found = buckets(date(2025, 1, 15), date(2025, 3, 12), every)
    assert (found[0][0], found[-1][1]) == (date(2025, 1, 15), date(2025, 3, 12))
    assert [end for _start, end in found[:-1]] == [start for start, _end in found[1:]]


def test_weeks_begin_on_monday_and_months_on_the_first():
    since, to = date(2024, 12, 15), date(2025, 2, 2)
    assert [start for start, _ in buckets(since, to, "week")][1] == date(2024, 12, 16)
    assert [start for start, _ in buckets(since, to, "month")] == [since, date(2025, 1, 1), date(2025, 2, 1)]


def test_of_too_many_buckets_the_latest_are_drawn():
    found = buckets(date(2024, 1, 1), date(2025, 1, 1), "day")
    assert (len(found), found[-1][1]) == (MOST, date(2025, 1, 1))


def test_every_bucket_is_a_period_of_the_question():
    question = asked(period="last_7")
    views = question.bucket_views
    assert (views[0].since, views[-1].to) == (question.view.since, question.view.to)
    assert {view.clock for view in views} == {"business"}
