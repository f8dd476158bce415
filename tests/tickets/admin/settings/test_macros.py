"""Macros as people keep them: their own, and as their role may those of their teams and of all."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.actions.setup import macros, people
from tickets.models import Macro
from tickets.rules.access import COMMAND

GIVEN = {"name": "Known fault", "whose": "mine", "text": "Hello {customer.first_name}", "add_tags": "app, fault"}


@pytest.fixture
def team(desk):
    return people.create_team(by=COMMAND, slug="app", name="App support")


def macro(**more):
    return macros.create_macro(by=COMMAND, at=make.at("10 10:00"), **{"name": "M", "text": "Hello", **more})


def choices(browser):
    return [value for value, _word in browser.get("macro/add/").context["adminform"].form.fields["whose"].choices]


def test_an_agent_makes_their_own_changes_it_and_the_history_says_from_what_to_what(ana, team):
    made = post(ana, "macro/add/", **GIVEN, to_team=team.pk, promise="a fix", promise_due="2_business_days")
    assert made.status_code == 302
    row = Macro.objects.get()
    assert (row.person, row.add_tags, row.to_team, row.promise_due) == (
        ana.person,
        "app, fault",
        team,
        "2_business_days",
    )
    changed = {**GIVEN, "text": "Good day", "active": "on", "priority": "high"}
    assert post(ana, f"macro/{row.pk}/change/", **changed).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.priority, row.promise, row.to_team) == ("Good day", "high", "", None)
    told = words(ana.get(f"macro/{row.pk}/history/"))
    assert "Text: from “Hello {customer.first_name}” to “Good day”." in told
    assert "Priority: from “as it is” to “High”." in told


def test_for_whom_a_role_may_make_one(ana, browser, team):
    other = people.create_team(by=COMMAND, slug="shop", name="Shop")
    lea, vera = browser("lea", "team_lead"), browser("vera", "manager")
    ana.person.teams.add(team), lea.person.teams.add(team)
    of_teams = [f"team:{team.pk}", f"team:{other.pk}"]
    assert choices(ana) == ["mine"]
    assert choices(lea) == ["mine", of_teams[0]]
    assert choices(vera) == ["mine", *of_teams, "all"]
    assert post(ana, "macro/add/", **{**GIVEN, "whose": "all"}).status_code == 400
    assert post(lea, "macro/add/", **{**GIVEN, "whose": of_teams[1]}).status_code == 400
    assert post(lea, "macro/add/", **{**GIVEN, "whose": of_teams[0]}).status_code == 302
    assert Macro.objects.get().team == team


def test_what_is_shared_is_read_by_all_and_changed_by_who_may(ana, browser, team):
    row = macro()
    assert "Hello" in ana.words(f"macro/{row.pk}/change/")
    assert post(ana, f"macro/{row.pk}/change/", **GIVEN).status_code == 403
    vera = browser("vera", "manager")
    assert post(vera, f"macro/{row.pk}/change/", **{**GIVEN, "whose": "all"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.active) == ("Known fault", False)  # its switch was off


def test_anothers_own_is_not_there(ana, browser):
    row = macros.create_macro(by=ana.person, at=make.at("10 10:00"), name="Mine", text="Hello", person=ana.person)
    boss = browser("boss", "administrator")
    assert boss.get(f"macro/{row.pk}/change/").status_code == 302
    assert "Mine" not in boss.words("macro/").partition("Times used")[2]
    assert browser("rita", "read_only").get("macro/").status_code == 403


def test_a_placeholder_of_nothing_is_refused_beside_the_text(ana):
    answer = post(ana, "macro/add/", **{**GIVEN, "text": "Hello {customer.nmae}"})
    assert answer.status_code == 400
    assert "There is no placeholder {customer.nmae}. There are: {customer.name}" in words(answer)
    assert not Macro.objects.exists()


def preview(browser, **said):
    return browser.client.post("/admin/tickets/macro/preview/", said)


def test_a_preview_shows_what_is_typed_in_a_ticket(ana, mias, team):
    told = preview(
        ana,
        text="Hello {customer.first_name}: {fact.device} {promise.due} {agent.age}",
        promise="a fix",
        promise_due="end_of_day",
        status="pending",
        to_team=str(team.pk),
    ).json()
    assert told["text"] == "Hello Mia: {fact.device} Monday 10 March, 17:00 {agent.age}"
    assert (told["missing"], told["unknown"]) == (["{fact.device}", "{agent.age}"], ["{agent.age}"])
    assert told["ticket"] == f"#{mias.pk}, Mia Novak: App hangs"
    assert [chip["words"] for chip in told["chips"]] == [
        "Team: App support",
        "Status: Pending",
        "Promise by today 17:00: “a fix”",
    ]
    assert not Macro.objects.exists()


@pytest.mark.parametrize("number", ["999999", "#0", "x", "9" * 30])
def test_a_preview_in_a_ticket_that_is_not_there_says_so(ana, mias, number):
    told = preview(ana, text="{customer.name}", ticket=number).json()
    assert (told["text"], told["ticket"]) == ("{customer.name}", "There is no such ticket.")


@pytest.mark.parametrize(
    "said",
    [{"promise_due": "x", "snooze": "x", "status": "x", "priority": "x", "to_team": "x"}, {"facts": ":", "text": "\0"}],
)
def test_a_preview_of_nonsense_is_no_error(ana, mias, said):
    assert preview(ana, **said).status_code == 200


def test_who_answers_nobody_has_no_preview(ana, browser, mias):
    assert preview(browser("rita", "read_only"), text="x").status_code == 403
    assert ana.client.get("/admin/tickets/macro/preview/").status_code == 405
