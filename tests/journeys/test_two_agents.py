"""Two agents with one ticket open: no answer is sent over one that its writer has not seen, whatever their page fetched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.setup import people
from tickets.models import Event, Message, Ticket
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
STOPPED = "Nothing was sent yet, because something new came"
POLL = 5  # seconds between two looks of a page without a chat


@pytest.fixture
def ticket():
    message = InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "The app hangs.", "Basket")
    return receive(message, at=timezone.now() - timedelta(hours=1)).ticket


@pytest.fixture
def desk_of(browser, live_server, ticket):
    """Somebody's own browser, signed in, on the ticket; `by_hand`: its clock moves when it is told to."""

    def of(name, *, by_hand=False, **context):
        _, password = people.create_person(by=COMMAND, username=name, role="agent", first_name=name.title())
        page = browser.new_context(viewport={"width": 1440, "height": 1000}, **context).new_page()
        path = f"/admin/tickets/ticket/{ticket.pk}/change/"
        page.goto(f"{live_server.url}{path}")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", password)
        if by_hand:
            page.clock.install()
        page.click("button[type=submit]")
        page.wait_for_url(f"**{path}", wait_until="load")
        return page

    return of


def answers():
    return list(Message.objects.filter(direction="out", automatic=False).order_by("pk").values_list("text", flat=True))


def send(page):
    page.click("#composer [data-send]")


def is_stopped(page):
    """What came is there and marked, the words are kept, one sentence says why, and nothing was sent."""
    page.locator(f"text={STOPPED}").first.wait_for()
    page.locator(".d-history .d-new >> text=It is fixed.").wait_for()
    assert page.input_value("#composer-text") == "It cannot be fixed."
    assert answers() == ["It is fixed."]


def let_it_be_read(page):
    newest = Event.objects.filter(ticket=Ticket.objects.get()).latest("pk").pk
    page.wait_for_function(f"document.querySelector('#composer input[name=seen]').value >= {newest}")


def wait(page, seconds):
    page.wait_for_timeout(seconds * 1000)


def wait_by_hand(page, seconds):
    """The page's own clock goes on by so much, and each of its looks is answered before it goes on."""
    for _ in range(seconds // POLL):
        with page.expect_response("**/live/"):
            page.clock.run_for(POLL * 1000)


@pytest.mark.parametrize(
    ("gap", "pass_time", "by_hand"), [(1, wait, False), (8, wait, False), (70, wait_by_hand, True)]
)
def test_the_second_answer_waits_until_its_writer_has_seen_the_first(desk_of, gap, pass_time, by_hand):
    ana, ben = desk_of("ana"), desk_of("ben", by_hand=by_hand)
    ben.fill("#composer-text", "It cannot be fixed.")
    ana.fill("#composer-text", "It is fixed.")
    send(ana)
    ana.wait_for_selector(".d-ours >> text=It is fixed.")
    pass_time(ben, gap)
    send(ben)
    is_stopped(ben)
    if by_hand:
        ben.clock.run_for(2_000)
    let_it_be_read(ben)
    send(ben)
    ben.wait_for_selector(".d-ours >> text=It cannot be fixed.")
    assert answers() == ["It is fixed.", "It cannot be fixed."]


def test_two_presses_one_after_the_other_are_no_look(desk_of):
    ana, ben = desk_of("ana"), desk_of("ben")
    ben.fill("#composer-text", "It cannot be fixed.")
    ana.fill("#composer-text", "It is fixed.")
    send(ana)
    ben.locator("#live button:visible").wait_for()
    ben.locator("#composer-text").press("Control+Enter")
    ben.locator("#composer-text").press("Control+Enter")
    is_stopped(ben)


def test_a_customers_new_message_counts_the_same_way(desk_of, ticket):
    ben = desk_of("ben")
    ben.fill("#composer-text", "Please send a picture.")
    receive(
        InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "It works again.", proven=True),
        at=timezone.now(),
    )
    ben.locator(".d-history .d-new >> text=It works again.").wait_for()
    wait(ben, 2)  # in sight all the while: but what is typed answers what was there before
    send(ben)
    ben.locator(f"#refused >> text={STOPPED}").wait_for()
    assert answers() == []
    let_it_be_read(ben)
    send(ben)
    ben.wait_for_selector(".d-ours >> text=Please send a picture.")


def test_what_was_read_before_a_word_was_typed_stops_nobody(desk_of):
    ana, ben = desk_of("ana"), desk_of("ben")
    ana.fill("#composer-text", "It is fixed.")
    send(ana)
    ben.locator(".d-history .d-new >> text=It is fixed.").wait_for()
    ben.locator("#live button").wait_for(state="hidden")
    ben.fill("#composer-text", "And it stays fixed.")
    send(ben)
    ben.wait_for_selector(".d-ours >> text=And it stays fixed.")
    assert answers() == ["It is fixed.", "And it stays fixed."]


def test_files_are_kept_while_it_is_stopped(desk_of):
    ana, ben = desk_of("ana"), desk_of("ben")
    ben.fill("#composer-text", "It cannot be fixed.")
    ben.set_input_files("#composer input[type=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"why"})
    ana.fill("#composer-text", "It is fixed.")
    send(ana)
    ben.locator("#live button:visible").wait_for()
    send(ben)
    is_stopped(ben)
    let_it_be_read(ben)
    send(ben)
    ben.wait_for_selector(".d-ours .d-file >> text=a.txt")
