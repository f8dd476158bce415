"""A chat in a real browser: from a site's page to the agent's and back, through reloads, cut networks and goodbyes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests import make
from tests.make import SECRET, account
from tests.make import mail as letter
from tickets import tasks
from tickets.actions.setup import people, widgets
from tickets.models import ChannelSession, Message, Ticket, User
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
SECONDS = 1000


@pytest.fixture
def person(db):
    """Ana, who answers, and her password."""
    return people.create_person(by=COMMAND, username="ana", role="agent", first_name="Ana")


class Shopper:
    """Somebody on the site's page."""

    def __init__(self, browser, url, **context):
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, **context)
        self.page = self.context.new_page()
        self.broken = []
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.goto(f"{url}/widget/demo")

    @property
    def chat(self):
        """The frame."""
        return self.page.frame_locator("iframe")

    def open(self):
        """Press the button."""
        self.page.get_by_role("button", name="Chat with us").click()
        return self

    def say(self, text):
        """Write and send."""
        self.chat.get_by_label("Write a message").fill(text)
        self.chat.get_by_label("Send").click()

    def sees(self, text, timeout=30 * SECONDS):
        """Wait until the desk has it, or it came from there."""
        self.chat.locator("li:not(.waits)", has_text=text).first.wait_for(timeout=timeout)

    def cut(self):
        """Nothing gets through to the desk any more, and nothing is on its way."""
        self.page.route("**/messages*", lambda route: route.abort())
        self.chat.locator("#status", has_text="Connection lost").wait_for()
        return self.page

    def lines(self):
        """Everything in the chat that somebody said."""
        return self.chat.locator(".words").all_inner_texts()


@pytest.fixture
def shopper(browser, live_server):
    """A shopper on the page of a site with the chat."""
    account("chat", "demo")
    found = Shopper(browser, live_server.url)
    yield found
    assert found.broken == []


