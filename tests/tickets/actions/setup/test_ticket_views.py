"""Views of the list that people make."""

import pytest

from tests import make
from tests.make import WEDNESDAY
from tickets.actions.record import Invalid
from tickets.actions.setup import people
from tickets.actions.setup.ticket_views import EVERYBODY, MOST, change_view, delete_view, save_view
from tickets.models import TicketView
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db


def save(by, name="Refunds", shared_with=None, **asked):
    return save_view(by=by, name=name, asked=asked, shared_with=shared_with, at=WEDNESDAY)


def names(person):
    person = type(person).objects.get(pk=person.pk)  # teams are read once for a request
    return [view.name for view in TicketView.objects.for_person(person)]


def test_a_view_is_its_owners_until_they_share_it():
    hanna, kim = make.person("hanna", "team_lead"), make.person("kim")
    view = save(hanna, tag="refund")
    assert (names(hanna), names(kim)) == (["Refunds"], [])
    change_view(view, by=hanna, name="Money", shared_with=EVERYBODY)
    assert names(kim) == ["Money"]
    change_view(view, by=hanna, name="Money", shared_with=None)
    assert names(kim) == []


def test_a_view_of_a_team_is_seen_by_those_in_it():
    team = people.create_team(by=COMMAND, slug="app", name="App")
    vera, kim, lee = make.person("vera", "manager"), make.person("kim"), make.person("lee")
    kim.teams.add(team)
    save(vera, shared_with=team)
    assert (names(kim), names(lee)) == (["Refunds"], [])


@pytest.mark.parametrize("role", ["agent", "read_only"])
def test_who_leads_nobody_shares_nothing_and_keeps_their_own(role):
    kim = make.person("kim", role)
    with pytest.raises(Invalid):
        save(kim, shared_with=EVERYBODY)
    assert save(kim).name == "Refunds"


def test_a_lead_shares_with_no_team_that_is_not_theirs():
    team = people.create_team(by=COMMAND, slug="app", name="App")
    hanna = make.person("hanna", "team_lead")
    with pytest.raises(Invalid):
        save(hanna, shared_with=team)
    hanna.teams.add(team)
    assert save(type(hanna).objects.get(pk=hanna.pk), shared_with=team).team == team


def test_nobody_changes_or_deletes_what_is_another_persons():
    hanna, kim = make.person("hanna", "team_lead"), make.person("kim")
    view = save(hanna, shared_with=EVERYBODY)
    with pytest.raises(Invalid):
        change_view(view, by=kim, name="Mine", shared_with=None)
    delete_view(view, by=kim)
    assert names(kim) == ["Refunds"]
    delete_view(view, by=hanna)
    assert names(kim) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "Refunds"])
def test_a_name_is_short_and_ones_own_once(name):
    kim = make.person("kim")
    save(kim)
    with pytest.raises(Invalid):
        save(kim, name)


def test_there_is_an_end_to_views():
    kim = make.person("kim")
    for number in range(MOST):
        save(kim, f"View {number}")
    with pytest.raises(Invalid):
        save(kim, "One more")
