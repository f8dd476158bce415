"""Setting a desk up: who gets in."""

import pytest

from tickets.actions.record import Invalid
from tickets.actions.setup.people import create_person, create_team
from tickets.models import User
from tickets.rules.access import COMMAND, Denied

pytestmark = pytest.mark.django_db


def test_a_person_gets_a_password_that_is_told_once():
    team = create_team(by=COMMAND, slug="shop", name="Shop")
    person, password = create_person(by=COMMAND, username="dee", role="agent", teams=[team])
    assert person.check_password(password)
    assert (person.is_staff, person.is_superuser, list(person.teams.all())) == (True, False, [team])


def test_a_name_in_use_is_refused_and_keeps_its_password():
    _, password = create_person(by=COMMAND, username="dee", role="agent")
    with pytest.raises(Invalid):
        create_person(by=COMMAND, username="dee", role="manager")
    assert User.objects.get(username="dee").check_password(password)


def test_somebody_known_from_a_history_becomes_a_person():
    known = User(username="dee", is_active=False)
    known.set_unusable_password()
    known.save()
    person, _ = create_person(by=COMMAND, username="dee", role="team_lead")
    assert (person.pk, person.role, person.is_active) == (known.pk, "team_lead", True)


def test_who_does_not_sign_in_has_no_password():
    person, password = create_person(by=COMMAND, username="dee", role="agent", signs_in=False)
    assert password == ""
    assert not person.is_active
    assert not person.has_usable_password()


def test_an_agent_sets_nothing_up():
    agent, _ = create_person(by=COMMAND, username="dee", role="agent")
    for attempt in (
        lambda: create_person(by=agent, username="eve", role="administrator"),
        lambda: create_team(by=agent, slug="x", name="X"),
    ):
        with pytest.raises(Denied):
            attempt()


def test_an_unknown_role_is_refused():
    with pytest.raises(Invalid):
        create_person(by=COMMAND, username="dee", role="king")


@pytest.mark.parametrize("address", ["nobody", "dora@desk.example"])
def test_a_mail_address_is_one_and_one_persons(address):
    create_person(by=COMMAND, username="dora", role="agent", email="Dora@desk.example")
    with pytest.raises(Invalid) as refused:
        create_person(by=COMMAND, username="ben", role="agent", email=address)
    assert refused.value.field == "email"
