"""The demo desk: the same for the same instant, legal to the last line, with something to do now."""

import io
import re
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from metrics.measures import TicketStory, measure
from tickets.actions.setup.hours_and_targets import set_desk
from tickets.demo import MACROS, PEOPLE, TEAMS, desk, history
from tickets.demo.opening_hours import holidays_in_berlin
from tickets.events.history_format import parse
from tickets.events.replay import story_of
from tickets.models import ChannelAccount, Customer, Macro, Message, ParkedLine, StalledFlag, Team, Ticket, User
from tickets.models.history import current_desk
from tickets.rules.access import COMMAND
from tickets.rules.desk import Desk
from tickets.rules.story import Event as StoryEvent

HOUR = 3600
DESK = Desk.from_json(desk())
# A working morning, a Saturday night after the clocks went back, Easter week, and Christmas.
INSTANTS = [
    "2026-11-24T11:20:00+00:00",
    "2025-11-01T22:00:00+00:00",
    "2025-04-23T08:15:00+00:00",
    "2025-12-27T12:00:00+00:00",
]
WORDS = """
    contact answer auto_reply note promise promise_done promise_waived promise_superseded facts asked opened_history
    assign status priority resolve bounce asked_confirmation confirm dispute thanks merge link spam survey_sent feedback
    close
"""
EVERY_KIND = set(WORDS.split())


@pytest.fixture(scope="module", params=INSTANTS)
def now(request):
    return datetime.fromisoformat(request.param)


@pytest.fixture(scope="module")
def lines(now):
    return list(history(now))


@pytest.fixture(scope="module")
def stories(lines):
    """The story of each ticket by its key, merged ones included as if they were alone."""
    by_ticket = defaultdict(list)
    for number, raw in enumerate(lines):
        line = parse(raw)
        data = {**line.said, "keys": list(line.said.get("facts", ()))}
        by_ticket[line.ticket].append(StoryEvent(number, line.at, line.kind, line.by, data, line.recorded_at, line.id))
    return {key: story_of(own, DESK) for key, own in by_ticket.items()}


def customers_ticket(lines, name):
    """The key of the last ticket that a customer began with a chat."""
    return [x["ticket"] for x in lines if x.get("from", {}).get("name") == name and x["channel"] == "chat"][-1]


@pytest.mark.slow
def test_the_same_instant_tells_the_same_history(now, lines):
    assert list(history(now)) == lines
    assert list(history(now, seed=1)) != lines


def test_every_line_has_its_own_id_and_none_lies_ahead(now, lines):
    assert len({line["id"] for line in lines}) == len(lines)
    assert max(datetime.fromisoformat(line["at"]) for line in lines) <= now
    assert len(lines) < 45_000


def test_no_line_is_forbidden(stories):
    assert len(stories) > 2400
    assert [(key, reason) for key, story in stories.items() for _, reason in story.void] == []


def test_every_part_of_the_format_has_something_to_show(lines):
    assert {line["kind"] for line in lines} == EVERY_KIND


def test_the_story_is_told_to_its_end_with_its_figures(now, lines, stories):
    key = customers_ticket(lines, "Tobias Falk")
    figures = measure(TicketStory(key, None, stories[key]), DESK, int(now.timestamp()))

    def clocks(figure):
        return figure["calendar_s"], figure["business_s"], figure["running"]

    assert clocks(figures["ttr"]) == clocks(figures["ttr_net"]) == (144 * HOUR, 32 * HOUR, False)
    assert clocks(figures["time_to_closed_loop"]) == (146 * HOUR, 34 * HOUR, False)
    assert clocks(figures["first_response"]) == (240, 240, False)
    assert clocks(figures["next_responses"][0]) == (48 * HOUR + 60, HOUR + 60, False)
    assert clocks(figures["longest_silence"]) == (119 * HOUR + 57 * 60, 23 * HOUR + 57 * 60, False)
    assert [promise["state"] for promise in figures["promises"]] == ["broken", "kept"]
    assert [flag["rule"] for flag in figures["stalled"]] == ["R1", "R3", "R2"]
    names = ("contacts", "chasers", "switches", "forced_switches", "handoffs", "reopens", "reasks", "facts_reasked")
    assert [figures[name] for name in names] == [3, 2, 2, 2, 1, 0, 1, 3]
    assert figures["loop"] == "confirmed"
    assert [clock["state"] for clock in figures["clocks"]].count("achieved") == 3


