"""A call that pops up on the agent's page, whatever they are looking at, and goes when somebody has taken it."""

import json
import time
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.customers import identities
from tickets.actions.intake import calls
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import accounts, people
from tickets.models import ChannelSession
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
MIA = Sender(name="Mia", email="mia@example.com", phone="+4930901820")
SOON = 2.0  # seconds from the webhook's answer to the card on the page


@pytest.fixture
def agents_page(browser, live_server):
    """A page of an agent who has signed in; each has a browser of their own."""

    def sign_in(name):
        _, password = people.create_person(by=COMMAND, username=name, role="agent", first_name=name.title())
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{live_server.url}/admin/tickets/customer/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_selector(".d-calls", state="attached")
        return page

    return sign_in


@pytest.fixture
def telephone(live_server):
    """What the telephone system sends."""
    _, secret = accounts.create_account(by=COMMAND, channel="phone", slug="main", name="Main line")

    def tells(event, **said):
        headers = {"X-Followthrough-Secret": secret, "Content-Type": "application/json"}
        url = f"{live_server.url}/api/v1/channels/phone/json/{event}"
        with urlopen(Request(url, json.dumps({"call": "1", **said}).encode(), headers)) as answer:
            assert answer.status == 200
        return time.monotonic()

    return tells


def test_a_call_pops_up_within_two_seconds_and_goes_when_somebody_takes_it(agents_page, telephone, record_property):
    ana, ben = agents_page("ana"), agents_page("ben")
    ticket = receive(
        InboundMessage("web", MIA, "The app hangs.", "Basket", facts={"device": "Pixel 7"}), at=timezone.now()
    ).ticket
    cho = make.person("cho")
    identities.add(ticket.customer, by=cho, at=timezone.now(), kind="phone", value=MIA.phone)
    promise = PromiseGiven("a build that works")
    make.do("reply", ticket, by=cho, at=timezone.now(), text="Soon.", channel="email", promise=promise)
    ana.evaluate("document.querySelector('input[name=q]').focus()")

    rang = telephone("offered", **{"from": MIA.phone})
    for page in (ana, ben):
        page.wait_for_selector("[data-call]", timeout=5000)
        took = time.monotonic() - rang
        record_property("popped_up_after", round(took, 2))
        print(f"popped up after {took:.2f} s")
        assert took < SOON
    told = ana.inner_text("[data-call]")
    for words in ("Mia calls", "+4930901820", "Basket", "a build that works", "Pixel 7", "Take the call"):
        assert words in told
    assert ana.evaluate("document.activeElement.name") == "q", "it takes no focus"
    assert ana.get_attribute("[data-call] h2 span", "role") == "alert"

    ana.click("text=Take the call")
    ana.wait_for_url(f"**/ticket/{ticket.pk}/change/")
    ben.wait_for_selector("[data-call]", state="detached", timeout=5000)
    assert ana.query_selector("[data-call]") is None
    assert str(ChannelSession.objects.get().agent) == "Ana"


def test_it_goes_when_they_hang_up_and_a_hidden_one_stays_hidden(agents_page, telephone):
    ana = agents_page("ana")
    telephone("offered", **{"from": "anonymous"})
    ana.wait_for_selector("text=Somebody with a withheld number calls", timeout=5000)
    ana.focus("[data-call] [data-hide]")
    ana.keyboard.press("Escape")
    assert ana.query_selector("[data-call]") is None
    ana.reload()
    telephone("offered", call="2", **{"from": "+4930901821"})
    ana.wait_for_selector("text=An unknown number calls", timeout=5000)
    assert len(ana.query_selector_all("[data-call]")) == 1
    telephone("missed", call="2")
    ana.wait_for_selector("[data-call]", state="detached", timeout=5000)


def test_the_network_may_go_and_come_back(agents_page, telephone):
    ana = agents_page("ana")
    ana.context.set_offline(True)
    rang = telephone("offered", **{"from": "+4930901821"})
    ana.wait_for_timeout(1500)
    assert ana.query_selector("[data-call]") is None
    ana.context.set_offline(False)
    ana.wait_for_selector("[data-call]", timeout=5000)
    assert time.monotonic() - rang < 1.5 + SOON + 1
    assert ChannelSession.objects.get().ticket.messages.get().text == calls.RANG
