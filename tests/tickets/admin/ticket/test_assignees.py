"""Who a ticket can be handed to."""

from tests import make
from tests.tickets.admin.conftest import hide, words
from tickets.actions.setup import people
from tickets.rules.access import COMMAND


def test_nobody_gets_a_ticket_who_only_reads(ana, ticket):
    make.person("rita", "read_only")
    answer = ana.do(ticket, "assign", to="rita", team="")
    assert answer.status_code == 400
    assert "Choose from the list." in words(answer)


def test_it_goes_to_people_who_work_here_and_to_teams(ana, ticket):
    make.person("rita", "read_only"), make.person("gone", is_active=False)
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    ana.person.teams.add(team)
    shown = ana.get(f"ticket/{ticket.pk}/assignees/")
    assert [person.username for person in shown.context["people"]] == ["ana"]
    assert list(shown.context["teams"]) == [team]


def test_who_may_not_hand_it_over_or_see_it_gets_no_list(ana, browser, ticket):
    assert browser("rita", "read_only").get(f"ticket/{ticket.pk}/assignees/").status_code == 404
    hide(ticket)
    assert ana.get(f"ticket/{ticket.pk}/assignees/").status_code == 404
