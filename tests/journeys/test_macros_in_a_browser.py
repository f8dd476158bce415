"""An agent answers with a macro by keyboard alone: finds it, fills in what is missing, takes off what is too much, sends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.setup import macros, people
from tickets.models import Message, Promise, Ticket
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
TEXT = "Hello {customer.first_name},\n\nversion {fact.app_version} has this fault. You hear from me by {promise.due}."
DOES = {"add_tags": "app, known fault", "status": "on_hold", "promise": "News on {fact.app_version}"}


@pytest.fixture
def ticket(db):
    make.desk()
    now = timezone.now()
    macros.create_macro(by=COMMAND, at=now, name="Known fault", text=TEXT, promise_due="2_business_days", **DOES)
    macros.create_macro(by=COMMAND, at=now, name="Thank you", text="Thank you, {customer.first_name}.")
    return make.ticket(now - timedelta(hours=1), "The app hangs.", name="Mia Novak")


@pytest.fixture
def opened(browser, live_server, ticket):
    """`opened(width, scheme)`: the ticket's page, with the errors that its console said."""
    _, password = people.create_person(by=COMMAND, username="ana", role="agent", first_name="Ana")

    def open_(width=1440, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        page = context.new_page()
        page.errors = []
        page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{live_server.url}/admin/tickets/ticket/{ticket.pk}/change/")
        page.fill("input[name=username]", "ana")
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.locator("#composer-text").focus()
        return page

    return open_


def test_a_macro_is_found_filled_in_and_sent_by_keyboard_alone(opened, ticket):
    page = opened()
    text = page.locator("#composer-text")
    page.keyboard.type("/usr")
    page.get_by_text("No macro holds these words.").wait_for()
    page.keyboard.press("Escape")
    assert text.input_value() == "/usr"  # a slash was meant
    page.keyboard.press("Control+a")
    page.keyboard.type("/fault")
    page.get_by_role("option", name="Known fault").wait_for()
    preview = page.get_by_role("region", name="Preview")
    assert "Hello Mia" in preview.inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("String(getSelection())") == "{fact.app_version}"
    page.keyboard.press("Control+Enter")
    assert Message.objects.filter(direction="out", automatic=False).count() == 0
    page.get_by_label("Value of {fact.app_version}").fill("4.2")
    page.keyboard.press("Enter")
    assert "version 4.2 has this fault." in text.input_value()
    page.get_by_role("button", name="Take off Tag: known fault").press("Enter")
    text.focus()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Sent.").wait_for()
    done = Ticket.objects.get(pk=ticket.pk)
    assert (done.status, done.tags, done.owner.username) == ("on_hold", ["app"], "ana")
    assert Promise.objects.get().text == "News on 4.2"
    assert page.errors == []


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_there_is_no_finding(opened, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def findings():
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]

    page = opened(width, scheme)
    page.get_by_role("button", name="Macros", exact=True).click()
    page.get_by_role("option", name="Known fault").wait_for()
    assert findings() == []
    page.keyboard.press("Enter")
    page.get_by_label("Value of {fact.app_version}").wait_for()
    assert findings() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(page.url.partition("/ticket/")[0] + "/macro/add/")
    page.get_by_text("In ticket").wait_for()
    assert findings() == []
    assert page.errors == []
