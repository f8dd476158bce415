"""Ctrl+K: what is found from every page, and what is said if nothing is."""

import pytest
from django.db import connection

from tests import make
from tests.tickets.admin.conftest import hide

URL = "ticket/palette/"


def asked(browser, typed):
    """The groups of an answer: title -> titles of entries, and its note."""
    make.searchable()
    answer = browser.get(URL, q=typed).json()
    return {group["title"]: [one["title"] for one in group["entries"]] for group in answer["groups"]}, answer["note"]


@pytest.mark.parametrize("typed", ["nov", "Mia Novak", "mia@example"])
def test_tickets_and_their_customers_are_found_by_people(ana, mias, typed):
    groups, note = asked(ana, typed)
    assert groups["Tickets"] == [f"#{mias.pk} App hangs", f"All tickets with “{typed}”"]
    assert groups["Customers"] == ["Mia Novak"]
    assert note == ""


def test_each_entry_leads_somewhere(ana, mias):
    make.searchable()
    groups = ana.get(URL, q="mia").json()["groups"] + ana.get(URL, q="s").json()["groups"]
    for entry in [entry for group in groups for entry in group["entries"]]:
        assert ana.client.get(entry["url"]).status_code == 200, entry


def test_views_pages_reports_and_actions_are_found_by_their_names(browser):
    lea = browser("lea", "team_lead")
    assert asked(lea, "promises due")[0]["Views"] == ["Promises due"]
    assert asked(lea, "log")[0] == {"Actions and pages": ["Log a contact"]}
    assert "Customers" in asked(lea, "cust")[0]["Actions and pages"]
    assert "First response" in asked(lea, "first resp")[0]["Reports"]


def test_without_words_there_are_views_and_pages_to_choose_from(ana):
    groups, _note = asked(ana, "")
    assert set(groups) == {"Views", "Actions and pages"}


def test_it_says_when_it_finds_nothing(ana):
    assert asked(ana, "qqqqq") == (
        {},
        "Nothing found for “qqqqq”. Try a part of a name, a word, a number or a reference.",
    )
    assert asked(ana, "is:nonsense")[0] == {}


def test_whoever_may_not_see_a_ticket_finds_neither_it_nor_its_customer(ana, mias):
    hide(mias)
    assert asked(ana, "novak")[0] == {}
    assert asked(ana, f"#{mias.pk}")[0] == {}


def test_pages_that_a_role_does_not_open_are_not_offered(ana, browser):
    assert asked(ana, "desk settings")[0] == {}
    assert asked(browser("ada", "administrator"), "desk settings")[0] == {"Actions and pages": ["Desk settings"]}
    assert "Actions and pages" not in asked(browser("rea", "read_only"), "log a contact")[0]


def test_the_palette_and_its_button_are_on_every_page_of_the_desk(ana, mias):
    for path in ("/admin/", "/admin/tickets/ticket/", f"/admin/tickets/ticket/{mias.pk}/change/", "/reports/"):
        page = ana.client.get(path).content.decode()
        assert ('id="palette"' in page, "data-palette" in page) == (True, True), path


def test_a_look_takes_so_many_statements(ana, mias, django_assert_num_queries):
    make.searchable()
    ana.get(URL, q="x")
    # Session, person, teams; exact, parts, people, words; tickets, customers, identities; organisations, macros, own views. PostgreSQL looks among the newest
    # first, and then within a savepoint, by how it is to be planned.
    with django_assert_num_queries(21 if connection.vendor == "postgresql" else 13):
        ana.client.get(f"/admin/tickets/{URL}", {"q": "novak"})
