"""The views that people make of the list."""

from tests import make
from tickets.actions.setup import people
from tickets.models import TicketView
from tickets.rules.access import COMMAND

LIST = "ticket/"


def shown(browser, **query):
    return [row.ticket.pk for band in browser.get(LIST, **query).context["bands"] for row in band.rows]


def items(browser, **query):
    found = browser.get(LIST, **query).context["sidebar_navigation"][0]["items"]
    return {str(item["title"]): item for item in found}


def save(browser, name="Refunds", whole="tag=refund", **more):
    browser.client.post("/admin/tickets/ticket/views/save/", {"name": name, "whole": whole, **more})
    return TicketView.objects.filter(name=name).first()


def change(browser, view, what="change", **said):
    return browser.client.post(f"/admin/tickets/ticket/views/{view.pk}/{what}/", said)


def test_a_view_that_is_kept_has_an_address_and_a_count_and_shows_what_was_kept(ana, two):
    view = save(ana)
    item = items(ana)["Refunds"]
    assert (item["badge"], item["link"]) == ("1", f"/admin/tickets/ticket/?view=own-{view.pk}")
    assert shown(ana, view=f"own-{view.pk}") == [two[0].pk]
    page = ana.get(LIST, view=f"own-{view.pk}")
    assert page.context["title"].startswith("Refunds: 1 open")
    assert items(ana, view=f"own-{view.pk}")["Refunds"]["active"]


def test_words_columns_and_order_are_kept_as_well(ana, two):
    make.searchable()
    view = save(ana, whole="q=case+0&columns=due,owner&o=-3&view=open&nonsense=1")
    assert view.asked == {"q": "case 0", "columns": "due,owner", "o": "-3", "view": "open"}
    page = ana.get(LIST, view=f"own-{view.pk}")
    assert page.context["hidden_columns"] == ["contacts", "waiting", "rule"]
    assert [row.ticket.pk for band in page.context["bands"] for row in band.rows] == [two[0].pk]
    assert items(ana)["Refunds"]["badge"] == "1"
    assert "q=" not in items(ana, view=f"own-{view.pk}")["Mine"]["link"]  # its words are its own


def test_what_an_address_says_itself_wins_over_the_view(ana, two):
    view = save(ana)
    assert len(shown(ana, view=f"own-{view.pk}", tag="")) == 2


def test_a_view_of_promises_lists_promises(ana, two):
    make.do("promise", two[0], by=ana.person, at=make.at("10 10:10"), text="a call", due_at=make.at("10 16:00"))
    view = save(ana, whole="view=promises&tag=refund")
    assert "ana promised: a call" in ana.words(LIST, view=f"own-{view.pk}")


def test_everybody_sees_their_own_tickets_in_a_view_that_is_shared(browser, two):
    hanna, lee = browser("hanna", "team_lead"), browser("lee")
    view = save(hanna, shared_with="everybody")
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    assert items(lee)["Refunds"]["badge"] == "1"
    make.do("assign", two[0], at=make.at("10 10:40"), to=None, team=others)
    assert (items(lee)["Refunds"]["badge"], shown(lee, view=f"own-{view.pk}")) == ("0", [])


def test_a_view_of_somebody_else_shows_nothing_of_what_it_asks(browser, two):
    view = save(browser("hanna", "team_lead"))
    lee = browser("lee")
    assert sorted(shown(lee, view=f"own-{view.pk}")) == sorted(ticket.pk for ticket in two)  # all open, as without one
    assert change(lee, view, name="Mine").status_code == 404
    assert change(lee, view, "delete").status_code == 404
    assert TicketView.objects.get().name == "Refunds"


def test_a_view_is_renamed_asks_for_something_else_and_goes(ana, two):
    view = save(ana)
    change(ana, view, name="High", whole=f"view=own-{view.pk}&priority=high", as_shown="on")
    view.refresh_from_db()
    assert (view.name, view.asked) == ("High", {"priority": "high"})
    change(ana, view, "delete")
    assert not TicketView.objects.exists()
    assert "High" not in items(ana)


def test_the_panel_offers_people_teams_and_what_is_set(ana, two):
    text = ana.get("ticket/filters/", owner="ben", tag="refund").content.decode()
    assert '<option value="ben" selected>Ben Weber</option>' in text
    assert 'value="refund"' in text
    assert "shared_with" not in text  # an agent shares none


def test_a_refusal_says_why_and_keeps_nothing(ana, two):
    save(ana, shared_with="everybody")
    assert not TicketView.objects.exists()
    assert "Team leads, managers and administrators share views." in ana.words(LIST)


def test_views_cost_two_statements_more_however_many_there_are(ana, two, django_assert_num_queries):
    for number in range(3):
        save(ana, f"View {number}")
    ana.get(LIST)
    with django_assert_num_queries(9):
        ana.get(LIST)
