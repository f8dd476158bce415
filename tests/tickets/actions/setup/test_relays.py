"""Who may mark an address as a form or a relay, and what becomes of the file that it was on."""

import pytest

from tests import make
from tests.make import WEDNESDAY
from tickets.actions.record import Invalid
from tickets.actions.setup import relays
from tickets.models import Identity, IdentityChange, Relay
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    return make.person("lea", "team_lead")


def test_an_agent_marks_nothing_and_who_leads_does(lea):
    with pytest.raises(Denied):
        relays.mark("web@shop.example", "form", by=make.person("ana"), at=WEDNESDAY)
    row = relays.mark(" Web@XN--BCHER-KVA.example ", "form", by=lea, at=WEDNESDAY)
    assert (row.address, row.decided_by, row.decided_at) == ("web@bücher.example", lea, WEDNESDAY)
    assert relays.kind_of("web@bücher.example") == "form"


def test_what_is_no_address_is_refused(lea):
    with pytest.raises(Invalid, match="no email address"):
        relays.mark("the shop", "form", by=lea, at=WEDNESDAY)


def test_whoever_had_it_on_file_is_not_known_by_it_any_more_and_their_links_end(lea):
    ticket = make.ticket(email="web@shop.example")
    before = ticket.link_version
    relays.mark("web@shop.example", "form", by=lea, at=WEDNESDAY)
    ticket.refresh_from_db()
    assert Identity.objects.get().shared
    assert IdentityChange.objects.get().by == lea
    assert ticket.link_version > before


def test_a_suggestion_forgets_whom_it_named_once_it_is_decided(lea):
    for name in ("ines", "otto", "emma"):
        relays.notice("web@shop.example", f"{name}@example.com")
    assert Relay.objects.get().kind == "suggested"
    assert relays.kind_of("web@shop.example") == ""
    relays.mark("web@shop.example", "neither", by=lea, at=WEDNESDAY)
    assert Relay.objects.get().writers == []
    relays.notice("web@shop.example", "lena@example.com")
    assert Relay.objects.get().writers == []
