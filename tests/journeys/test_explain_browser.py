"""From a ticket to the sum behind a figure, in a browser: the link is copied, and the page fits a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.setup import people
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]


@pytest.fixture
def ticket(db):
    """A ticket of three days ago that still waits for an answer."""
    make.desk()
    return make.ticket(timezone.now() - timedelta(days=3), name="Mia Novak")


def open_desk(browser, live_server, width):
    _, password = people.create_person(by=COMMAND, username="clara", role="agent")
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/tickets/ticket/")
    page.fill("input[name=username]", "clara")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    return page


def test_one_click_from_a_ticket_to_the_sum_and_its_address_is_copied(browser, live_server, ticket):
    page = open_desk(browser, live_server, 1440)
    page.goto(f"{live_server.url}/admin/tickets/ticket/{ticket.pk}/change/")
    page.get_by_role("link", name="Explain: Waiting since").click()
    page.get_by_role("heading", name="Day by day").wait_for()
    page.get_by_role("link", name="Copy link").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{live_server.url}/reports/explain/{ticket.pk}/\?figure=wait&as_of=\S+&known_at=\S+", copied)
    page.goto(copied)
    assert page.get_by_role("heading", name=re.compile("^Why is it")).count() == 1
    page.get_by_role("link", name="As JSON").click()
    assert '"figure":"wait"' in page.content()


def test_on_a_phone_the_sums_are_read_without_moving_sideways(browser, live_server, ticket):
    page = open_desk(browser, live_server, 390)
    started = ticket.events.get(kind="contact").name
    for figure in ("ttr", f"clock:resolution:{started}", "wait"):
        page.goto(f"{live_server.url}/reports/explain/{ticket.pk}/?figure={figure}")
        page.get_by_role("heading", name="Day by day").wait_for()
        width = page.evaluate("document.documentElement.scrollWidth")
        table = page.locator(".x-scroll").evaluate("one => one.scrollWidth - one.clientWidth")
        assert (width, table) == (390, 0), figure
