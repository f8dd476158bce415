"""Setting a desk up: who gets in, and what holds from when."""

from datetime import UTC, datetime

import pytest

from tickets.actions.ledger import Invalid
from tickets.actions.staff import create_person, create_team, set_desk
from tickets.models import PolicyVersion, ServiceTarget, User
from tickets.models.history import current_desk
from tickets.rules.access import COMMAND, Denied
from tickets.rules.desk import Desk

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 5, 9, tzinfo=UTC)
HOURS = {"valid_from": None, "tz": "Europe/Berlin", "hours": {"0": [["09:00", "17:00"]]}, "holidays": ["2025-04-21"]}
AGREED = {
    "calendar": {"versions": [HOURS]},
    "policy": {"r3_bh": 10},
    "targets": {"update": {"target_s": 3600, "clock": "calendar"}},
}


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
        lambda: set_desk(AGREED, by=agent, at=AT),
    ):
        with pytest.raises(Denied):
            attempt()


def test_an_unknown_role_is_refused():
    with pytest.raises(Invalid):
        create_person(by=COMMAND, username="dee", role="king")


def test_a_desk_file_is_what_the_desk_then_is():
    set_desk(AGREED, by=COMMAND, at=AT)
    assert current_desk(AT) == Desk.from_json(AGREED)


def test_a_second_agreement_leaves_the_first_in_force_until_then():
    set_desk(AGREED, by=COMMAND, at=AT)
    later = {**AGREED, "calendar": {"versions": [{**HOURS, "valid_from": "2025-06-01"}]}, "policy": {"r3_bh": 4}}
    set_desk(later, by=COMMAND, at=AT)
    assert list(PolicyVersion.objects.values_list("valid_from", "r3_bh")) == [(None, 10), (AT, 4)]
    assert list(ServiceTarget.objects.values_list("valid_from", flat=True)) == [None, AT]


def test_opening_hours_from_the_same_day_are_refused_whole():
    set_desk(AGREED, by=COMMAND, at=AT)
    with pytest.raises(Invalid):
        set_desk(AGREED, by=COMMAND, at=AT)
    assert PolicyVersion.objects.count() == 1
