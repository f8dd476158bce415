"""The desk's first page."""

from tests import make


def test_the_start_page_shows_the_views_and_administrators_what_can_be_set_up(ana, browser):
    make.ticket("10 10:00")
    page = ana.client.get("/admin/")
    assert [tile["badge"] for tile in page.context["tiles"]][-1] == "1"
    assert b"Channel accounts" not in page.content
    assert b"Channel accounts" in browser("clara", "administrator").client.get("/admin/").content
