"""The view of what names me, and the page that takes a ticket off it."""

from tests.tickets.admin.conftest import words


def shown(browser):
    return [row.ticket.pk for band in browser.get("ticket/", view="mentions").context["bands"] for row in band.rows]


def test_a_note_that_names_somebody_stands_in_their_view_until_their_page_stood_open(ana, browser, mias):
    ann = browser("ann")
    assert shown(ann) == []
    assert "Nobody has named you since you last looked." in words(ann.get("ticket/", view="mentions"))
    ana.do(mias, "note", text="@ann: have you seen this before?")
    assert (shown(ann), shown(ana)) == ([mias.pk], [])
    seen = f"/admin/tickets/ticket/{mias.pk}/mentions-seen/"
    assert seen in ann.get(f"ticket/{mias.pk}/change/").content.decode()
    assert shown(ann) == [mias.pk]  # a page that was fetched ahead was seen by nobody
    assert ann.client.post(seen).status_code == 204
    assert shown(ann) == []
    assert seen not in ann.get(f"ticket/{mias.pk}/change/").content.decode()


def test_it_is_handed_over_with_a_note(ana, browser, mias):
    browser("ann")
    assert 'name="note"' in ana.get(f"ticket/{mias.pk}/assignees/").content.decode()
    ana.do(mias, "assign", to="ann", note="The customer waits for a call.")
    assert "The customer waits for a call." in ana.words(f"ticket/{mias.pk}/change/")


def test_nobody_takes_it_off_by_a_link(ana, mias):
    assert ana.get(f"ticket/{mias.pk}/mentions-seen/").status_code == 405
