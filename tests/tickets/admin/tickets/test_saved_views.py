"""The ways an agent looks at the desk: each view shows its own, and the sidebar counts them."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests import make
from tests.tickets.admin.ticket.conftest import page
from tickets.actions import sweep
from tickets.actions.setup import people
from tickets.models import Promise
from tickets.models.history import forget_desk
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
    assert list(map(str, counted.values())) == ["1", "1", "1", "0", "1", "0", "1", "0", "0", "0", "4"]


def test_a_stalled_ticket_is_counted_as_soon_as_the_sweep_saw_it(ana):
    ticket = make.ticket("6 10:00", "Nobody answers")
    sweep.check_due(make.at("10 10:42"))
    assert shown(ana, view="stalled") == [ticket.pk]


def test_resolved_tickets_are_shown_when_they_are_asked_for(ana):
    ticket = make.ticket("10 10:00")
    make.resolved(ticket, "10 10:10")
    found = [shown(ana), shown(ana, view="open", resolved=1), shown(ana, view="everything")]
    assert found == [[], [ticket.pk], [ticket.pk]]


def badges(browser):
    items = browser.get(LIST).context["sidebar_navigation"][0]["items"]
    return {str(item["title"]): int(item["badge"]) for item in items}


WORKED_IN = ("mine", "unassigned", "team", "customer", "open")


def test_what_is_snoozed_leaves_the_lists_that_one_works_in_and_stands_in_one_of_its_own(ana, now):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    ana.person.teams.add(team)
    mine, nobodys = several(2)
    make.do("assign", mine, by=ana.person, at=make.at("10 10:10"), to=ana.person, team=team)
    for ticket in (mine, nobodys):
        make.do("snooze", ticket, by=ana.person, at=make.at("10 10:20"), until=make.at("10 12:00"))
    assert [shown(ana, view=key) for key in WORKED_IN] == [[]] * len(WORKED_IN)
    assert shown(ana, view="snoozed") == [mine.pk, nobodys.pk]
    assert {badges(ana)[title] for title in ("Mine", "My team", "Unassigned", "All open")} == {0}
    assert badges(ana)["Snoozed"] == 2
    assert shown(ana, q="case") == [nobodys.pk, mine.pk]  # a search without a view looks through everything
    now.move_to(make.at("10 12:00"))
    assert [shown(ana, view=key) for key in ("mine", "unassigned", "snoozed")] == [[mine.pk], [nobodys.pk], []]


def test_a_customer_who_writes_brings_a_snoozed_ticket_back_at_once(ana):
    (ticket,) = several(1)
    make.do("snooze", ticket, by=ana.person, at=make.at("10 10:20"), until=make.at("14 09:00"))
    make.receive("10 10:30", "Any news?", ticket=ticket, email="m0@example.org")
    assert (shown(ana), shown(ana, view="snoozed")) == ([ticket.pk], [])


def test_a_snooze_hides_nothing_that_is_stalled_or_promised(ana):
    ticket = make.ticket("6 10:00", "Nobody answers")
    make.do("promise", ticket, by=ana.person, at=make.at("6 10:10"), text="a fix", due_at=make.at("10 09:30"))
    make.do("snooze", ticket, by=ana.person, at=make.at("6 10:20"), until=make.at("14 09:00"))
    sweep.check_due(make.at("10 10:42"))
    assert [shown(ana, view=key) for key in ("stalled", "promises", "open")] == [[ticket.pk], [ticket.pk], []]


def test_promises_due_shows_each_promise_in_the_order_of_its_time_overdue_ones_first(ana):
    """What else of a ticket is due before its promise neither orders the list nor takes the promise's place."""
    ben = make.person("ben", first_name="Ben", last_name="Weber")
    today, broken, later, kept = several(4)
    make.do("promise", today, by=ana.person, at=make.at("10 10:10"), text="call back", due_at=make.at("10 16:00"))
    make.do("promise", broken, by=ben, at=make.at("10 10:05"), text="send the invoice", due_at=make.at("10 10:30"))
    make.do("promise", broken, by=ben, at=make.at("10 10:06"), text="a voucher", due_at=make.at("10 15:00"))
    make.do("promise", later, by=ben, at=make.at("10 10:05"), text="a fix", due_at=make.at("11 09:00"))
    make.do("promise", kept, by=ben, at=make.at("10 10:05"), text="an answer", due_at=make.at("10 15:00"))
    make.answered(kept, "10 10:15", ben, keeps=[Promise.objects.latest("pk").pk])
    sweep.check_due(make.at("10 10:42"))
    page = ana.get(LIST, view="promises")
    bands = {band.title: [row.promise for row in band.rows] for band in page.context["bands"]}
    assert bands == {
        "Overdue: 1": ["Ben Weber promised: send the invoice"],
        "Due today: 1": ["ana promised: call back"],
    }
    assert badges(ana)["Promises due"] == 2
    text = ana.words(LIST, view="promises")
    assert "12 min over Promise, today 10:30" in text
    assert "Promise, today 16:00" in text


