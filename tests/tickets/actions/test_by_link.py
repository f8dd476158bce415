"""What a customer does by a link, and what a receipt is not worth."""

import pytest

from tests import make
from tickets.actions import by_link
from tickets.models import Event, Feedback, Identity, KnownFact, Message, tokens
from tickets.models.tokens import OpenedToken
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden
from tickets.rules.showing import Holder

pytestmark = pytest.mark.django_db
NOW = make.at("6 11:00")


@pytest.fixture
def ticket():
    """Resolved on Thursday at ten, and asked whether it is."""
    make.desk()
    return make.resolved(make.ticket("5 10:00"), "6 10:00")


def owner(ticket):
    """The link that was mailed to the customer, opened."""
    return OpenedToken(ticket, make.holder(ticket))


def receipt(ticket):
    """The receipt of what they wrote, opened."""
    return OpenedToken(ticket, Holder(receipt=ticket.messages.earliest("id").pk))


def test_words_by_a_link_are_proven_and_join_its_ticket_once(ticket):
    for _ in range(2):
        got = by_link.write(owner(ticket), at=NOW, text="It hangs again.", once="click")
    assert (got.ticket, got.message.proven, got.repeated) == (ticket, True, True)
    assert Message.objects.filter(text="It hangs again.").count() == 1
    assert Event.objects.filter(kind="contact").latest("id").data["address"] == make.holder(ticket).identity


def test_words_by_a_receipt_are_a_claim_and_reopen_nothing(ticket):
    got = by_link.write(receipt(ticket), at=NOW, text="It hangs again.")
    ticket.refresh_from_db()
    assert (got.ticket == ticket, got.message.proven, ticket.status) == (False, False, "resolved")
    assert got.message.sender["email"] == make.MIA


def test_a_repeat_is_known_by_whose_link_it_came(ticket):
    assert by_link.writer(owner(ticket)).owner == f"request-{ticket.reference}-i{make.holder(ticket).identity}"
    assert by_link.writer(receipt(ticket)).owner.endswith(f"-r{receipt(ticket).holder.receipt}")


def test_the_owner_confirms_rates_and_corrects(ticket):
    assert by_link.confirm(owner(ticket), at=NOW).loop == "confirmed"
    by_link.rate(owner(ticket), at=NOW, survey="csat", score=5, comment="Fast.")
    by_link.correct(owner(ticket), at=NOW, facts={"device": "Pixel 8"})
    assert (Feedback.objects.get().score, KnownFact.objects.get().value) == (5, "Pixel 8")
    done = Event.objects.filter(kind__in=("confirm", "feedback", "facts"))
    assert {(event.actor_kind, event.actor_id) for event in done} == {("customer", str(ticket.customer_id))}
    assert Event.objects.get(kind="confirm").data == {"spoken": False}


def test_the_owner_says_no_and_their_words_are_a_contact(ticket):
    fresh = by_link.dispute(owner(ticket), at=NOW, text="It still hangs.")
    assert (fresh.status, fresh.loop, fresh.contacts, fresh.waiting_on) == ("open", "disputed", 2, "us")
    assert Message.objects.latest("pk").proven


def test_the_owner_says_that_it_was_not_they_who_wrote(ticket):
    token = make.token(ticket, at=NOW)
    by_link.disown(owner(ticket), at=NOW)
    assert tokens.read(ticket.reference, token, NOW) is None


REFUSED = [
    lambda opened: by_link.confirm(opened, at=NOW),
    lambda opened: by_link.dispute(opened, at=NOW),
    lambda opened: by_link.rate(opened, at=NOW, survey="csat", score=5),
    lambda opened: by_link.correct(opened, at=NOW, facts={"device": "x"}),
    lambda opened: by_link.disown(opened, at=NOW),
]


@pytest.mark.parametrize("attempt", REFUSED)
def test_a_receipt_stands_for_nobody(ticket, attempt):
    with pytest.raises(Denied, match="receipt"):
        attempt(receipt(ticket))


def test_who_was_not_asked_confirms_nothing(ticket):
    other = Identity.objects.create(customer=ticket.customer, kind="handle", value="mia", created_at=NOW)
    with pytest.raises(Denied, match="We asked this of another address"):
        by_link.confirm(OpenedToken(ticket, Holder(identity=other.pk)), at=NOW)


def test_what_is_not_resolved_is_not_confirmed():
    make.desk()
    with pytest.raises(Forbidden, match="nothing to confirm"):
        by_link.confirm(owner(make.ticket("5 10:00")), at=NOW)


@pytest.fixture
def unasked():
    """Resolved in a chat that nobody looked at since; its visitor had left an address, and has its link."""
    make.desk()
    ticket = make.ticket("5 10:00", channel="chat", session="demo.x")
    given = {"text": "It is fixed.", "channel": "chat", "then": "resolve"}
    return make.do("reply", ticket, by=make.person(), at=make.at("6 10:00"), **given)


def test_who_sees_their_page_is_asked_from_then_on_and_once(unasked):
    for _ in range(2):
        by_link.see(owner(unasked), at=NOW)
    unasked.refresh_from_db()
    [event] = Event.objects.filter(kind="asked_confirmation")
    assert (unasked.loop, event.occurred_at, event.message.text) == ("awaiting", NOW, "It is fixed.")


def test_a_receipt_that_is_looked_at_asks_nobody(unasked):
    by_link.see(receipt(unasked), at=NOW)
    assert not Event.objects.filter(kind="asked_confirmation").exists()


def test_what_was_resolved_without_telling_asks_nobody():
    make.desk()
    ticket = make.do("resolve", make.ticket("5 10:00"), by=make.person(), at=make.at("6 10:00"))
    by_link.see(owner(ticket), at=NOW)
    assert not Event.objects.filter(kind="asked_confirmation").exists()


def test_who_was_not_told_confirms_nothing_though_nobody_was_asked_yet():
    make.desk()
    ticket = make.ticket("5 10:00", channel="chat", session="demo.x")
    other = make.receive("5 10:30", "Me too.", ticket=ticket, email="leo@example.org", proven=True)
    given = {"text": "It is fixed.", "channel": "chat", "then": "resolve", "session": "demo.x"}
    ticket = make.do("reply", ticket, by=make.person(), at=make.at("6 10:00"), **given)
    leo = OpenedToken(ticket, Holder(identity=other.identity))
    by_link.see(leo, at=NOW)
    assert ticket.loop == "open"
    with pytest.raises(Denied):
        by_link.confirm(leo, at=NOW)
