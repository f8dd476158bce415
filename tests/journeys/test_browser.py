"""An agent's desk in a real browser: sign in, find the ticket, answer it, and see what the customer sees."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests import imap_server, make
from tickets import tasks
from tickets.actions import intake, staff
from tickets.actions.inbound import InboundMessage, Sender
from tickets.models import Mailbox, Message, RawInbound, tokens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _left_clean(transactional_db):
    """Events cannot be deleted by the way in which a test of several threads is cleaned up after."""
    yield
    with transaction.atomic():
        make.empty()


@pytest.fixture
def page(monkeypatch):
    """A page of Debian's Chromium. Its driver runs a loop of its own, which Django would take for our code's."""
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 1440, "height": 1200})
        browser.close()


def test_an_agent_answers_and_the_customer_reads_it(live_server, page):
    _, password = staff.create_person(by=None, username="ana", role="agent", first_name="Ana")
    message = InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "The app hangs.", "Basket")
    ticket = intake.receive(message, at=timezone.now() - timedelta(hours=1)).ticket

    page.goto(f"{live_server.url}/admin/tickets/ticket/")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.click("text=Basket")
    page.locator("textarea:visible").first.fill("It is fixed in 4.2.1.")
    page.click("button:has-text('Send and resolve')")
    page.wait_for_selector("text=It is fixed in 4.2.1.")
    assert Message.objects.get(direction="out", automatic=False).text == "It is fixed in 4.2.1."

    page.goto(f"{live_server.url}/r/{ticket.reference}?t={tokens.sign(ticket, at=timezone.now())}")
    page.click("button:has-text('This solved it')")
    page.wait_for_selector("text=We are glad that it works")
    ticket.refresh_from_db()
    assert ticket.loop == "confirmed"


def test_a_mailbox_is_tried_while_it_is_filled_in_and_then_fetched(live_server, page):
    _, password = staff.create_person(by=None, username="clara", role="administrator")
    page.goto(f"{live_server.url}/admin/tickets/mailbox/add/")
    page.fill("input[name=username]", "clara")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    tried = page.locator("[data-what=receiving] p")

    with imap_server.serving() as server:
        server.inbox.put(b"From: mia@example.com\r\nSubject: Basket\r\n\r\nThe app hangs.")
        page.fill("#id_name", "Support")
        page.fill("#id_slug", "support")
        page.fill("#id_address", "help@gmail.com")
        page.press("#id_address", "Tab")
        page.wait_for_selector("text=This domain belongs to Gmail")
        assert page.input_value("#id_imap_host") == "imap.gmail.com"
        page.fill("#id_imap_host", "127.0.0.1")
        page.fill("#id_imap_port", str(server.port))
        page.select_option("#id_imap_security", "none")
        page.fill("#id_imap_user", "help")
        page.fill("#id_imap_password", "wrong")
        page.press("#id_imap_password", "Tab")
        tried.get_by_text("The server does not know this password.").wait_for()
        page.fill("#id_imap_password", "geheim")
        page.press("#id_imap_password", "Tab")
        tried.get_by_text("Connected. 1 mail in INBOX.").wait_for()
        page.locator("#id_polling").check(force=True)
        page.click("button:has-text('Save')")
        page.wait_for_selector("text=I have it")
        assert Mailbox.objects.get().imap_password == "geheim"
        tasks.poll_mailboxes()
    assert bytes(RawInbound.objects.get().body).endswith(b"The app hangs.")
