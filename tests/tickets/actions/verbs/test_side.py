"""Forward to a third party: what leaves, who answers, and that the customer meets none of it."""

import pytest

from tests import make
from tests.tickets.channels.email.test_in_copy import REPORT
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.intake.third_party import MOST_AN_HOUR
from tickets.actions.outbox.signature import mailbox_for
from tickets.actions.record import Invalid
from tickets.channels.email import sending
from tickets.models import Attachment, Customer, Event, Message, SideConversation, Ticket, tokens
from tickets.models.customer_page import customers_view
from tickets.models.history import current_desk
from tickets.models.message import Delivery, Direction
from tickets.rules.access import CUSTOMER, Denied, may

pytestmark = pytest.mark.django_db
VENDOR = "vendor@example.net"


@pytest.fixture
def box():
    make.desk()
    return make.account("email", "help", address="help@example.org")[0]


@pytest.fixture
def ticket(box):
    boss = make.mail(
        "It hangs.\n> between us", sender="Mia <mia@example.org>", Cc="boss@example.com", Message_ID="<1@example.org>"
    )
    return make.arrive(box, boss, "5 10:00").message.ticket


def forwarded(ticket, when="5 11:00", **more):
    given = {"text": "Can you look?"} | ({} if "side" in more else {"to": VENDOR}) | more
    make.do("forward", ticket, by=make.person(), at=make.at(when), **given)
    return Message.objects.filter(side__isnull=False).exclude(recipient="").last()


def sent(message):
    return sending.compose(message, mailbox_for(message), at=make.at("5 11:00"))


def back(box, message, text="We can.", when="5 12:00", sender=f"Vera <{VENDOR}>", **headers):
    return make.arrive(box, make.mail(text, sender=sender, To=sent(message).reply_to[0], **headers), when).message


def first(ticket):
    return Message.objects.filter(ticket=ticket, direction=Direction.IN).first()


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_nothing_goes_along_that_nobody_named(ticket):
    left = sent(forwarded(ticket))
    assert (left.to, left.cc, left.subject) == ([VENDOR], [], f"Fwd: {ticket.subject}")
    assert "hangs" not in left.body
    assert "http" not in left.body


def test_a_message_goes_along_without_others_addresses_and_quotes(ticket):
    left = sent(forwarded(ticket, messages=[first(ticket).pk]))
    assert "> It hangs." in left.body
    assert "On 5 March 2025, 10:00, Mia wrote:" in left.body
    whole = left.message().as_string()
    for hidden in ("between us", "boss@example.com", "mia@example.org", ticket.reference, ticket.reference.lower()):
        assert hidden not in whole
    ticked = sent(forwarded(ticket, "5 11:01", messages=[first(ticket).pk], addresses=True, quotes=True)).body
    assert all(words in ticked for words in ("between us", "boss@example.com", "mia@example.org"))


def test_files_go_along_when_they_are_named(ticket):
    make.receive("5 10:30", "See.", ticket=ticket, proven=True, files=(InboundFile("a.txt", "text/plain", b"x"),))
    file = Attachment.objects.get()
    assert sent(forwarded(ticket, messages=[first(ticket).pk])).attachments == []
    assert [one.filename for one in sent(forwarded(ticket, "5 11:01", files=[file.pk])).attachments] == ["a.txt"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"to": "help@example.org"}, "to"),
        ({"to": "noreply@example.net"}, "to"),
        ({"to": "Mia@example.org"}, "to"),
        ({"messages": [9999]}, "messages"),
        ({"files": [9999]}, "files"),
        ({"side": 9999}, "side"),
    ],
)
def test_what_may_not_leave_does_not(ticket, given, field):
    with pytest.raises(Invalid) as refused:
        forwarded(ticket, **given)
    assert refused.value.field == field
    assert not SideConversation.objects.exists()


def test_notes_calls_and_another_tickets_messages_never_go_along(ticket):
    other = make.ticket("5 10:10", email="eve@example.org")
    make.do("note", ticket, by=make.person(), at=make.at("5 10:20"), text="For us.")
    make.answered(ticket, "5 10:30", channel="phone")
    for message in (first(other), Message.objects.get(text="For us."), Message.objects.get(channel="phone")):
        with pytest.raises(Invalid):
            forwarded(ticket, messages=[message.pk])


def test_a_forward_is_no_answer_and_no_update(ticket):
    before = make.rows(ticket.pk)
    forwarded(ticket)
    assert make.rows(ticket.pk) == before
    assert (fresh(ticket).first_answered_at, fresh(ticket).waiting_on) == (None, "us")


def test_on_hold_for_them_until_they_answer(box, ticket):
    message = forwarded(ticket, hold=True)
    assert (fresh(ticket).status, fresh(ticket).waiting_on) == ("on_hold", "third_party")
    back(box, message)
    assert (fresh(ticket).status, fresh(ticket).waiting_on) == ("open", "us")


