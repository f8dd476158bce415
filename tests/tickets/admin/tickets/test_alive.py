"""What an open list asks for."""

from tests import make
from tests.tickets.admin.conftest import hide

CHANGED, ROWS = "ticket/changed/", "ticket/rows/"


def test_while_nothing_changes_nothing_is_sent(ana, mias):
    first = ana.get(CHANGED, view="open")
    assert first.json() == {"tickets": [[mias.pk, mias.version]]}
    address = "/admin/tickets/ticket/changed/?view=open"
    assert ana.client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    make.do("priority", mias, by=ana.person, at=make.at("10 10:20"), to="high")
    again = ana.client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.json()["tickets"][0][1] > mias.version


def test_only_the_tickets_of_the_view_are_told(ana, mias):
    assert ana.get(CHANGED, view="mine").json() == {"tickets": []}


def test_rows_come_as_the_list_shows_them(ana, mias):
    make.do("priority", mias, by=ana.person, at=make.at("10 10:20"), to="high")
    text = ana.get(ROWS, t=f"{mias.pk},x,,999", view="open").content.decode()
    assert text.count("<tr") == 1
    assert f'data-ticket="{mias.pk}"' in text
    assert "High priority" in text
    assert "?in=view%3Dopen&at=" in text.replace("&amp;", "&")


def test_nobody_is_sent_a_row_that_they_may_not_see(ana, mias):
    hide(mias)
    assert "<tr" not in ana.get(ROWS, t=str(mias.pk)).content.decode()
    assert ana.get(CHANGED).json() == {"tickets": []}


def test_to_ask_costs_five_statements(ana, mias, django_assert_num_queries):
    ana.get(CHANGED)
    with django_assert_num_queries(5):  # session, person, teams; the page's places, their versions
        ana.get(CHANGED)