@pytest.fixture
def desk(browser, live_server, person):
    """Ana's browser, signed in, on the newest ticket."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{live_server.url}/admin/tickets/ticket/")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", person[1])
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/tickets/ticket/**")

    def on():
        page.goto(f"{live_server.url}/admin/tickets/ticket/{Ticket.objects.latest('pk').pk}/change/")
        return page

    return on


def answer(page, text):
    """Ana writes where the page would write."""
    page.locator("#composer-text").fill(text)
    page.locator("[data-send]").click()


def test_a_chat_to_the_agents_page_and_back_without_a_reload(shopper, desk):
    shopper.open().say("The app hangs.")
    shopper.sees("The app hangs.")
    page = desk()
    page.locator("#composer-text").fill("Half a sen")
    shopper.say("It is a Pixel 7.")
    page.locator(".d-history >> text=It is a Pixel 7.").wait_for(timeout=2 * SECONDS + 3 * SECONDS)
    assert page.locator("#live button").inner_text() == "1 new entry"
    assert page.locator("#composer-text").input_value() == "Half a sen"

    shopper.chat.get_by_label("Write a message").press_sequentially("And")
    page.locator(".d-dots").wait_for()
    page.locator("#composer-text").press_sequentially("tence")
    shopper.chat.locator("#dots").wait_for()

    page.click("#live button")  # seen: the answer may be sent over it
    answer(page, "We will check.")
    shopper.sees("We will check.")
    assert Message.objects.get(text="We will check.").channel == "chat"
    shopper.chat.locator("#dots").wait_for(state="hidden")
    assert shopper.lines() == ["The app hangs.", "It is a Pixel 7.", "We will check."]


def test_a_file_and_a_reload(shopper, desk, tmp_path):
    (tmp_path / "log.txt").write_text("what happened")
    shopper.open().say("Look.")
    shopper.sees("Look.")
    shopper.chat.locator("#files").set_input_files(tmp_path / "log.txt")
    shopper.sees("log.txt")
    page = desk()
    page.locator(".d-history >> text=log.txt").wait_for()

    shopper.page.reload()
    shopper.sees("log.txt")
    assert shopper.lines() == ["Look."]
    with shopper.page.expect_download() as saved:
        shopper.chat.get_by_role("button", name=re.compile("log.txt")).click()
    assert saved.value.path().read_text() == "what happened"


def test_the_network_is_cut_and_restored_without_loss_or_doubles(shopper, desk, person):
    shopper.open().say("One.")
    shopper.sees("One.")
    shopper.context.set_offline(True)
    shopper.say("Two.")
    shopper.say("Three.")
    shopper.chat.locator("#status", has_text="Connection lost").wait_for()
    make.do("reply", Ticket.objects.get(), by=person[0], at=timezone.now(), text="Are you there?", channel="chat")
    shopper.context.set_offline(False)
    shopper.sees("Three.")
    shopper.sees("Are you there?")
    shopper.chat.locator("#status", has_text="Connection lost").wait_for(state="hidden")
    assert sorted(shopper.lines()) == ["Are you there?", "One.", "Three.", "Two."]
    assert list(Message.objects.filter(direction="in").order_by("pk").values_list("text", flat=True)) == [
        "One.",
        "Two.",
        "Three.",
    ]


def test_what_was_written_without_a_network_survives_a_reload(shopper):
    shopper.open().say("One.")
    shopper.sees("One.")
    shopper.cut()
    shopper.say("Two.")
    shopper.page.unroute("**/messages*")
    shopper.page.reload()
    shopper.sees("Two.")
    shopper.sees("One.")
    assert shopper.lines() == ["One.", "Two."]
    assert Message.objects.count() == 2


def test_who_leaves_gets_the_answer_by_mail_and_their_reply_lands_in_the_ticket(shopper, desk, live_server):
    _, secret = account("email", "support", address="support@example.org")
    shopper.open().say("The app hangs.")
    shopper.sees("The app hangs.")
    page = desk()
    page.focus("#composer-text")  # the composer is one line high until somebody writes
    page.click(".d-tool:has-text('Promise')")
    page.fill('[name="promise.text"]', "check and get back to you")
    answer(page, "We will check.")
    shopper.chat.locator(".promise", has_text="Ana promised").wait_for()
    shopper.chat.get_by_label("Email address").fill("mia@example.com")
    shopper.chat.get_by_role("button", name="Save").click()
    shopper.chat.get_by_text("we answer to mia@example.com").last.wait_for()

    shopper.cut().close()
    ChannelSession.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    page.locator("[data-whereabouts]", has_text="left 3 min ago: goes by email to mia@example.com").wait_for()
    answer(page, "It is fixed in 4.2.1.")
    page.locator(".d-history >> text=It is fixed in 4.2.1.").wait_for()
    tasks.deliver()
    (sent,) = [found for found in mail.outbox if "It is fixed in 4.2.1." in found.body]
    assert sent.to == ["mia@example.com"]

    reply = letter("Works, but slowly.", sender="mia@example.com", in_reply_to=sent.extra_headers["Message-ID"])
    url = "/api/v1/channels/email/support"
    taken = Client().post(url, reply, content_type="message/rfc822", headers={SECRET: secret[SECRET]})
    assert taken.status_code == 202
    tasks.process_inbound()
    page.locator(".d-history >> text=Works, but slowly.").wait_for()
    assert Ticket.objects.count() == 1


class Tab(Shopper):
    """One more page of the same browser."""

    def __init__(self, first):
        self.context, self.broken = first.context, first.broken
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.goto(first.page.url)


def one_chat(*tabs):
    """Every word is shown in every tab, and all of it is one conversation and one ticket."""
    for tab in tabs:
        for said in ("It hangs.", "On every start."):
            tab.sees(said)
    assert [sorted(tab.lines()) for tab in tabs] == [["It hangs.", "On every start."]] * len(tabs)
    assert (Ticket.objects.count(), ChannelSession.objects.count(), Message.objects.count()) == (1, 1, 2)
    assert len({*Message.objects.values_list("session", flat=True)}) == 1


def test_the_first_tab_writes_first_and_then_the_second(shopper):
    shopper.open().say("It hangs.")
    shopper.sees("It hangs.")
    second = Tab(shopper)  # opened after: the chat is open there as well
    second.sees("It hangs.")
    second.say("On every start.")
    one_chat(shopper, second)


def test_a_tab_that_was_open_before_the_first_word_goes_on_with_that_chat(shopper):
    second = Tab(shopper).open()
    shopper.open().say("It hangs.")
    second.sees("It hangs.")
    second.say("On every start.")
    one_chat(shopper, second)


def test_both_tabs_write_their_first_words_at_the_same_moment(shopper):
    tabs = [Tab(shopper).open(), shopper.open()]
    held = []
    shopper.context.route("**/chat/demo/sessions", lambda route: held.append(route))
    for tab, said in zip(tabs, ["It hangs.", "On every start."], strict=True):
        tab.say(said)
    while len(held) < len(tabs):  # both are on their way before either is answered
        shopper.page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    one_chat(*tabs)


def test_what_one_tab_could_not_send_the_other_sends(shopper):
    second = Tab(shopper).open()
    shopper.open().say("It hangs.")
    second.sees("It hangs.")
    shopper.cut()
    shopper.say("On every start.")
    shopper.page.close()
    second.sees("On every start.")
    one_chat(second)


def test_a_new_chat_after_the_end_is_in_both_tabs_and_of_another_browsers_key(shopper):
    second = Tab(shopper).open()
    shopper.open().say("It hangs.")
    second.sees("It hangs.")
    shopper.chat.get_by_role("button", name="End chat").click()
    shopper.chat.get_by_role("button", name="End without").click()
    second.chat.get_by_text("You ended this chat.").wait_for()
    shopper.chat.get_by_role("button", name="Start a new chat").click()
    shopper.say("Something else.")
    shopper.sees("Something else.")
    second.sees("Something else.")
    assert [tab.lines() for tab in (shopper, second)] == [["Something else."]] * 2
    assert ChannelSession.objects.values("opener").distinct().count() == 2


def test_the_question_is_a_card_with_two_buttons_and_a_click_is_the_visitors_answer(shopper, person):
    shopper.open().say("It hangs.")
    shopper.sees("It hangs.")
    ticket = Ticket.objects.get()
    make.do("reply", ticket, by=person[0], at=timezone.now(), text="It is fixed.", then="resolve")
    card = shopper.chat.locator(".solved", has_text="Is it solved?")
    card.wait_for()
    shopper.page.reload()
    card.get_by_role("button", name="No, not yet").wait_for()
    yes = card.get_by_role("button", name="Yes, it is solved")
    yes.dblclick()
    card.get_by_role("button").first.wait_for(state="hidden")
    assert "Yes, it is solved" in card.inner_text()
    assert shopper.chat.locator("#text").evaluate("box => box === document.activeElement")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.loop) == ("resolved", "confirmed")
    assert ticket.events.filter(kind="confirm").count() == 1
    shopper.page.reload()
    card.wait_for()
    assert card.get_by_role("button").count() == 0


def test_no_not_yet_opens_it_again(shopper, person):
    shopper.open().say("It hangs.")
    shopper.sees("It hangs.")
    ticket = Ticket.objects.get()
    make.do("reply", ticket, by=person[0], at=timezone.now(), text="It is fixed.", then="resolve")
    shopper.chat.get_by_role("button", name="No, not yet").click()
    shopper.chat.locator(".solved", has_text="No, not yet").get_by_role("button").first.wait_for(state="hidden")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.loop, ticket.reopens) == ("open", "disputed", 1)
    make.do("reply", ticket, by=person[0], at=timezone.now(), text="Now it is.", then="resolve")
    shopper.sees("Now it is.")
    shopper.chat.get_by_role("button", name="Yes, it is solved").wait_for()
    assert shopper.chat.locator(".solved").count() == 1


def test_by_keyboard_alone_and_back_to_the_page(shopper):
    button = shopper.page.get_by_role("button", name="Chat with us")
    button.focus()
    shopper.page.keyboard.press("Enter")
    box = shopper.chat.get_by_label("Write a message")
    shopper.chat.locator("#text:focus").wait_for()
    shopper.page.keyboard.type("Hello")
    shopper.page.keyboard.press("Enter")
    shopper.sees("Hello")
    for _ in range(20):  # more than there are stops: the focus stays inside
        shopper.page.keyboard.press("Tab")
        assert shopper.page.evaluate("document.activeElement.shadowRoot?.activeElement?.tagName") == "IFRAME"
    box.focus()
    shopper.page.keyboard.press("Escape")
    button.wait_for()
    assert shopper.page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "BUTTON"


def test_an_answer_while_it_is_minimised_is_counted_on_the_button(shopper, person):
    shopper.open().say("The app hangs.")
    shopper.sees("The app hangs.")
    shopper.chat.get_by_label("Minimise").click()
    make.do("reply", Ticket.objects.get(), by=person[0], at=timezone.now(), text="Fixed.", channel="chat")
    shopper.page.get_by_role("button", name="Chat with us (1)").click()
    shopper.sees("Fixed.")


def test_the_end_and_a_new_beginning(shopper):
    shopper.open().say("The app hangs.")
    shopper.sees("The app hangs.")
    shopper.chat.get_by_role("button", name="End chat").click()
    shopper.chat.get_by_role("button", name="End without").click()
    shopper.chat.get_by_text("You ended this chat.").wait_for()
    assert ChannelSession.objects.get().ended_at is not None
    shopper.chat.get_by_role("button", name="Start a new chat").click()
    shopper.say("Something else.")
    shopper.sees("Something else.")
    assert ChannelSession.objects.count() == 2
    assert shopper.lines() == ["Something else."]


def test_a_site_in_another_language_and_colour(browser, live_server, person):
    root = User.objects.create(username="root", role="administrator", is_superuser=True)
    row = account("chat", "demo")[0]
    basics = {"name": "Chat", "title": "", "colour": "#f5c542", "team": None, "active": True}
    widgets.change_widget(row, by=root, origins=[], **basics)
    shopper = Shopper(browser, live_server.url, locale="de-DE", color_scheme="dark")
    shopper.page.evaluate("document.documentElement.lang = 'de'")
    shopper.page.route(
        "**/widget/demo",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<html lang="de"><body><script src="/widget/demo.js" async></script></body></html>',
        ),
    )
    shopper.page.reload()
    shopper.page.get_by_role("button", name="Chat mit uns").click()
    shopper.chat.get_by_label("Nachricht schreiben").wait_for()
    header = shopper.chat.locator("header")
    assert header.evaluate("(e) => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    assert shopper.broken == []
