"""No page has a finding of axe-core, of any impact: for the eye, by keyboard and for a screen reader, on a screen and on a phone."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.processes import until
from tests.make import account
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.models import ChannelSession, tokens
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def findings():
    """`findings(page)`: what axe-core has to say of a page, a line each; an empty list is right."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def found(page):
        page.wait_for_load_state("networkidle")
        violations = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{v['impact']} {v['id']}: {node['html'][:120]}" for v in violations for node in v["nodes"]]

    return found


@pytest.fixture
def ticket(db):
    """A ticket with everything that its page can show: an answer, a promise, a chaser, another ticket of the customer."""
    at = timezone.now()
    mia = Sender(name="Mia", email="mia@example.com", phone="+4930901820")
    first = receive(InboundMessage("web", mia, "The app hangs.", "Basket"), at=at - timedelta(hours=3)).ticket
    ana, _ = people.create_person(by=COMMAND, username="ana", role="agent", first_name="Ana")
    promise = PromiseGiven("A fix", at + timedelta(days=1))
    make.do("reply", first, by=ana, at=at - timedelta(hours=2), text="We look.", promise=promise)
    receive(InboundMessage("phone", mia, "And?", session="call-1"), at=at - timedelta(hours=1))
    return first


@pytest.fixture
def signed_in(browser, live_server):
    """A page of an administrator, on a screen of that width and scheme."""

    def on(width, scheme="light"):
        _, password = people.create_person(by=COMMAND, username="clara", role="administrator")
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        page.goto(f"{live_server.url}/admin/tickets/ticket/")
        page.fill("input[name=username]", "clara")
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        return page

    return on


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_pages_of_the_desk(signed_in, live_server, ticket, findings, width, scheme):
    page = signed_in(width, scheme)
    other = receive(InboundMessage("web", Sender(name="Leo", email="leo@example.com"), "And mine?"), at=timezone.now())
    join = f"tickets/ticket/{ticket.pk}/join/?into={other.ticket.pk}"
    for address in ["tickets/ticket/", f"tickets/ticket/{ticket.pk}/change/", join, "tickets/ticket/add/", ""]:
        page.goto(f"{live_server.url}/admin/{address}")
        assert findings(page) == [], address
    listed = "tickets/?report=ttr&count=started"
    for address in ["", "all/", "ttr/?by=channel", "closed-loop/", "sla/?by=team", "backlog/", "channels/", listed]:
        page.goto(f"{live_server.url}/reports/{address}")
        assert findings(page) == [], address
    for figure in ("ttr", "wait"):
        page.goto(f"{live_server.url}/reports/explain/{ticket.pk}/?figure={figure}")
        assert findings(page) == [], figure


@pytest.mark.parametrize("width", [1920, 1440, 390])
def test_the_stock_lists_and_their_filters(signed_in, live_server, ticket, findings, width):
    page = signed_in(width)
    for name in ("customer", "message", "user", "team"):
        page.goto(f"{live_server.url}/admin/tickets/{name}/")
        assert findings(page) == [], name
        if name in ("message", "user"):
            page.get_by_role("button", name="Filters").press("Enter")
            assert findings(page) == [], f"the filters of {name}"


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_customers_page_and_the_chat(browser, live_server, ticket, findings, width, scheme):
    account("chat", "demo")
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/r/{ticket.reference}?t={tokens.sign(ticket, make.holder(ticket), at=timezone.now())}")
    assert findings(page) == []
    page.goto(f"{live_server.url}/widget/demo")
    page.get_by_role("button", name="Chat with us").click()
    chat = page.frame_locator("iframe")
    chat.get_by_label("Write a message").fill("The app hangs.")
    chat.get_by_label("Send").click()
    chat.locator("li:not(.waits)", has_text="The app hangs.").first.wait_for()
    assert findings(page) == []
    asked = ChannelSession.objects.get().ticket
    make.do("reply", asked, by=make.person("ana"), at=timezone.now(), text="It is fixed.", then="resolve")
    chat.get_by_role("button", name="No, not yet").wait_for()
    assert findings(page) == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_way_in_and_to_a_new_password(browser, live_server, mailoutbox, findings, width, scheme):
    people.create_person(by=COMMAND, username="clara", role="agent", email="clara@example.com")
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/admin/")
    assert findings(page) == []
    page.get_by_role("link", name="Forgotten your password?").click()
    assert findings(page) == []
    page.get_by_label("Your mail address").fill("clara@example.com")
    page.get_by_role("button", name="Mail me a link").click()
    page.get_by_text("a link is on its way").wait_for()
    assert findings(page) == []
    until(lambda: mailoutbox, 10, "the mail")
    page.goto(live_server.url + urlsplit(re.search(r"http\S+", mailoutbox[0].body)[0]).path)
    assert findings(page) == []
    page.locator("#id_new_password1").fill("of-Clara-alone-7")
    page.locator("#id_new_password2").fill("of-Clara-alone-7")
    page.get_by_role("button", name="Change my password").click()
    page.get_by_text("It holds from now on.").wait_for()
    assert findings(page) == []
    page.get_by_role("link", name="Log in").click()
    page.fill("input[name=username]", "clara")
    page.fill("input[name=password]", "of-Clara-alone-7")
    page.click("button[type=submit]")
    page.get_by_role("main").wait_for()
    assert "/login/" not in page.url
