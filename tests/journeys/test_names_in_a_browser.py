"""An agent follows a ticket by a key and names a colleague in a note: by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.setup import people
from tickets.models import Follow, Mention
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]


def test_a_key_follows_and_an_at_in_a_note_offers_names(page, live_server):
    make.desk()
    told = InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "It hangs.")
    ticket = receive(told, at=timezone.now() - timedelta(hours=1)).ticket
    _, password = people.create_person(by=COMMAND, username="ana", role="agent")
    for name, first, last in (("ben", "Ben", "Bauer"), ("bea.k", "Bea", "Kowalski"), ("rolf", "Rolf", "Amsel")):
        people.create_person(by=COMMAND, username=name, role="agent", first_name=first, last_name=last)
    path = f"/admin/tickets/ticket/{ticket.pk}/change/"
    page.goto(f"{live_server.url}{path}")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"**{path}", wait_until="load")
    page.locator("[data-follow] >> text=Follow").wait_for()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("f")
    page.locator("[data-follow][aria-pressed=true]").wait_for()
    page.get_by_role("button", name="Note", exact=True).click()
    text = page.locator("#composer-text")
    text.press_sequentially("Please ask @b")
    options = page.locator("#name-list [role=option]")
    options.nth(1).wait_for()
    assert options.all_inner_texts() == ["Bea Kowalski\n@bea.k", "Ben Bauer\n@ben"]
    assert text.get_attribute("aria-activedescendant") == "name-0"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert text.input_value() == "Please ask @ben "
    text.press_sequentially("or @ams")  # by a part of what somebody is called
    options.first.wait_for()
    page.keyboard.press("Escape")
    assert options.first.is_hidden()
    assert text.input_value() == "Please ask @ben or @ams"
    page.get_by_role("button", name="Save the note").click()
    page.locator(".d-entry >> text=Please ask @ben or @ams").or_(
        page.get_by_text("Please ask @ben or @ams")
    ).last.wait_for()
    assert Mention.objects.get().person.username == "ben"
    assert set(Follow.objects.values_list("person__username", flat=True)) == {"ana", "ben"}
