"""The button that follows a ticket, the view of what is new in those, and the names that a note can name."""

from tests.tickets.admin.conftest import words


def part(browser, ticket, **said):
    page = f"/admin/tickets/ticket/{ticket.pk}/followers/"
    return words(browser.client.post(page, said) if said else browser.client.get(page))


def shown(browser):
    return [row.ticket.pk for band in browser.get("ticket/", view="followed").context["bands"] for row in band.rows]


def test_who_follows_is_shown_and_finds_what_others_did_in_a_view_until_they_looked(ana, browser, mias):
    ann = browser("ann")
    assert "Followed by" not in part(ann, mias)
    assert "Followed by ann" in part(ann, mias, on="1")
    assert "Nothing has happened in what you follow" in words(ann.get("ticket/", view="followed"))
    ana.do(mias, "note", text="The shop says it is known.")
    assert (shown(ann), shown(ana)) == ([mias.pk], [])
    page = ann.client.get(f"/admin/tickets/ticket/{mias.pk}/followers/").content.decode()
    assert f"/admin/tickets/ticket/{mias.pk}/mentions-seen/" in page  # posted once the page stood open
    ann.client.post(f"/admin/tickets/ticket/{mias.pk}/mentions-seen/")
    assert shown(ann) == []
    assert "Followed by" not in part(ann, mias, on="0")


def test_a_note_is_offered_who_may_see_the_ticket(ana, browser, mias):
    browser("ann")
    offered = ana.client.get(f"/admin/tickets/ticket/{mias.pk}/people/").json()["people"]
    assert {"name": "ann", "called": "ann"} in offered
