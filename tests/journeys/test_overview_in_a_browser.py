"""The overview as one sees and uses it: no finding of axe-core with data, empty and with one ticket; definitions by keyboard."""

import pytest

from tests import make
from tests.histories import random_desk
from tests.metrics.paging import closed
from tickets.actions.setup import people
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
ASKED = "from=2025-03-11&to=2025-04-08&as_of=2025-05-30"
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
DESKS = {"data": lambda: random_desk(7, 60), "one": lambda: list(closed("A", 12, confirmed=True)), "empty": list}


@pytest.fixture
def findings():
    """`findings(page)`: what axe-core has to say of a page, a line each; an empty list is right."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def found(page):
        page.wait_for_load_state("networkidle")
        violations = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{v['impact']} {v['id']}: {node['html'][:120]}" for v in violations for node in v["nodes"]]

    return found


def opened(browser, live_server, width, scheme):
    """The overview, seen by a manager."""
    _, password = people.create_person(by=COMMAND, username="vera", role="manager")
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/reports/?{ASKED}")
    page.fill("input[name=username]", "vera")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.get_by_role("heading", name="Time to resolution").wait_for()
    return page


@pytest.mark.parametrize("told", DESKS)
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_overview_has_no_finding_and_does_not_run_over(browser, live_server, findings, told, width, scheme):
    make.desk()
    make.take(DESKS[told]())
    page = opened(browser, live_server, width, scheme)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("What is counted: Promises kept").locator("..").click()
    assert findings(page) == []


def test_a_definition_opens_and_closes_by_keyboard(browser, live_server):
    page = opened(browser, live_server, 1440, "light")
    definition = page.get_by_text("Promises delivered by their due time")
    assert not definition.is_visible()
    page.locator("summary", has_text="What is counted: Promises kept").focus()
    page.keyboard.press("Enter")
    assert definition.is_visible()
    page.keyboard.press("Escape")
    assert not definition.is_visible()
