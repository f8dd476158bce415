"""Whatever one of two agents does, the other sends no answer over it unseen and loses no word, however long it was ago."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.conftest import let_in
from tickets import tasks
from tickets.actions.bulk import runs
from tickets.actions.verbs import VERBS
from tickets.models import Draft, Event, Message, Ticket
from tickets.models.preferences import Preferences

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
WORDS = "It cannot be fixed."
POLL = 5  # seconds between two looks of a page without a chat
GAPS = [8, pytest.param(1, marks=pytest.mark.bench), pytest.param(70, marks=pytest.mark.bench)]
STOPS = {"reply", "note", "resolve", "merge", "bulk"}  # what makes an answer that has not seen it wrong


def does(what, ticket, ana):
    """What Ana does meanwhile."""
    now = timezone.now()
    if what == "reply":
        make.do("reply", ticket, by=ana, at=now, text="It is fixed.")
    elif what == "note":
        make.do("note", ticket, by=ana, at=now, text="Do not promise anything.")
    elif what == "resolve":
        make.do("resolve", ticket, by=ana, at=now, text="It is solved.")
    elif what == "assign":
        make.do("assign", ticket, by=ana, at=now, to=ana)
    elif what == "merge":
        into = make.ticket(now - timedelta(minutes=5), "The same.", email="mia@example.com")
        make.do("merge", ticket, by=ana, at=now, into=into)
    else:
        run = runs.choose("reply", Ticket.objects.filter(pk=ticket.pk), by=ana, at=now)
        runs.ask(run, VERBS["reply"](text="We know, and work on it."), now)
        tasks.bulk()
        runs.start(run, timezone.now())
        tasks.bulk()


def is_there(page, selector):
    """A page that told itself anew may offer it no more: what is resolved cannot be resolved."""
    return page.locator(selector).count() > 0


def answers(page):
    if is_there(page, "#composer [data-send]"):
        page.click("#composer [data-send]")


def notes(page):
    if is_there(page, "#composer [data-key=n]"):
        page.click("#composer [data-key=n]")
        page.click("#composer [data-note]")


def resolves(page):
    if is_there(page, ".d-actions [data-key=e]"):
        page.click(".d-actions [data-key=e]")
        page.fill("details[open] [name=text]", "It is over.")
        page.click("details[open] button[type=submit]")


def assigns(page):
    if is_there(page, ".d-actions [data-key=a]"):
        page.click(".d-actions [data-key=a]")
        page.select_option("details[open] select[name=to]", "ben")
        page.click("details[open] button[type=submit]")


def merges(page):
    older = Ticket.objects.earliest("pk").pk
    page.goto(f"{page.url.partition('change/')[0]}join/?into={older}")
    if is_there(page, ".d-effect button[type=submit]"):
        page.click(".d-effect button[type=submit]")


def bulk(page):
    number = page.url.partition("/ticket/")[2].partition("/")[0]
    page.goto(page.url.partition("ticket/")[0] + "ticket/?view=everything")
    if is_there(page, f"#t{number} input[type=checkbox]"):
        page.check(f"#t{number} input[type=checkbox]")
        page.click("#bulk [value=snooze]")


SECOND = {"reply": answers, "note": notes, "resolve": resolves, "assign": assigns, "merge": merges, "bulk": bulk}


@pytest.fixture
def ben(browser, live_server):
    """Ben's browser; its clock moves when it is told to."""
    make.desk()
    person = make.person("ben", is_staff=True)
    Preferences.objects.create(person=person, undo_seconds=0)
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = let_in(context, person, live_server.url).new_page()
    page.clock.install()
    return page


def passes(page, seconds):
    """The page's own clock goes on by so much, and each of its looks is answered before it goes on."""
    for _ in range(seconds // POLL):
        with page.expect_response("**/live/"):
            page.clock.run_for(POLL * 1000)
    page.clock.run_for(seconds % POLL * 1000)


def is_kept(page, ticket, person):
    """Whether his words are somewhere: in the composer, in his draft, or said."""
    box = page.locator("#composer-text")
    return (
        (box.count() and WORDS in box.input_value())
        or Draft.objects.filter(person=person, text__contains=WORDS).exists()
        or Message.objects.filter(author=person, text=WORDS).exists()
    )


@pytest.mark.parametrize("gap", GAPS)
def test_nothing_goes_out_over_what_its_writer_has_not_seen_and_no_word_is_lost(ben, live_server, gap):
    ana, person = make.person("ana", is_staff=True), make.person("ben")
    make.ticket(timezone.now() - timedelta(hours=2), "An older question.", email="leo@example.org")
    over, lost = [], []
    for first, second in product(("reply", "note", "resolve", "assign", "merge", "bulk"), SECOND):
        ticket = make.ticket(timezone.now() - timedelta(hours=1), "It hangs.", email=f"{first}{second}@example.com")
        ben.goto(f"{live_server.url}/admin/tickets/ticket/{ticket.pk}/change/")
        ben.fill("#composer-text", WORDS)
        ben.clock.run_for(2_000)
        ben.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
        does(first, ticket, ana)
        passes(ben, gap)
        SECOND[second](ben)
        ben.wait_for_load_state("networkidle")
        his = Message.objects.filter(author=person, ticket=ticket.pk, direction="out")
        if first in STOPS and second in ("reply", "resolve") and his.exists():
            over.append((first, second))
        if not is_kept(ben, ticket, person):
            lost.append((first, second))
        Draft.objects.all().delete()
        ben.evaluate("localStorage.clear()")
    assert (over, lost) == ([], [])
    assert Event.objects.filter(kind="merge").count() > len(SECOND)  # the pairs were played