def test_their_answer_is_beside_the_ticket_and_nobodys_contact(box, ticket):
    customers = Customer.objects.count()
    answer = back(box, forwarded(ticket))
    assert (answer.ticket, answer.direction, answer.text) == (ticket, Direction.INTERNAL, "We can.")
    assert (answer.customer, answer.sender["email"]) == (None, VENDOR)
    assert (fresh(ticket).contacts, Customer.objects.count(), Ticket.objects.count()) == (1, customers, 1)
    assert [event.kind for event in Event.objects.order_by("-id")[:2]] == ["third_party_answer", "forward"]


def test_they_are_known_by_the_mail_they_answer_too_and_once(box, ticket):
    message = forwarded(ticket)
    reply = make.mail(
        "We can.", sender=VENDOR, In_Reply_To=tokens.message_id_for(message), Message_ID="<v@example.net>"
    )
    answer = make.arrive(box, reply, "5 12:00").message
    assert make.arrive(box, reply + b" ", "5 12:01").message == answer
    colleague = make.mail("Me too.", sender="c@example.net", References="<v@example.net>")
    assert make.arrive(box, colleague, "5 12:02").message.side == message.side


def test_they_are_written_to_again_in_the_same_thread(box, ticket):
    message = forwarded(ticket)
    answer = back(box, message, Message_ID="<v@example.net>")
    again = sent(forwarded(ticket, "5 13:00", side=message.side_id, text="Thank you."))
    assert (again.to, again.subject) == ([VENDOR], f"Re: Fwd: {ticket.subject}")
    assert again.extra_headers["In-Reply-To"] == f"<{answer.mail_id}>"
    assert "1@example.org" not in again.extra_headers["References"]
    assert SideConversation.objects.count() == 1


def test_the_customer_is_shown_none_of_it(box, ticket):
    back(box, forwarded(ticket, messages=[first(ticket).pk]))
    shown = customers_view(
        fresh(ticket), make.holder(ticket), desk=current_desk(make.at("5 13:00")), at=make.at("5 13:00")
    )
    assert first(ticket) in shown.messages
    assert not [message for message in shown.messages if message.side_id or VENDOR in message.text]
    make.answered(ticket, "5 13:00")
    assert Message.objects.filter(direction=Direction.OUT, automatic=False).get().recipient == "mia@example.org"
    assert (
        VENDOR not in sent(Message.objects.filter(direction=Direction.OUT, automatic=False).get()).message().as_string()
    )


def test_a_third_party_takes_no_part_in_the_ticket(box, ticket):
    forwarded(ticket)
    stranger = make.mail("Hello.", sender=VENDOR, References="<1@example.org>")
    assert make.arrive(box, stranger, "5 12:00").message.ticket != ticket


def test_the_customer_is_heard_however_they_answer(box, ticket):
    answer = back(box, forwarded(ticket, hold=True), "Any news?", sender="mia@example.org")
    assert (answer.direction, answer.ticket, fresh(ticket).contacts) == (Direction.IN, ticket, 2)


def test_a_third_party_who_writes_in_the_customers_name_proves_nothing(box, ticket):
    message = forwarded(ticket)
    mark = tokens.message_id_for(message)
    assert not back(box, message, "Send me the link.", sender="mia@example.org", In_Reply_To=mark).proven


def test_a_machine_of_theirs_brings_nothing_back(box, ticket):
    answer = back(box, forwarded(ticket, hold=True), "Out of office.", Auto_Submitted="auto-replied")
    assert (answer.automatic, fresh(ticket).status) == (True, "on_hold")


def test_a_flood_of_theirs_counts_as_a_machines(box, ticket):
    message = forwarded(ticket, hold=True)
    for number in range(MOST_AN_HOUR):
        back(box, message, f"Mail {number}.", f"5 12:{number:02}")
    make.do("status", ticket, by=make.person(), at=make.at("5 12:30"), to="on_hold")
    assert back(box, message, "One more.", "5 12:31").automatic
    assert fresh(ticket).status == "on_hold"
    assert not Message.objects.filter(direction=Direction.OUT, recipient=VENDOR).exists()


def test_a_forward_that_comes_back_is_no_answer_that_did_not_arrive(box, ticket):
    make.answered(ticket, "5 10:30")
    message = forwarded(ticket, hold=True)
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENT)
    report = REPORT.format(recipient=VENDOR, message_id=tokens.message_id_for(message))
    make.arrive(box, report.replace("\n", "\r\n").encode(), "5 11:05")
    message.refresh_from_db()
    assert message.delivery == Delivery.BOUNCED
    assert not Message.objects.undelivered().exists()
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert (kinds[-2:], "bounce" in kinds, fresh(ticket).status) == (["forward_bounce", "status"], False, "open")


def test_who_only_reads_and_customers_forward_nothing(ticket):
    assert not may(CUSTOMER, "forward")
    with pytest.raises(Denied):
        make.do("forward", ticket, by=make.person("rita", "read_only"), at=make.at("5 11:00"), to=VENDOR, text="Look.")
    assert not SideConversation.objects.exists()
