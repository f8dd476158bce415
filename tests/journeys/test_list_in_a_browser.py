"""The list as one works in it: by keyboard, and true while it is open."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests import make
from tickets.actions.setup import people
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # as who comes back to the tab


@pytest.fixture
def opened(browser, live_server):
    """The list of all that is open, three tickets long, and who looks at it."""
    cache.clear()
    make.desk()
    vera, password = people.create_person(by=COMMAND, username="vera", role="manager")
    three = [make.ticket(f"10 10:0{n}", f"Case {n}", email=f"m{n}@example.org") for n in range(3)]
    page = browser.new_context().new_page()
    page.goto(f"{live_server.url}/admin/tickets/ticket/?view=open")
    page.fill("input[name=username]", "vera")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("tr[data-ticket]")
    return page, three, vera


def test_a_list_is_worked_by_keyboard_and_one_comes_back_to_the_row_one_left(opened):
    page, three, _vera = opened
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys of the desk").wait_for()
    page.keyboard.press("Escape")
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/ticket/{three[1].pk}/change/**")
    page.keyboard.press("j")
    page.wait_for_url(f"**/ticket/{three[2].pk}/change/**")
    page.keyboard.press("u")
    page.wait_for_url(f"**view=open#t{three[2].pk}")
    page.wait_for_function(f"document.activeElement.closest('tr')?.id === 't{three[2].pk}'")
    for key in ("g", "m"):
        page.keyboard.press(key)
    page.wait_for_url("**view=mine")


def test_what_changes_is_renewed_in_its_place_and_what_is_new_waits_for_a_click(opened):
    page, three, vera = opened
    title = page.title()
    make.do("priority", three[1], by=vera, at=timezone.now(), to="high")
    make.ticket(timezone.now(), "Something new", email="new@example.org")
    make.resolved(three[2], timezone.now(), vera)
    page.evaluate(LOOK)
    page.get_by_text("High priority").wait_for()
    page.wait_for_selector(f"#t{three[2].pk}.d-left")
    assert page.locator("tr[data-ticket]").count() == 3
    assert page.title() == f"(1) {title}"
    page.get_by_text("1 new or changed: show").click()
    page.locator("strong", has_text="Something new").wait_for()
    assert page.title() == title
