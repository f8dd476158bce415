"""Which tickets a person sees at all, wherever tickets are listed, counted, searched or exported."""

import pytest

from tests import make
from tickets.models import Team, Ticket
from tickets.rules.access import ROLES, SWEEP
from tickets.rules.projection import came_to

pytestmark = pytest.mark.django_db
LATER = make.at("5 11:00")


@pytest.fixture
def tickets():
    """One of no team, one of the app's, and one of the shop's that is Ana's."""
    make.desk()
    app, shop = (Team.objects.create(slug=slug, name=slug) for slug in ("app", "shop"))
    nobodys, apps, anas = (make.ticket("5 10:00", slug, email=f"{slug}@example.org") for slug in ("no", "a", "s"))
    make.do("assign", apps, at=LATER, team=app)
    make.do("assign", anas, at=LATER, team=shop, to=make.person("ana"))
    return {nobodys.pk: "nobody's", apps.pk: "the app's", anas.pk: "Ana's"}


def seen(tickets, actor):
    return {tickets[pk] for pk in Ticket.objects.visible_to(actor).values_list("pk", flat=True)}


def test_an_agent_sees_their_own_their_teams_and_what_no_team_has(tickets):
    ben = make.person("ben")
    assert seen(tickets, make.person("ben")) == {"nobody's"}
    assert seen(tickets, make.person("ana")) == {"nobody's", "Ana's"}
    ben.teams.add(Team.objects.get(slug="app"))
    assert seen(tickets, ben) == {"nobody's", "the app's"}


@pytest.mark.parametrize("role", ROLES)
def test_who_leads_no_team_but_the_desk_sees_all(tickets, role):
    sees_all = role in ("manager", "administrator", "read_only")
    assert len(seen(tickets, make.person("kim", role))) == (3 if sees_all else 1)


def test_who_has_left_and_who_is_no_person_sees_nothing(tickets):
    assert seen(tickets, make.person("gone", "manager", is_active=False)) == set()
    assert seen(tickets, SWEEP) == set()


def test_a_team_that_a_mail_came_to_as_well_is_not_mistaken_for_one_whose_number_begins_alike(tickets):
    _nobodys, apps, anas = tickets
    ben = make.person("ben")
    ben.teams.add(*(Team.objects.create(pk=pk, name=str(pk), slug=str(pk)) for pk in (700, 800)))
    Ticket.objects.filter(pk=apps).update(came_to=came_to([70, 7001, 1700]))
    Ticket.objects.filter(pk=anas).update(came_to=came_to([7001, 800]))
    assert seen(tickets, ben) == {"nobody's", "Ana's"}
