"""The column beside the history: the person, what was agreed, and what else they have with us."""

from tests import make
from tests.tickets.admin.ticket.conftest import page
from tickets.actions import sweep
from tickets.actions.setup import people
from tickets.rules.access import COMMAND


def test_service_levels_run_are_breached_and_are_met(ana, story):
    clocks = ana.get(page(story)).context["clocks"]
    assert [(clock.title, clock.figure) for clock in clocks] == [
        ("Update", "in 15 h 36 min"),
        ("Resolution", "42 min over"),
        ("Update", "7 h 57 min over"),
        ("Next response", "1 h 01 min"),
        ("First response", "4 min"),
    ]


def test_other_tickets_are_only_those_that_this_person_may_see(ana, desk):
    hidden = make.resolved(make.ticket("1/1 10:00", "Long ago"), "2/1 10:00")
    sweep.check_due(make.at("1/2 10:00"))
    known = make.resolved(make.ticket("1/2 11:00", "Not so long ago"), "2/2 10:00")
    sweep.check_due(make.at("5 09:00"))
    ticket = make.ticket("5 10:00", "Again")
    make.do("link", ticket, by=ana.person, at=make.at("10 10:40"), to=known, relation="same_issue")
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", hidden, at=make.at("10 10:40"), to=None, team=others)
    shown = [(other.ticket.pk, other.relation) for other in ana.get(page(ticket)).context["others"]]
    assert shown == [(known.pk, "same issue")]
