"""The list: what is due next comes first, nobody sees what is not theirs, and rows cost nothing more."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions import sweep
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.models import CalendarVersion, Promise, ServiceTarget, Ticket
from tickets.models.history import forget_desk
from tickets.rules.access import COMMAND

LIST = "ticket/"


def several(number):
    return [make.ticket("10 10:00", f"Case {n}", email=f"m{n}@example.org") for n in range(number)]


def shown(browser, **query):
    """The numbers of the tickets on the page, in order."""
    return [row.ticket.pk for band in browser.get(LIST, **query).context["bands"] for row in band.rows]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_nine_statements_whatever_the_number_of_rows(ana, number, django_assert_num_queries):
    for n, ticket in enumerate(several(number)):
        ben, team = make.person(f"ben{n}"), people.create_team(by=COMMAND, slug=f"team{n}", name=f"Team {n}")
        ana.person.teams.add(team)
        make.do("assign", ticket, by=ben, at=make.at("10 10:05"), to=ben, team=team)
        make.answered(ticket, "10 10:10", promise=PromiseGiven("a fix"))
    forget_desk()
    with django_assert_num_queries(9):
        assert len(shown(ana)) == number


def test_due_next_comes_first_in_bands_with_the_counts_of_the_whole_list(ana):
    later = make.ticket("10 10:40", "Later today", email="a@example.org")
    overdue = make.ticket("7 10:00", "Too late", email="b@example.org")
    longer = make.ticket("6 10:00", "Much too late", email="d@example.org")
    parked = make.ticket("7 15:00", "Theirs to move", email="c@example.org")
    make.answered(parked, "7 15:10")
    page = ana.get(LIST)
    bands = {band.title: [row.ticket.pk for row in band.rows] for band in page.context["bands"]}
    assert bands == {
        "Overdue: 2": [longer.pk, overdue.pk],
        "Due today: 1": [later.pk],
        "Later, or not ours to move: 1": [parked.pk],
    }


def test_a_row_says_who_waits_how_long_and_what_is_due(ana):
    ticket = make.ticket("5 10:00", "The app hangs", channel="chat", email="", handle="mia", name="Mia Novak")
    make.answered(ticket, "5 10:04", channel="chat", promise=PromiseGiven("check and get back to you"))
    make.receive("8 10:00", "You said Wednesday.", ticket=ticket, channel="email", name="Mia Novak")
    make.do("assign", ticket, by=ana.person, at=make.at("5 10:04"), to=ana.person)
    sweep.check_due(make.at("10 10:42"))
    text = ana.words(LIST)
    assert f"#{ticket.pk} The app hangs Mia Novak · You said Wednesday." in text
    assert "1 chaser Us 24 h 42 min" in text
    assert "16 h 38 min over Promise, Thu 6 Mar 10:04" in text
    assert "R1 promise past due Thu 6 Mar 10:04, also R2, R3" in text
    assert "chat_bubble › mail 1 chaser" in text


def test_a_clock_is_told_by_the_hours_and_the_clock_that_it_runs_on(ana):
    """48 hours by the calendar from Sunday 10:00, of which the desk is open for 8."""
    ServiceTarget.objects.filter(metric="first_response").update(target_s=48 * 3600, clock="calendar")
    forget_desk()
    make.ticket("9 10:00", "By the calendar")
    assert "in 23 h 18 min First response, Tue 11 Mar 10:00" in ana.words(LIST)


def test_a_clock_that_runs_keeps_the_hours_it_started_under(ana):
    """Four hours from Friday 15:00 are over on Monday at 11:00; since Saturday the desk opens at 10:50 only."""
    CalendarVersion.objects.create(
        valid_from="2025-03-08", time_zone="Europe/Berlin", hours={"0": [["10:50", "17:00"]]}, holidays=[]
    )
    ServiceTarget.objects.filter(metric="first_response").update(target_s=4 * 3600)
    forget_desk()
    make.ticket("7 15:00", "Before the change")
    assert "in 18 min First response, today 11:00" in ana.words(LIST)


def test_notes_and_machines_have_no_last_word(ana):
    ticket = make.ticket("10 10:00", "Where is it?")
    make.do("note", ticket, by=ana.person, at=make.at("10 10:05"), text="Only for us")
    assert "Only for us" not in ana.words(LIST)
    assert "We have received" not in ana.words(LIST)


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


@pytest.mark.parametrize("typed", ["#{pk}", "{pk}", "{reference}", "basket", "novak", "mia@example", "basket novak"])
def test_search_knows_numbers_references_words_and_people(ana, typed):
    ticket = make.ticket("10 10:00", "Hello", subject="Basket hangs", name="Mia Novak")
    make.ticket("10 10:00", "Hello", subject="Something else", email="leo@example.org", name="Leo Berg")
    make.resolved(ticket, "10 10:10")  # whoever searches does not know its state
    assert shown(ana, q=typed.format(pk=ticket.pk, reference=ticket.reference.lower())) == [ticket.pk]


def test_a_foreign_ticket_is_in_no_list_no_count_and_no_search(ana):
    ticket = make.ticket("10 10:00", "Secret thing")
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", ticket, by=make.person("ben"), at=make.at("10 10:10"), team=others)
    assert (shown(ana), shown(ana, q="secret"), shown(ana, view="everything")) == ([], [], [])
    assert ana.get(LIST).context["sidebar_navigation"][0]["items"][-1]["badge"] == "0"


def test_take_makes_it_mine_and_comes_back_to_the_list(ana):
    ticket = make.ticket("10 10:00")
    answer = ana.post(ticket, "take", back="/admin/tickets/ticket/?view=unassigned")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/tickets/ticket/?view=unassigned")
    assert Ticket.objects.get().owner == ana.person


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "elsewhere"])
def test_going_back_never_leaves_the_desk(ana, back):
    ticket = make.ticket("10 10:00")
    assert ana.post(ticket, "take", back=back)["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"


def test_the_stock_bulk_delete_is_no_action_here(ana):
    ticket = make.ticket("10 10:00")
    said = {"action": "delete_selected", "_selected_action": ticket.pk, "post": "yes"}
    ana.client.post("/admin/tickets/ticket/", said)
    assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_who_may_only_read_is_offered_neither_take_nor_a_new_ticket(browser):
    make.ticket("10 10:00")
    text = words(browser("max", "read_only").get(LIST))
    assert "Take" not in text
    assert "New ticket" not in text


def test_pages_of_fifty(ana):
    several(51)
    assert "1–50 of 51" in ana.words(LIST)
    assert len(shown(ana, p=2)) == 1
