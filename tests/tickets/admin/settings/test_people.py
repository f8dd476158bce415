"""People and teams: who gets in, with which password, and who is let go."""

from django.contrib.auth import authenticate

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post, secret_in
from tickets import tasks
from tickets.actions import sweep
from tickets.actions.bulk import runs
from tickets.actions.setup import people
from tickets.models import StalledFlag, Team, Ticket, User
from tickets.rules.access import COMMAND


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(clara, rf):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    answer = post(clara, "user/add/", username="dora", role="agent", teams=team.pk, time_zone="Europe/Berlin")
    password = secret_in(answer)
    dora = User.objects.get(username="dora")
    assert authenticate(rf.get("/"), username="dora", password=password) == dora
    assert (dora.is_staff, list(dora.teams.all())) == (True, [team])
    assert password not in words(clara.get("user/"))
    assert password not in str(clara.client.cookies)


def test_a_person_is_changed_and_let_go(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    post(clara, f"user/{dora.pk}/change/", role="team_lead", first_name="Dora", is_active="on")
    dora.refresh_from_db()
    assert (dora.role, dora.first_name, dora.is_staff) == ("team_lead", "Dora", True)
    post(clara, f"user/{dora.pk}/change/", role="team_lead", first_name="Dora")
    dora.refresh_from_db()
    assert (dora.is_active, dora.is_staff) == (False, False)


def test_what_somebody_owns_who_is_let_go_is_unassigned_at_once(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    theirs, others = make.ticket("10 10:00"), make.ticket("10 10:00", email="leo@example.org")
    make.do("assign", theirs, by=clara.person, at=make.at("10 10:10"), to=dora)
    make.do("assign", others, by=clara.person, at=make.at("10 10:10"), to=clara.person)
    post(clara, f"user/{dora.pk}/change/", role="agent", first_name="Dora")
    (band,) = clara.get("ticket/", view="unassigned").context["bands"]
    assert [row.ticket.pk for row in band.rows] == [theirs.pk]
    assert f"{clara.person} released it: nobody owns it" in words(clara.get(f"ticket/{theirs.pk}/change/"))
    sweep.check_due(make.at("10 12:42"))
    assert StalledFlag.objects.get(rule="R4", ticket=theirs).stalled_from == make.at("10 12:42")


def owned(person, number, by):
    tickets = [make.ticket("10 10:00", email=f"{person}{n}@example.org") for n in range(number)]
    for ticket in tickets:
        make.do("assign", ticket, by=by, at=make.at("10 10:10"), to=person)
    return tickets


def test_what_somebody_owns_who_is_let_go_is_handed_over_in_one_step(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    mine = owned(dora, 2, clara.person)
    assert "hand_to" not in clara.get("user/add/").content.decode()
    post(clara, f"user/{dora.pk}/change/", role="agent", hand_to=f"person:{clara.person.pk}")
    assert {Ticket.objects.get(pk=ticket.pk).owner for ticket in mine} == {clara.person}
    history = words(clara.get(f"user/{dora.pk}/history/"))
    assert "If they leave, what they own goes to: “clara”." in history
    eve, _password = people.create_person(by=COMMAND, username="eve", role="agent")
    teams = owned(eve, 1, clara.person)
    post(clara, f"user/{eve.pk}/change/", role="agent", hand_to=f"team:{team.pk}")
    assert list(Ticket.objects.filter(pk=teams[0].pk).values_list("owner", "team")) == [(None, team.pk)]


def test_many_are_handed_over_by_the_worker_and_the_sweep_does_not_release_them_before(clara, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    owned(dora, 3, clara.person)
    post(clara, f"user/{dora.pk}/change/", role="agent", hand_to=f"person:{clara.person.pk}")
    assert sweep.release_of_who_left(make.at("10 10:42")) == 0
    assert Ticket.objects.filter(owner=dora).count() == 3
    tasks.bulk()
    assert Ticket.objects.filter(owner=clara.person).count() == 3


def test_it_cannot_be_handed_to_who_leaves_and_then_nobody_is_let_go(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    answer = post(clara, f"user/{dora.pk}/change/", role="agent", hand_to=f"person:{dora.pk}")
    assert "Choose somebody who works on tickets." in words(answer)
    assert User.objects.get(pk=dora.pk).is_active


def test_an_owner_who_left_is_shown_as_gone_in_list_and_page(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    (ticket,) = owned(dora, 1, clara.person)
    make.resolved(ticket, "10 10:20", dora)
    assert "gone" not in words(clara.get(f"ticket/{ticket.pk}/change/"))
    post(clara, f"user/{dora.pk}/change/", role="agent")
    assert "gone" in words(clara.get(f"ticket/{ticket.pk}/change/"))
    assert "gone" in words(clara.get("ticket/", view="everything"))


def test_who_is_known_from_a_history_only_is_not_said_to_be_gone(clara):
    known = make.person("known")
    known.set_unusable_password()
    known.save()
    (ticket,) = owned(known, 1, clara.person)
    User.objects.filter(pk=known.pk).update(is_active=False)
    assert "gone" not in words(clara.get(f"ticket/{ticket.pk}/change/"))


def test_nobody_locks_themselves_out(clara):
    answer = post(clara, f"user/{clara.person.pk}/change/", role="agent", is_active="on")
    assert "nobody locks themselves out" in words(answer)
    assert User.objects.get(pk=clara.person.pk).role == "administrator"


def test_a_new_password_replaces_the_old_one(clara, rf):
    dora, old = people.create_person(by=COMMAND, username="dora", role="agent")
    new = secret_in(post(clara, f"user/{dora.pk}/change/", press="password"))
    assert authenticate(rf.get("/"), username="dora", password=new) == dora
    assert authenticate(rf.get("/"), username="dora", password=old) is None


def test_only_fields_of_the_form_are_taken(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    post(clara, f"user/{dora.pk}/change/", role="agent", is_active="on", is_superuser="on", username="root")
    dora.refresh_from_db()
    assert (dora.is_superuser, dora.username) == (False, "dora")


def test_a_team_is_not_founded_twice_and_never_renames_another(clara):
    people.create_team(by=COMMAND, slug="app", name="App support")
    same_short_name = post(clara, "team/add/", name="Apps", slug="app")
    same_name = post(clara, "team/add/", name="App support", slug="apps")
    assert same_short_name.context["adminform"].form.errors == {"slug": ["Another team has that short name."]}
    assert same_name.context["adminform"].form.errors == {"name": ["Another team has that name."]}
    assert list(Team.objects.values_list("slug", "name")) == [("app", "App support")]


def test_teams_are_founded_and_renamed(clara):
    post(clara, "team/add/", name="App support", slug="app")
    team = Team.objects.get()
    post(clara, f"team/{team.pk}/change/", name="Apps", slug="other", assigning="none")
    team.refresh_from_db()
    assert (team.name, team.slug) == ("Apps", "app")
    people.create_team(by=COMMAND, slug="shop", name="Shop")
    assert "Another team has that name." in words(post(clara, f"team/{team.pk}/change/", name="Shop", assigning="none"))
