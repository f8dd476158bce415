"""What a manager asks in the morning, answered by clicking from /reports/ alone; each answer is at most four clicks away."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.setup import people
from tickets.models import Team, Ticket
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
MANY = 32  # of fewer than 30 nothing is called more than noise


class Clicks:
    """A person who counts what they press and choose."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, what, within=None):
        self.count += 1
        (within or self.page).get_by_role("link", name=what).first.click()

    def choose(self, name, label):
        """A list is opened and an entry chosen in one go, as on a phone and by keyboard."""
        self.count += 1
        self.page.select_option(f"select[name={name}]", label=label)

    def show(self):
        self.count += 1
        self.page.get_by_role("button", name="Show").click()


@pytest.fixture(autouse=True)
def desk():
    """Last week the team Workshop broke a promise, and nobody's team another; chats were answered more slowly than four weeks before."""
    make.desk()
    now = timezone.now()
    today = now.astimezone(ZoneInfo("Europe/Berlin")).date()
    tuesday = today - timedelta(days=today.weekday() + 6)
    lines = [
        *promised("P", tuesday, "a new lamp"),
        *promised("Q", tuesday, "a new shade"),
        *promised("R", tuesday - timedelta(days=7), "a new cord"),
        *chats("now", tuesday, 14),
        *chats("then", tuesday - timedelta(days=28), 11),
    ]
    make.take(lines, when=now)
    team = Team.objects.create(name="Workshop")
    for ticket in Ticket.objects.filter(source_key__in=["P", "R"]):
        make.do("assign", ticket, by=make.person("boss", "manager"), at=now - timedelta(hours=1), team=team)


def moment(day, hour):
    return datetime.combine(day, time(hour), ZoneInfo("Europe/Berlin")).isoformat()


def line(key, day, hour, kind, **more):
    return {"id": f"{key} {kind} {day} {hour}", "ticket": key, "at": moment(day, hour), "kind": kind, **more}


def promised(key, day, what):
    """A promise for the day after that was not kept: the customer was only answered, a day late."""
    yield line(key, day, 10, "contact", channel="email", subject="The lamp flickers", email=f"{key}@example.com")
    yield line(key, day, 11, "answer", by="ana", channel="email")
    yield line(key, day, 11, "promise", by="ana", text=what, due_at=moment(day + timedelta(days=1), 10))
    yield line(key, day + timedelta(days=2), 10, "answer", by="ana", channel="email")


def chats(key, day, answered):
    for number in range(MANY):
        ticket = f"{key} {number}"
        yield line(
            ticket,
            day,
            10,
            "contact",
            channel="chat",
            subject="Where is my parcel?",
            email=f"{key}{number}@example.com",
        )
        yield line(ticket, day, answered, "answer", by="ana", channel="chat")


@pytest.fixture
def vera(browser, live_server):
    """A manager who has signed in and opened the first page."""
    _, password = people.create_person(by=COMMAND, username="vera", role="manager")
    page = browser.new_page(viewport={"width": 1440, "height": 1200})
    page.goto(f"{live_server.url}/reports/")
    page.fill("input[name=username]", "vera")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.get_by_role("heading", name="Time to resolution").wait_for()
    return Clicks(page)


def test_which_promises_did_the_workshop_break_last_week_and_why(vera):
    vera.choose("team", "Workshop")
    vera.show()
    vera.press("Last week")
    vera.press("1 broken")
    vera.page.locator(".r-promises").first.wait_for()
    (told,) = vera.page.locator(".r-promises").all_inner_texts()
    for said in ("Due ", "a new lamp", "Answered or resolved at", "8 h 00 min late", "without keeping it", "Explain"):
        assert said in told
    assert vera.count == 4
    vera.press("Explain the promise")  # line by line, for who wants the sum too
    assert "a new lamp" in vera.page.get_by_role("main").inner_text()


def test_is_first_response_on_chat_worse_than_a_month_ago_beyond_noise(vera):
    vera.choose("channel", "Chat")
    vera.show()
    tile = vera.page.locator("section[aria-labelledby=first-response]")
    assert "4 h 00 min" in tile.inner_text()
    assert "3 h 00 min longer: worse, more than noise" in tile.inner_text()
    assert vera.count == 2


def test_where_do_tickets_wait_longest(vera):
    vera.press("Reports", vera.page.get_by_role("navigation"))
    vera.press("Where the time went")
    said = vera.page.locator(".r-heads > div", has_text="Most of the time went to").inner_text()
    assert "The customer" in said
    assert vera.count == 2


def test_which_customers_are_at_risk_today(vera):
    vera.press("Reports", vera.page.get_by_role("navigation"))
    vera.press("Customers", vera.page.get_by_role("main"))
    table = vera.page.get_by_role("region", name="At risk now")
    assert "A broken promise is still owed" in table.inner_text()
    assert vera.count == 2


def test_what_will_breach_before_tomorrow_noon(vera):
    """On a desk that closes at night 24 open hours reach beyond tomorrow noon."""
    asked = timezone.now() - timedelta(minutes=5)
    new = {"id": "new", "ticket": "new", "at": asked.isoformat(), "kind": "contact", "channel": "email"}
    make.take([new | {"subject": "The shade has a crack", "email": "crack@example.com"}], when=timezone.now())
    vera.press("Reports", vera.page.get_by_role("navigation"))
    vera.press("Service levels", vera.page.get_by_role("main"))
    head = vera.page.locator(".r-heads > div", has_text="Due in the next 24 business hours")
    head.wait_for()
    vera.count += 1
    head.get_by_role("link").click()
    vera.page.get_by_role("heading", name="With a target due in the next 24 business hours").wait_for()
    assert "The shade has a crack" in vera.page.get_by_role("main").inner_text()
    assert vera.count == 3
