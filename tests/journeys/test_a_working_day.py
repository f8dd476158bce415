"""A day's work by keyboard alone: thirty tickets over three channels are answered, noted, promised, handed over and resolved."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests import make
from tests.journeys.conftest import let_in
from tickets.actions.setup import macros
from tickets.models import Message, Promise, Ticket
from tickets.models.preferences import Preferences
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
MANY = 30
CHANNELS = ("email", "chat", "phone")


@pytest.fixture
def opened(browser, live_server):
    """`opened(width, scheme)`: Ana's list of all that is open, with what her browser had to complain about."""
    cache.clear()
    make.desk()
    now = timezone.now()
    ana, _ben = make.person("ana", is_staff=True), make.person("ben", is_staff=True)
    Preferences.objects.create(person=ana, undo_seconds=0)
    macros.create_macro(by=COMMAND, at=now, name="Thank you", text="Thank you, {customer.first_name}.")
    for number in range(MANY):
        came = now - timedelta(minutes=10 + number)
        channel = CHANNELS[number // 6 % 3]
        make.ticket(came, f"Case {number:02}", channel=channel, name="Mia", email=f"mia{number:02}@example.org")

    def open_(width, scheme):
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        page = let_in(context, ana, live_server.url).new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith((live_server.url, "data:", "blob:")) or page.complaints.append(asked.url)
            ),
        )
        page.goto(f"{live_server.url}/admin/tickets/ticket/?view=open")
        return page

    return open_


def keys(page, *pressed):
    for key in pressed:
        page.keyboard.press(key)


def tab_to(page, selector, back=False):
    """Tab until something has the focus, as who has no mouse does."""
    for _ in range(40):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"The Tab key does not lead to {selector}.")


def sends(page):
    keys(page, "Control+Enter")
    page.locator("#said >> text=/Sent|Noted|Logged|Saved/").first.wait_for()
    keys(page, "Escape")


def answers(page):
    keys(page, "r")
    page.keyboard.type("It is fixed in today's version.")
    sends(page)


def notes(page):
    keys(page, "n")
    page.keyboard.type("Look at the log first.")
    keys(page, "Control+Enter")
    page.locator(".d-history >> text=Look at the log first.").wait_for()
    keys(page, "Escape")


def promises(page):
    keys(page, "p")
    page.wait_for_function("document.activeElement.name === 'promise.text'")
    page.keyboard.type("tell you what the log says")
    tab_to(page, "#composer-text", back=True)
    page.keyboard.type("You hear from me.")
    sends(page)


def hands_over(page):
    keys(page, "a")
    page.locator("select[name=to] option[value=ben]").wait_for(state="attached")
    tab_to(page, "select[name=to]")
    page.keyboard.type("ben")
    tab_to(page, "details[open] button[type=submit]")
    keys(page, "Enter")
    page.locator(".d-head >> text=ben").first.wait_for()


def resolves(page):
    keys(page, "e")
    tab_to(page, "details[open] [name=text]")
    page.keyboard.type("It is solved.")
    tab_to(page, "details[open] button[type=submit]")
    keys(page, "Enter")
    page.locator(".d-head >> text=/Resolved|Waiting for/i").first.wait_for()


def chooses_a_macro(page):
    keys(page, "m")
    page.get_by_role("option", name="Thank you").wait_for()
    keys(page, "Enter")
    page.wait_for_function("document.getElementById('composer-text').value.startsWith('Thank you, Mia.')")
    sends(page)


WORK = (answers, notes, promises, hands_over, resolves, chooses_a_macro)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_day_is_worked_without_a_mouse(opened, width, scheme):
    page = opened(width, scheme)
    keys(page, "j", "Enter")
    page.wait_for_url("**/change/**")
    for number in range(MANY):
        page.wait_for_load_state("load")
        before = page.url
        WORK[number % len(WORK)](page)
        if number < MANY - 1:
            keys(page, "j")
            page.wait_for_url(lambda url, before=before: url.partition("?")[0] != before.partition("?")[0])
    done = MANY // len(WORK)
    said = Counter(Message.objects.filter(automatic=False).exclude(direction="in").values_list("text", flat=True))
    assert (
        said["It is fixed in today's version."] == said["Look at the log first."] == said["You hear from me."] == done
    )
    assert said["Thank you, Mia."] == said["It is solved."] == done
    assert Promise.objects.count() == done
    assert Ticket.objects.filter(owner__username="ben").count() == done
    assert Ticket.objects.exclude(resolved_at=None).count() == done
    assert page.complaints == []