def test_a_promise_without_words_or_without_anybody_who_gave_it_is_told_as_well(ana):
    silent, called = several(2)
    make.do("promise", silent, by=ana.person, at=make.at("10 10:10"), text="x", due_at=make.at("10 16:00"))
    make.do("promise", called, by=ana.person, at=make.at("10 10:10"), text="a call back", due_at=make.at("10 16:30"))
    Promise.objects.filter(ticket=silent).update(text="")
    Promise.objects.filter(ticket=called).update(by=None)
    (band,) = ana.get(LIST, view="promises").context["bands"]
    assert [row.promise for row in band.rows] == ["ana promised: to come back to them", "We promised: a call back"]


@pytest.mark.parametrize("number", [1, 3])
def test_promises_take_ten_statements_as_any_list(ana, number, django_assert_num_queries):
    for ticket in several(number):
        make.do("promise", ticket, by=ana.person, at=make.at("10 10:10"), text="a fix", due_at=make.at("10 16:00"))
    forget_desk()
    with django_assert_num_queries(10):
        assert len(shown(ana, view="promises")) == number


def links(browser, **query):
    """Where the list's own links lead, as the parts of their addresses."""
    context = browser.get(LIST, **query).context
    found = {name: dict(parse_qsl(context[name].removeprefix("?"))) for name in ("toggle", "everything")}
    return found, dict(context["kept"]), context["sidebar_navigation"][0]["items"]


def test_a_search_and_show_resolved_stay_in_the_view(ana):
    mine, others = several(2)
    for ticket, owner in ((mine, ana.person), (others, make.person("ben"))):
        make.do("assign", ticket, by=ana.person, at=make.at("10 10:10"), to=owner)
        make.resolved(ticket, "10 10:20", owner)
    found, kept, _ = links(ana, view="mine")
    assert (kept, found["toggle"]) == ({"view": "mine"}, {"view": "mine", "resolved": "1"})
    assert shown(ana, **kept, q="case") == []
    found, kept, _ = links(ana, view="mine", q="case", resolved=1)
    assert shown(ana, **kept, q="case") == [mine.pk]
    assert found["toggle"] == {"view": "mine", "q": "case"}
    assert found["everything"] == {"view": "everything", "q": "case"}
    assert sorted(shown(ana, **found["everything"])) == [mine.pk, others.pk]


def test_the_words_go_along_into_another_view_and_its_resolved_tickets_do_not(ana):
    _, _, items = links(ana, view="mine", q="case & more", resolved=1)
    assert [dict(parse_qsl(urlsplit(item["link"]).query)) for item in items[:2]] == [
        {"view": "mine", "q": "case & more"},
        {"view": "team", "q": "case & more"},
    ]
    elsewhere = ana.get("customer/", q="case").context["sidebar_navigation"][0]["items"]
    assert "q=" not in elsewhere[0]["link"]


@pytest.mark.parametrize("view", ["stalled", "customer", "snoozed", "undelivered", "everything"])
def test_resolved_tickets_are_not_offered_where_there_can_be_none_more(ana, view):
    assert "Show resolved too" not in ana.words(LIST, view=view)


def test_words_that_nobody_finds_in_a_view_can_be_looked_for_in_everything(ana):
    assert "Look through everything" in ana.words(LIST, view="mine", q="case")
    assert "Look through everything" not in ana.words(LIST, view="mine")
