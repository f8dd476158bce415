"""Who may make which macro, and what is refused when one is made."""

import pytest

from tests import make
from tests.make import at
from tickets.actions.record import Invalid
from tickets.actions.setup import macros, people
from tickets.models import Macro
from tickets.rules.access import COMMAND, Denied

NOW = "5 10:00"


@pytest.fixture
def team(db):
    make.desk()
    return people.create_team(by=COMMAND, slug="app", name="App support")


def made(by, name="M", text="Hello", **more):
    return macros.create_macro(by=by, at=at(NOW), name=name, text=text, **more)


def somebody(role, *teams):
    person = make.person(f"{role}{len(teams)}", role)
    person.teams.set(teams)
    return person


@pytest.mark.parametrize(
    ("role", "inside", "own", "teams", "shared"),
    [
        ("agent", True, True, False, False),
        ("team_lead", True, True, True, False),
        ("team_lead", False, True, False, False),
        ("manager", False, True, True, True),
        ("administrator", False, True, True, True),
        ("read_only", True, False, False, False),
    ],
)
def test_who_may_make_and_change_which(team, role, inside, own, teams, shared):
    by = somebody(role, *([team] if inside else []))
    for may, whose in ((own, {"person": by}), (teams, {"team": team}), (shared, {})):
        if may:
            row = made(by, **whose)
            assert macros.change_macro(row, by=by, at=at(NOW), name="N", **whose).name == "N"
        else:
            row = Macro.objects.create(name="there", text="Hello", **whose)
            with pytest.raises(Denied):
                made(by, **whose)
            with pytest.raises(Denied):
                macros.change_macro(row, by=by, at=at(NOW), name="N", **whose)


def test_nobody_has_anothers_own(team):
    boss, ana = somebody("administrator"), somebody("agent", team)
    row = made(ana, person=ana)
    with pytest.raises(Denied):
        macros.change_macro(row, by=boss, at=at(NOW), name="N", person=boss)
    with pytest.raises(Denied):
        made(boss, person=ana)
    assert list(Macro.objects.known_to(boss)) == []


def test_a_lead_cannot_give_their_own_to_everybody(team):
    lead = somebody("team_lead", team)
    row = made(lead, person=lead)
    assert macros.change_macro(row, by=lead, at=at(NOW), team=team).team == team
    with pytest.raises(Denied):
        macros.change_macro(row, by=lead, at=at(NOW))
    row.refresh_from_db()
    assert row.team == team


def test_whose_macros_somebody_has(team):
    ana, ben, vera = somebody("agent", team), somebody("agent"), somebody("manager")
    made(ana, "ana's", person=ana), made(COMMAND, "team's", team=team), made(COMMAND, "shared")
    off = made(COMMAND, "off")
    macros.change_macro(off, by=COMMAND, at=at(NOW), active=False)
    names = {user: sorted(macro.name for macro in Macro.objects.offered_to(user)) for user in (ana, ben, vera)}
    assert names == {ana: ["ana's", "shared", "team's"], ben: ["shared"], vera: ["shared", "team's"]}
    assert "off" in [macro.name for macro in Macro.objects.known_to(ben)]


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        ({"text": "Hello {customer.nmae}"}, "text", "There is no placeholder {customer.nmae}."),
        ({"promise": "{agent.age}"}, "promise", "There is no placeholder {agent.age}."),
        ({"text": " "}, "text", "Write a text, or choose what is done."),
        ({"promise_due": "2_hours"}, "promise", "Say what is promised."),
        ({"facts": "device"}, "facts", "Write it as “device: Pixel 7”."),
        ({"facts": "device: "}, "facts", "Write it as “device: Pixel 7”."),
        ({"add_tags": "x" * 81}, "add_tags", "Ensure this field has no more than 80 characters."),
        ({"to_owner": "gone"}, "to_owner", "Choose from the list."),
    ],
)
def test_what_would_go_wrong_later_is_refused_at_once(team, said, field, reason):
    make.person("gone", is_active=False)
    with pytest.raises(Invalid, match=reason[:30].replace("{", r"\{")) as refused:
        made(COMMAND, **said)
    assert refused.value.field == field
    assert str(refused.value).startswith(reason)


def test_two_of_one_name_are_refused_where_the_same_people_have_both(team):
    ana = somebody("agent", team)
    made(COMMAND, "Hello"), made(COMMAND, "Hello", team=team), made(ana, "Hello", person=ana)
    with pytest.raises(Invalid, match="There is a macro of that name already"):
        made(ana, "Hello", person=ana)
    old = Macro.objects.get(team=team)
    macros.change_macro(old, by=COMMAND, at=at(NOW), team=team, active=False)
    made(COMMAND, "Hello", team=team)


def test_a_macro_may_be_all_deeds_and_no_words(team):
    assert made(COMMAND, text="", priority="high").pk