def test_the_story_runs_once_more_and_needs_somebody_now(now, lines, stories):
    key = customers_ticket(lines, "Mia Novak")
    figures = measure(TicketStory(key, None, stories[key]), DESK, int(now.timestamp()))
    assert (figures["status"], figures["waiting_on"]) == ("open", "us")
    assert (figures["contacts"], figures["chasers"]) == (3, 2)
    assert figures["promises"][0]["state"] == "broken"
    assert len(figures["promises"]) == 2
    assert timedelta() < now - datetime.fromisoformat(figures["start"]) < timedelta(days=15)


def test_there_is_a_backlog_of_every_sort(lines, stories):
    merged = {line["ticket"] for line in lines if line["kind"] == "merge"}
    open_now = [
        story for key, story in stories.items() if story.resolution is None and not story.excluded and key not in merged
    ]
    waits = [str(story.waiting_on) for story in open_now]
    assert 70 < len(open_now) < 180
    assert all(waits.count(on) >= 5 for on in ("us", "third_party", "customer"))
    assert any(story.owner is None for story in open_now)


@pytest.mark.parametrize(("year", "easter_monday"), [(2024, (4, 1)), (2025, (4, 21)), (2026, (4, 6)), (2038, (4, 26))])
def test_holidays_follow_easter(year, easter_monday):
    holidays = list(holidays_in_berlin(year))
    assert holidays == sorted(holidays)
    assert date(year, *easter_monday) in holidays
    assert len(holidays) == 10


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_fills_an_empty_desk_once(django_capture_on_commit_callbacks):
    out = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("createadmin", stdout=out)
        call_command("demo", stdout=out)
    printed = out.getvalue().splitlines()
    logins = [line.split()[1:] for line in printed if line.startswith("LOGIN ")]
    assert [role for role, _, _ in logins] == ["administrator", "agent", "agent", "team_lead", "manager", "read_only"]
    assert all(User.objects.get(username=name).check_password(password) for _, name, password in logins)
    assert [line.split()[1:3] for line in printed if line.startswith("SECRET ")] == [
        ["email", "support"],
        ["phone", "json"],
    ]
    assert set(ChannelAccount.objects.values_list("slug", flat=True)) == {"support", "demo", "json"}
    assert set(Team.objects.values_list("name", flat=True)) == {team.name for team in TEAMS}
    assert User.objects.count() == len(PEOPLE) + 1
    assert Customer.objects.filter(organisation__name="Hafenbau").count() > 5  # by their addresses
    assert Macro.objects.count() == len(MACROS) == 20
    assert not ParkedLine.objects.exists()
    assert Ticket.objects.unresolved().count() > 50
    assert Ticket.objects.filter(status="closed").count() > 1500
    assert StalledFlag.objects.filter(cleared_at=None).exists()
    assert not Message.objects.to_send(timezone.now()).exists()
    assert current_desk(timezone.now()) == DESK

    call_command("createadmin", stdout=(again := io.StringIO()))
    call_command("demo", stdout=again)
    assert again.getvalue() == ""


@pytest.mark.django_db
def test_a_desk_that_is_set_up_gets_no_demo():
    set_desk(desk(), by=COMMAND, at=timezone.now())
    out = io.StringIO()
    call_command("demo", stdout=out)
    assert out.getvalue() == ""
    assert not Ticket.objects.exists()


def test_customers_live_at_reserved_addresses_and_numbers(lines):
    for line in lines:
        sender = line.get("from", {})
        assert re.search(r"[@.]example\.(com|org|net)$", sender.get("email", "@example.com"))
        assert sender.get("phone", "+493023125").startswith("+493023125")
