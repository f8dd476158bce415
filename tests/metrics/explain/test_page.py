"""The page that explains a figure: what it says, who may see it, that its address stays true, and what it costs."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils.html import strip_tags

from tests import make
from tests.metrics.explain.told import line
from tickets.actions.setup import people
from tickets.models import CalendarVersion, Ticket
from tickets.models.people import Role
from tickets.rules.access import COMMAND

HORIZON = {"as_of": "2025-03-11T11:30:00Z", "known_at": "2026-01-01T00:00:00Z"}


def words(response):
    """A page's main part as one reads it."""
    main = response.content.decode().partition('id="content-main"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"(<[^>]*>)", r" \1", main))))


def show(client, ticket, figure="ttr", **asked):
    return client.get(f"/reports/explain/{getattr(ticket, 'pk', ticket)}/", {"figure": figure, **HORIZON, **asked})


def told(client, ticket, figure="ttr", **asked):
    response = show(client, ticket, figure, **asked)
    assert response.status_code == 200
    return words(response)


# --- What it says -----------------------------------------------------------------------------


def test_the_time_to_resolution_is_told_day_by_day_to_the_second(ana, story):
    text = told(ana, story)
    assert "Business 32:00:00 Calendar 144:00:00" in text
    for row in (
        "Wed 5 March 10:00–17:00 09:00–17:00 10:00–17:00 7:00:00 14:00:00 7:00:00",
        "Thu 6 March all 09:00–17:00 all 8:00:00 24:00:00 15:00:00",
        "Fri 7 March all 09:00–17:00 all 8:00:00 24:00:00 23:00:00",
        "Sat 8 March nothing closed nothing 0:00:00 24:00:00 23:00:00",
        "Sun 9 March nothing closed nothing 0:00:00 24:00:00 23:00:00",
        "Mon 10 March all 09:00–17:00 all 8:00:00 24:00:00 31:00:00",
        "Tue 11 March 09:00–10:00 09:00–17:00 09:00–10:00 1:00:00 10:00:00 32:00:00",
        "Time to resolution 32:00:00 144:00:00",
    ):
        assert row in text, row


def test_it_says_where_it_starts_and_ends_and_who_said_what(ana, story):
    text = told(ana, story)
    assert "From the first contact on any channel to the last resolution." in text
    assert "“The app hangs.” The earliest contact, so the start. Wed 5 March 10:00:00" in text
    assert "“It is fixed in 4.2.1.” The last resolution, so the end. Tue 11 March 10:00:00" in text


def test_it_says_whom_it_waited_on_and_what_did_not_count(ana, story):
    text = told(ana, story)
    assert "Us 32:00:00 144:00:00 Third party 0:00:00 0:00:00 Customer 0:00:00 0:00:00 Resolved 0:00:00 0:00:00" in text
    assert "“We have received it.” Not an answer: it ended no wait and paused no clock. Sat 8 March 10:00:20" in text
    assert "“The fix goes into 4.2.1.” Notes change no figure. Mon 10 March 10:31:00" in text


def test_it_says_by_which_versions_as_of_when_and_known_when(ana, story):
    text = told(ana, story)
    assert "Opening hours, version 1, from ever: Mon–Fri 09:00–17:00, Europe/Berlin; holidays between: none." in text
    assert "Target: version 1, from ever, copied into the clock when it started." in text
    assert "as of Tue 11 March 12:30:00 · known at Thu 1 January 2026 01:00:00 · Europe/Berlin" in text
    assert "Target 24 h: breached Mon 10 March 10:00:00" in text


def test_a_promise_says_how_it_got_its_due_time(ana, story):
    text = told(ana, story, "promise:P1")
    assert "“get back to you” The promise was made." in text
    assert "No date was given, so 8 business hours." in text
    assert "Wed 5 March 10:04:00–17:00:00 6:56:00 Thu 6 March 09:00:00–10:04:00 1:04:00 Sum 8:00:00" in text
    assert "Due Thu 6 March 10:04:00" in text
    assert "The promise was broken." in text
    assert "A date was given, so it is due then" in told(ana, story, "promise:P2")


def test_a_flag_says_its_rule_and_from_when_to_when_it_was_true(ana, story):
    text = told(ana, story, "flag:R3:E2")
    assert "It waited on us and no person answered for 12 business hours." in text
    assert "Came true Thu 6 March 14:04:00 Ended Mon 10 March 10:01:00" in text
    assert "Was true for 11:57:00 business, 91:57:00 calendar" in text
    assert "A promise was past its due time." in told(ana, story, "flag:R1:P1")


def test_a_clock_says_what_elapsed_and_how_it_fell_due(ana, story):
    text = told(ana, story, "clock:resolution:E1")
    assert "Due when 24 business hours have passed." in text
    assert "Mon 10 March 09:00:00–10:00:00 1:00:00 Sum 24:00:00 Due Mon 10 March 10:00:00" in text


def test_what_still_runs_says_so(ana, story):
    text = told(ana, story, as_of="2025-03-08T11:00:00Z")
    assert "until the instant looked at: it is not resolved" in text
    assert "It still runs at the instant looked at. Sat 8 March 12:00:00" in text
    assert "Business 23:00:00 Calendar 74:00:00" in text


def test_what_a_customer_wrote_stays_text(ana, story):
    assert "<b>so</b>" not in show(ana, story, "next_response:E3").content.decode()
    assert "I was told on Wednesday <b>so</b>." in told(ana, story, "next_response:E3")


def test_every_figure_of_the_ticket_can_be_opened_from_any_of_them(ana, story):
    page = show(ana, story).content.decode()
    found = {unescape(link) for link in re.findall(r'href="(/reports/explain/[^"#]*)"', page)}
    figures = {parse_qs(urlsplit(link).query)["figure"][0] for link in found}
    assert {"ttr", "ttr_net", "first_response", "promise:P1", "overdue:P1", "flag:R2:E1", "clock:update:E2"} <= figures
    for link in found:
        assert ana.get(link, follow=True).status_code == 200, link


# --- Long runs --------------------------------------------------------------------------------


def test_a_long_run_of_days_is_told_by_months_of_which_one_is_opened(ana):
    make.desk()
    make.take([line("C", "2/1 10:00", "contact", channel="email")])
    ticket = Ticket.objects.get(source_key="T")
    asked = {"as_of": "2025-06-02T08:00:00Z"}
    text = told(ana, ticket, **asked)
    assert "January 2025 30 days" in re.sub(r"(\d+ days) \1", r"\1", text)
    assert "Wed 5 March" not in text.partition("Day by day")[2].partition("Who it waited on")[0]
    opened = told(ana, ticket, month="2025-03", **asked)
    assert "Wed 5 March all 09:00–17:00 all 8:00:00 24:00:00" in opened


# --- Its address ------------------------------------------------------------------------------


@time_machine.travel("2025-03-12T10:00:00.7+01:00", tick=False)
def test_an_address_without_instants_leads_to_that_of_now(ana, story):
    response = ana.get(f"/reports/explain/{story.pk}/?figure=ttr_net")
    now = "2025-03-12T09%3A00%3A00Z"
    assert response.status_code == 302
    assert response.url == f"/reports/explain/{story.pk}/?figure=ttr_net&as_of={now}&known_at={now}"


def test_the_address_says_the_same_whatever_happens_later(ana, story):
    known = {"known_at": make.at("11 13:00").isoformat()}
    before = told(ana, story, "next_response:E3", **known)
    recorded = make.at("20/12 12:00").isoformat()
    make.take([line("L", "9 12:00", "answer", by="ben", channel="email", text="Entered late.", recorded_at=recorded)])
    assert told(ana, story, "next_response:E3", **known) == before
    assert "Business 1:01:00 Calendar 48:01:00" in before
    assert "Business 0:00:00 Calendar 26:00:00" in told(ana, story, "next_response:E3")


def test_opening_hours_count_from_when_they_were_published(ana, story):
    """Versions are known as events are: what was published later is not what was known then."""
    since = make.at("10 00:00")
    hours = {"0": [["10:00", "11:00"]]}
    CalendarVersion.objects.create(
        valid_from=since.date(), time_zone="Europe/Berlin", hours=hours, published_at=make.at("20/12 12:00")
    )
    assert "Business 32:00:00" in told(ana, story, known_at="2025-12-19T00:00:00Z")
    later = told(ana, story)
    assert "Business 24:00:00" in later
    assert "Opening hours, version 2, valid from Mon 10 March: Mon 10:00–11:00, Europe/Berlin" in later


@pytest.mark.parametrize(
    "asked",
    [
        {"figure": "speed"},
        {"figure": "promise:nobody"},
        {"figure": "\x00"},
        {"as_of": "soon"},
        {"known_at": "2025-03-05T10:00:00"},
        {"as_of": "2099-01-01"},
        {"known_at": "2025-03-01"},
    ],
)
def test_what_cannot_be_meant_is_not_found(ana, story, asked):
    assert show(ana, story, **{"figure": "ttr", **asked}).status_code == 404


# --- Who --------------------------------------------------------------------------------------


def test_a_stranger_is_asked_to_sign_in(client, story):
    response = show(client, story)
    assert (response.status_code, urlsplit(response.url).path) == (302, "/admin/login/")


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_see_the_ticket_may_see_how_its_figures_come_about(client, story, role):
    client.force_login(make.person("eva", role, is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    assert show(client, story).status_code == 200


def test_a_ticket_of_another_team_is_not_found(ana, story):
    others = people.create_team(by=COMMAND, slug="others", name="Others")
    make.do("assign", story, at=make.at("11 12:10"), to=None, team=others)
    assert show(ana, story).status_code == 404
    assert show(ana, 4711).status_code == 404


def test_nothing_is_changed_from_here(ana, story):
    assert ana.post(f"/reports/explain/{story.pk}/").status_code == 405


# --- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("figure", ["ttr", "promise:P1", "flag:R3:E2"])
def test_a_page_costs_a_fixed_number_of_statements(ana, story, django_assert_num_queries, figure):
    """Session and person; the ticket; hours, limits, targets; merges twice, its key and its events; who said what; the sidebar."""
    show(ana, story, figure)
    make.forget_desk()
    with django_assert_num_queries(16):
        show(ana, story, figure)
