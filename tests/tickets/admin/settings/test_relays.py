"""Whoever leads a team sees what seems to be a form, decides it with one click, and changes the list."""

import pytest

from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.actions.setup import relays
from tickets.models import Relay

ADDRESS = "web@shop.example"


@pytest.fixture
def lea(browser):
    return browser("lea", "team_lead")


@pytest.fixture
def suggested(desk):
    for name in ("ines", "otto", "emma"):
        relays.notice(ADDRESS, f"{name}@example.com")
    return Relay.objects.get()


@pytest.mark.parametrize("kind", ["form", "relay", "neither"])
def test_a_suggestion_is_decided_with_one_click_and_never_comes_back(lea, suggested, kind):
    text = words(lea.get("relay/"))
    assert f"{ADDRESS} seems to write for others: is it a form or a relay?" in text
    assert "Its mails asked to be answered at ines@example.com, otto@example.com, emma@example.com." in text
    assert post(lea, f"relay/{suggested.pk}/change/", press=kind).status_code == 302
    assert "seems to write for others" not in words(lea.get("relay/"))
    suggested.refresh_from_db()
    assert (suggested.kind, suggested.decided_by) == (kind, lea.person)
    assert post(lea, f"relay/{suggested.pk}/change/", press="form").status_code == 404


def test_an_address_is_marked_by_hand_and_taken_back(lea, desk):
    assert post(lea, "relay/add/", address=ADDRESS, kind="form").status_code == 302
    row = Relay.objects.get()
    assert relays.kind_of(ADDRESS) == "form"
    assert post(lea, f"relay/{row.pk}/change/", kind="neither").status_code == 302
    assert relays.kind_of(ADDRESS) == ""


def test_what_is_no_address_is_refused_beside_the_field(lea, desk):
    answer = post(lea, "relay/add/", address="the shop", kind="form")
    assert answer.status_code == 400
    assert "This is no email address." in words(answer)
    assert not Relay.objects.exists()


def test_what_was_seen_once_is_not_listed(lea, desk):
    relays.notice(ADDRESS, "ines@example.com")
    assert ADDRESS not in words(lea.get("relay/"))


def test_an_agent_has_no_such_page_and_no_such_entry(ana, lea, desk):
    assert ana.get("relay/").status_code == 403
    assert "Forms and relays" not in words(ana.get("customer/"))
    assert "Forms and relays" in words(lea.get("customer/"))
