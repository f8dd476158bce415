"""Every page of the desk that an administrator may open, empty and full: nothing to find for axe-core, no error in the console, no
violation of the policy, nothing from elsewhere, and every icon is one.
"""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from tests import make
from tests.tickets import test_permissions
from tests.tickets.test_permissions import ROLES, TABLE
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people as setup
from tickets.models import FactName, FirstStep, User
from tickets.rules.access import ADMINISTRATOR, COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
people, rows, ticket = test_permissions.people, test_permissions.rows, test_permissions.ticket  # the same of everything
# What a script or a tag fetches, what leads elsewhere, and what is no page.
NO_PAGES = re.compile(
    r"logout|jsi18n|autocomplete|search/|/r/|live/|ringing/|palette/|changed/|rows/|filters/|keys/|alerts/|assignees/|macros/$|"
    r"promise-times|fact-names|attributes/|people/|signature/|attachment|source/|delete/|(?<!mailbox/<path:object_id>/)history/|/next/|/previous/|login/|password/|bulk/|url>|"
    r"app_label|^admin/[a-z]+/[a-z]+/<path:object_id>/$"
)
READY = "() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))"
WORDS_FOR_ICONS = """() => [...document.querySelectorAll(".material-symbols-outlined")]
    .filter((icon) => icon.scrollWidth > 1.5 * parseFloat(getComputedStyle(icon).fontSize)).map((icon) => icon.textContent)"""


def pages(*, empty):
    """The desk's addresses that an administrator opens by GET; on an empty desk those of lists."""
    for row, met in TABLE.items():
        method, _, route = row.partition(" ")
        opens = method == "GET" and route.startswith("admin/") and met[ROLES.index(ADMINISTRATOR)] == "i"
        if opens and not NO_PAGES.search(route) and not (empty and ("<" in route or route.endswith("add/"))):
            yield route


def filled(route, ticket, other):
    """The address with numbers of rows that are there."""
    model = re.match(r"admin/(tickets|axes)/(\w+)/<", route)
    pk = apps.get_model(*model.groups()).objects.order_by("pk").first().pk if model else ticket.pk
    pk = ticket.pk if "tickets/ticket/" in route else pk
    said = {
        "join/": f"?into={other.pk}",
        "split/": f"?messages={ticket.messages.filter(direction='in').latest('pk').pk}",
    }
    said["merge/"] = f"?into={other.customer_id}"
    end = next((end for end in said if route.endswith(f"<int:pk>/{end}")), None)
    return re.sub(r"<[^>]+>", str(pk), route) + (said[end] if end else "")


@pytest.fixture
def walk(browser, live_server):
    """`walk(addresses)`: signs an administrator in, opens each page and gives what is wrong with them, a line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    _clara, password = setup.create_person(by=COMMAND, username="clara", role="administrator")
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    wrong = []
    page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda asked: wrong.append(f"elsewhere: {asked.url}") if is_elsewhere(asked.url) else None)

    def is_elsewhere(url):
        return not url.startswith((live_server.url, "data:", "blob:"))

    def look(address):
        answer = page.goto(f"{live_server.url}/{address}")
        page.evaluate(READY)
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        wrong.extend(f"no icon: {word}" for word in map(str.strip, page.evaluate(WORDS_FOR_ICONS)))
        violations = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        wrong.extend(f"{v['impact']} {v['id']}: {node['html'][:160]}" for v in violations for node in v["nodes"])

    def over(addresses):
        page.goto(f"{live_server.url}/admin/login/")
        page.fill("input[name=username]", "clara")
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        found = {}
        for address in addresses:
            wrong.clear()
            look(address)
            if wrong:
                found[address] = list(dict.fromkeys(wrong))
        return found

    return over


@pytest.fixture
def full(rows, ticket, people):
    """Something of everything, and a ticket with all that its page can show; gives it, and another."""
    at, ana = timezone.now(), people["agent"]
    other = make.ticket(at - timedelta(hours=2), "Where is my parcel?", email="leo@example.org", name="Leo")
    make.do("assign", ticket, by=ana, at=at, to=ana)
    promise = PromiseGiven("A fix", at + timedelta(hours=2))
    make.do("reply", ticket, by=ana, at=at, text="We look.", promise=promise)
    make.receive(at, "And my invoice is wrong: serial 12.", ticket=ticket, channel="web", proven=True)
    make.do("note", ticket, by=ana, at=at, text="@clara, do you know it?")
    make.do("facts", ticket, by=ana, at=at, facts={"serial": "12"})
    make.do("link", ticket, by=ana, at=at, to=other)
    make.do("tag", ticket, by=ana, at=at, add=["billing"], remove=[])
    FactName.objects.create(key="serial")
    return ticket, other


def test_a_full_desk(walk, full):
    clara = User.objects.get(username="clara")
    FirstStep.objects.create(name="hours", ok=False, told="Closed, and it never opens.", by=clara, at=timezone.now())
    make.do("assign", full[0], by=clara, at=timezone.now(), to=clara)
    assert walk(filled(route, *full) for route in pages(empty=False)) == {}


def test_an_empty_desk(walk):
    assert walk(pages(empty=True)) == {}
