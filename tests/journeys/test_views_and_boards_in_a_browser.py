"""Saved views and boards as one sees and uses them: no finding of axe-core, and a board that refreshes itself and says so when it cannot."""

import re

import pytest
from django.core.cache import cache

from metrics.models import Board, SavedView
from tests import make
from tests.histories import random_desk
from tickets.actions.setup import people
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
SCREENS = [(1440, "light"), (390, "dark")]


@pytest.fixture
def findings():
    """`findings(page)`: what axe-core has to say of a page, a line each; an empty list is right."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def found(page):
        page.wait_for_load_state("networkidle")
        violations = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{v['impact']} {v['id']}: {node['html'][:120]}" for v in violations for node in v["nodes"]]

    return found


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def opened(browser, live_server, path, width=1440, scheme="light"):
    """A page of the desk, seen by a manager."""
    _, password = people.create_person(by=COMMAND, username="vera", role="manager")
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}{path}")
    page.fill("input[name=username]", "vera")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")
    return page


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_view_is_saved_pinned_opened_and_deleted(browser, live_server, findings, width, scheme):
    make.desk()
    page = opened(browser, live_server, "/reports/sla/?period=last_7", width, scheme)
    page.get_by_text("Save this view").click()
    assert findings(page) == []
    page.keyboard.press("Escape")
    assert not page.get_by_label("Pin it to my overview").is_visible()
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill("Our word")
    page.get_by_label("Pin it to my overview").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved as “Our word”.").wait_for()
    page.goto(f"{live_server.url}/reports/")
    assert findings(page) == []
    assert fits(page, width)
    page.get_by_role("navigation", name="Saved views").get_by_role("link", name="Our word").click()
    assert page.url.endswith("/reports/sla/?period=last_7&clock=business")
    page.goto(f"{live_server.url}/reports/views/")
    page.locator("summary", has_text="Change").click()
    assert findings(page) == []
    assert fits(page, width)
    page.get_by_role("button", name="Delete").click()
    page.get_by_text("“Our word” is deleted.").wait_for()
    assert not SavedView.objects.exists()


def made(browser, live_server, **more):
    """A manager's page of boards, and the address of a board on this server."""
    page = opened(browser, live_server, "/reports/boards/", **more)
    page.get_by_label("Name").fill("Hall")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".d-secret").inner_text()
    page.get_by_role("link", name="I have it").click()
    return page, f"{live_server.url}/board/{link.rpartition('/')[2]}"


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1920, 1080, "light"), (1920, 1080, "dark"), (390, 844, "dark")]
)
def test_a_board_fits_its_screen_and_has_no_finding(browser, live_server, findings, width, height, scheme):
    make.desk()
    make.take(random_desk(7, 60))
    desk, link = made(browser, live_server)
    assert findings(desk) == []
    screen = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
    screen.goto(link)
    screen.get_by_role("heading", name="Stalled now").wait_for()
    assert findings(screen) == []
    assert fits(screen, width)
    if width == 1920:
        assert screen.evaluate("document.documentElement.scrollHeight") <= height
        smallest = "Math.min(...[...document.querySelectorAll('.b-board *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
        assert round(screen.evaluate(smallest)) >= 28  # px: to be read from four metres on a screen of 55 inches


def test_a_board_refreshes_itself_and_says_when_it_cannot(browser, live_server):
    make.desk()
    make.ticket("5 10:00")
    desk, link = made(browser, live_server)
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    screen = context.new_page()
    wrong = []
    screen.on("pageerror", lambda error: wrong.append(str(error)))
    screen.clock.install()
    screen.goto(link)
    number = screen.locator(".b-tile", has_text="Open now").locator(".b-value")
    assert number.inner_text() == "1"
    screen.evaluate("window.stays = true")  # no page is loaded anew

    make.ticket("5 11:00", email="other@example.org")
    cache.clear()
    with screen.expect_response(re.compile("/figures$")):
        screen.clock.run_for(60_000)
    number.filter(has_text="2").wait_for()
    assert screen.evaluate("window.stays")

    context.set_offline(True)
    screen.clock.run_for(61_000)
    screen.get_by_text(re.compile("No connection since .*: these figures are not new.")).wait_for()
    assert number.inner_text() == "2"
    context.set_offline(False)
    screen.get_by_text("No connection since").wait_for(state="hidden")

    desk.get_by_role("button", name="Revoke Hall").click()
    desk.get_by_text("The link of “Hall” opens nothing any more.").wait_for()
    with screen.expect_response(re.compile("/figures$")):
        screen.clock.run_for(61_000)
    screen.get_by_text("This link does not open anything").wait_for()
    assert not number.is_visible()
    assert screen.evaluate("window.stays")
    assert (wrong, Board.objects.get().revoked_at is not None) == ([], True)
