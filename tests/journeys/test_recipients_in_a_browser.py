"""Who gets an answer, by hand: chips that are taken off, added, kept with the draft and sent, and what is no address stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.setup import people
from tickets.models import Message
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]


@pytest.fixture
def desk(page, live_server):
    """Ana's page of a ticket whose mail had Boss in copy."""
    make.desk()
    copied = ("boss@example.com", "tom@example.com")
    ticket = make.ticket(timezone.now() - timedelta(hours=1), name="Mia", cc=copied, copied=copied)
    _, password = people.create_person(by=COMMAND, username="ana", role="agent")
    path = f"/admin/tickets/ticket/{ticket.pk}/change/"
    page.goto(f"{live_server.url}{path}")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"**{path}", wait_until="load")
    return page


def chips(desk, name):
    return desk.locator(f"[data-line={name}] .d-chip input").evaluate_all("all => all.map((one) => one.value)")


def test_chips_are_who_gets_it(desk):
    desk.fill("#composer-text", "We look into it.")
    assert chips(desk, "cc") == ["boss@example.com", "tom@example.com"]
    desk.get_by_role("button", name="Take off boss@example.com").click()
    desk.get_by_label("Add an address to Cc").fill("ines@example.com, no address")
    desk.keyboard.press("Enter")
    assert desk.locator("#cc-trouble").inner_text() == "“no address” is no email address."
    desk.locator("[data-send]").click()  # what is no address goes nowhere
    desk.get_by_label("Add an address to Cc").fill("")
    desk.get_by_role("button", name="Bcc").click()
    desk.get_by_label("Add an address to Bcc").fill("law@example.net")
    with desk.expect_response("**/draft/"):
        desk.keyboard.press("Enter")
    desk.wait_for_timeout(1500)
    desk.reload()
    assert (chips(desk, "cc"), chips(desk, "bcc")) == (["tom@example.com", "ines@example.com"], ["law@example.net"])
    assert not Message.objects.filter(direction="out", automatic=False).exists()
    desk.locator("[data-send]").click()
    desk.locator(".d-ours .d-sub >> text=unseen to law@example.net").wait_for()
    sent = Message.objects.get(direction="out", automatic=False)
    assert (sent.cc, sent.bcc) == (["tom@example.com", "ines@example.com"], ["law@example.net"])
    assert (chips(desk, "cc"), chips(desk, "bcc")) == (["boss@example.com", "tom@example.com"], [])
