"""The ways an agent looks at the desk: each view shows its own, and the sidebar counts them."""

from tests import make
from tests.tickets.admin.ticket.conftest import page
from tickets.actions import sweep
from tickets.actions.setup import people
from tickets.models import Promise
from tickets.rules.access import COMMAND


def test_a_late_bounce_reopens_nothing_and_is_seen_at_the_message_on_top_and_in_the_list(ana, came_back):
    ticket, _message = came_back
    assert (ticket.status, ticket.loop) == ("resolved", "open")
    text = ana.words(page(ticket))
    assert "Our answer did not arrive mia@example.org : 550 5.1.1 no such user" in text
    assert "Bounced: 550 5.1.1 no such user Send again" in text
    assert "Our answer did not arrive" in ana.words("ticket/", view="undelivered")
    assert "Our answer did not arrive" not in ana.words("ticket/", view="open")
    items = ana.get("ticket/").context["sidebar_navigation"][0]["items"]
    assert {item["title"]: item["badge"] for item in items}["Did not arrive"] == "1"


def test_the_count_of_what_came_back_does_not_need_an_open_ticket(ana, came_back):
    make.ticket("10 10:30", "Another", email="leo@example.org")
    items = ana.get("ticket/").context["sidebar_navigation"][0]["items"]
    assert {item["title"]: item["badge"] for item in items}["Did not arrive"] == "1"


def test_a_later_answer_makes_it_good(ana, came_back):
    ticket, _message = came_back
    make.answered(ticket, "10 10:30", recipient="mia@work.example", channel="email")
    assert "Our answer did not arrive" not in ana.words(page(ticket))
    assert "Our answer did not arrive" not in ana.words("ticket/", view="undelivered")


LIST = "ticket/"


def several(number):
    return [make.ticket("10 10:00", f"Case {n}", email=f"m{n}@example.org") for n in range(number)]


def shown(browser, **query):
    """The numbers of the tickets on the page, in order."""
    return [row.ticket.pk for band in browser.get(LIST, **query).context["bands"] for row in band.rows]


def test_each_view_shows_its_own_and_the_sidebar_counts_them(ana):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    ana.person.teams.add(team)
    mine, teams, nobodys, waiting = several(4)
    ben = make.person("ben")
    make.do("assign", mine, by=ana.person, at=make.at("10 10:10"), to=ana.person)
    make.do("promise", mine, by=ana.person, at=make.at("10 10:10"), text="today", due_at=make.at("10 16:00"))
    make.do("assign", teams, by=ben, at=make.at("10 10:10"), to=ben, team=team)
    make.do("promise", teams, by=ben, at=make.at("10 10:10"), text="settled", due_at=make.at("10 16:00"))
    make.do("waive-promise", teams, by=ben, at=make.at("10 10:20"), promise=Promise.objects.latest("pk").pk)
    make.answered(waiting, "10 10:10", ben)
    make.do("assign", waiting, by=ben, at=make.at("10 10:10"), to=ben)
    found = {key: shown(ana, view=key) for key in ("mine", "team", "unassigned", "promises", "customer", "stalled")}
    assert found == {
        "mine": [mine.pk],
        "team": [teams.pk],
        "unassigned": [nobodys.pk],
        "promises": [mine.pk],
        "customer": [waiting.pk],
        "stalled": [],
    }
    counted = {item["title"]: item["badge"] for item in ana.get(LIST).context["sidebar_navigation"][0]["items"]}
    assert list(map(str, counted.values())) == ["1", "1", "1", "0", "1", "0", "1", "4"]


def test_a_stalled_ticket_is_counted_as_soon_as_the_sweep_saw_it(ana):
    ticket = make.ticket("6 10:00", "Nobody answers")
    sweep.check_due(make.at("10 10:42"))
    assert shown(ana, view="stalled") == [ticket.pk]


def test_resolved_tickets_are_shown_when_they_are_asked_for(ana):
    ticket = make.ticket("10 10:00")
    make.resolved(ticket, "10 10:10")
    assert (shown(ana), shown(ana, view="everything")) == ([], [ticket.pk])
