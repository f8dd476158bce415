"""A manager at the reports, in a real browser: what is drawn, what folds on a phone, what prints."""

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
DRAWN = """() => {
  const canvas = document.querySelector("canvas.chart");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value) => value > 0);
}"""


@pytest.fixture
def manager(browser, live_server):
    """`manager(width, **more)`: a page of a manager who has signed in, and what its console complained of."""
    make.desk()
    at = timezone.now()
    for hours in (3, 20, 30):
        ticket = make.receive(at - timedelta(hours=hours), email=f"mia{hours}@example.com").ticket
    make.do("reply", ticket, by=make.person("ana"), at=at - timedelta(hours=1), text="We look.")
    _, password = people.create_person(by=COMMAND, username="vera", role="manager")

    def opened(width):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page, complaints = context.new_page(), []
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(f"{live_server.url}/admin/")
        page.fill("input[name=username]", "vera")
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.get_by_role("main").wait_for()
        return page, complaints

    return opened


def test_the_chart_is_drawn_under_our_content_policy(manager, live_server):
    page, complaints = manager(1440)
    for name in ("first-response", "channels", "backlog"):
        page.goto(f"{live_server.url}/reports/{name}/")
        page.wait_for_function(DRAWN)
    assert complaints == []


def test_a_figure_leads_to_its_tickets_and_back(manager, live_server):
    page, _ = manager(1440)
    page.goto(f"{live_server.url}/reports/ttr/?by=channel")
    page.locator("dd a.r-head").nth(2).click()
    page.get_by_role("heading", name="Tickets started in the period: 3 tickets").wait_for()
    page.get_by_role("link", name="Customer", exact=True).click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Customer")
    page.get_by_role("link", name="Back to the report").click()
    page.get_by_role("heading", name="How long does it take").wait_for()
    assert page.locator("select[name=by]").input_value() == "channel"


def test_on_a_phone_the_controls_are_one_line_that_opens(manager, live_server):
    page, _ = manager(390)
    page.goto(f"{live_server.url}/reports/promises/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    chosen = page.get_by_text("Last 28 days · Business hours", exact=True)
    assert not page.locator("select[name=by]").is_visible()
    chosen.click()
    page.get_by_role("link", name="Last 7 days").click()
    page.get_by_text("Last 7 days · Business hours", exact=True).wait_for()


def test_on_a_wide_screen_they_stand_open(manager, live_server):
    page, _ = manager(1440)
    page.goto(f"{live_server.url}/reports/promises/")
    assert page.locator("select[name=by]").is_visible()
    page.select_option("select[name=by]", "channel")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="By first channel").wait_for()
    assert page.locator("[aria-current=true]").inner_text() == "Last 28 days"


def test_on_paper_there_is_what_was_answered_and_nothing_to_press(manager, live_server):
    page, _ = manager(1440)
    page.goto(f"{live_server.url}/reports/first-response/")
    page.emulate_media(media="print")
    for pressed in ("form.r-controls", ".r-out", "#nav-sidebar"):
        assert not page.locator(pressed).first.is_visible(), pressed
    assert page.locator(".r-only-print").is_visible()
    assert page.locator(".r-same table").is_visible()


def test_a_key_is_on_paper_too_each_part_has_a_pattern_and_no_page_is_empty(manager, live_server):
    """Without its square a line of a key says nothing: no browser prints backgrounds unless it is told to."""
    page, _ = manager(1440)
    page.goto(f"{live_server.url}/reports/waits/")
    page.emulate_media(media="print")
    keys = "(one) => [getComputedStyle(one).printColorAdjust, getComputedStyle(one).background]"
    told = [key.evaluate(keys) for key in page.locator(".r-key").all()]
    assert {exact for exact, _ in told} == {"exact"}
    assert len({background for _, background in told}) == len(told) == 4
    ends = "(one) => one.getBoundingClientRect().bottom"
    assert page.locator("#page").evaluate(ends) - page.locator("#content-main").evaluate(ends) < 1
