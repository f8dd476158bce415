"""An agent writes: a promise is taken with its due time, a known fact is confirmed, words of a message become a fact."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.setup import people
from tickets.models import Event, KnownFact, Message, Promise, PromiseOffer
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]


@pytest.fixture
def desk(page, live_server):
    """Ana's page of a ticket of which we know the device."""
    make.desk()
    told = InboundMessage(
        "web", Sender(name="Mia", email="mia@example.com"), "My Fairphone hangs.", facts={"device": "Fairphone 5"}
    )
    ticket = receive(told, at=timezone.now() - timedelta(hours=1)).ticket
    _, password = people.create_person(by=COMMAND, username="ana", role="agent")
    path = f"/admin/tickets/ticket/{ticket.pk}/change/"
    page.goto(f"{live_server.url}{path}")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"**{path}", wait_until="load")
    return page


def test_a_caught_promise_goes_out_with_its_time_and_a_known_fact_is_confirmed(desk):
    desk.fill("#composer-text", "Which device is it? I will call you back by Friday. We will look into the log.")
    desk.get_by_role("button", name="Ask to confirm it instead").click()
    assert desk.input_value("#composer-text").startswith("Is your device still Fairphone 5? I will call you")
    offered = desk.locator("#caught [data-words]")
    assert offered.inner_text() == "“I will call you back by Friday.”"
    desk.get_by_role("button", name="No promise").click()
    desk.locator("#caught >> text=We will look into the log.").wait_for()  # the next one, and not the first again
    desk.get_by_role("button", name="Keep it as a promise").click()
    desk.get_by_role("button", name="In 2 hours").click()
    desk.fill("[name='promise.text']", " ")
    desk.locator("[data-send]").click()
    desk.get_by_role("alert").filter(has_text="Say what is promised, then send.").wait_for()
    assert not Message.objects.filter(direction="out", automatic=False).exists()
    desk.fill("[name='promise.text']", "look into the log")
    desk.locator("[data-send]").click()
    desk.locator(".d-promise >> text=look into the log").first.wait_for()
    due = Promise.objects.get().due_at - timezone.now()
    assert timedelta(minutes=115) < due < timedelta(minutes=121)
    assert [event.data for event in Event.objects.filter(kind="asked")] == [{"facts": ["device"], "verify": True}]
    assert sorted(PromiseOffer.objects.values_list("answer", flat=True)) == ["declined", "taken"]


def test_selected_words_of_a_message_become_a_fact_under_a_known_name(desk):
    desk.locator(".d-said .d-text").first.dblclick(position={"x": 40, "y": 8})
    desk.get_by_role("button", name="Note as a fact").click()
    known = desk.locator("#fact-names option[value=device]")
    known.wait_for(state="attached")
    desk.fill("#name-fact [data-name]", "Phone model")
    desk.get_by_role("button", name="Note it").last.click()
    desk.locator("text=“Phone model” is kept as “device” here.").wait_for()
    newest = KnownFact.objects.latest("pk")
    assert (newest.key, newest.value, newest.message.direction) == ("device", "Fairphone", "in")
    desk.get_by_label("Change: Device").click()
    desk.locator(".d-earlier >> text=Fairphone 5").wait_for()
    desk.get_by_role("button", name="It holds no more").click()
    desk.locator(".d-facts >> text=(may not hold any more)").wait_for()
