"""Who wrote a mail is more than its From: forms, groups and other ticket systems speak for somebody."""

import pytest

from tests import make
from tests.make import WEDNESDAY, account, mail
from tickets.admin.ticket import page_data
from tickets.admin.ticket.composer import composer
from tickets.models import Customer, Mailbox, Message, Ticket
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db
FORM = "Garden shop <website@garden.example>"


@pytest.fixture
def help_desk():
    return account("email", "help", address="help@example.org")[0]


@pytest.fixture
def arrive(help_desk):
    return lambda body, at=WEDNESDAY: make.arrive(help_desk, body, at).message


def acknowledged():
    return sorted(Message.objects.filter(direction=Direction.OUT).values_list("recipient", flat=True))


def page(message):
    return page_data.read(message.ticket, make.person(), WEDNESDAY)


def test_the_visitors_of_a_form_are_customers_each(arrive):
    visitors = [f"visitor{number:02}@example.com" for number in range(25)]
    for visitor in visitors:
        arrive(mail(f"A question of {visitor}", sender=FORM, Reply_To=visitor, Message_ID=f"<{visitor}>"))
    assert (Customer.objects.count(), Ticket.objects.count(), acknowledged()) == (25, 25, visitors)


def test_one_visitor_who_asks_again_is_chasing(arrive):
    first = arrive(mail("One", sender=FORM, Reply_To="Ines <ines@example.com>"))
    again = arrive(mail("Two", sender=FORM, Reply_To="Ines <ines@example.com>"))
    assert (again.ticket, again.sender["name"]) == (first.ticket, "Ines")


SPEAKING_FOR_HER = [
    {"sender": "help@example.org"},  # a form that sends as ourselves
    {"sender": "'Ines' via Sales <sales@group.example>", "To": "sales@group.example"},
    {"sender": "noreply@tickets.example", "Reply_To": "Ines <ines@example.com>, noreply@tickets.example"},
]


@pytest.mark.parametrize("head", SPEAKING_FOR_HER)
def test_whoever_speaks_for_somebody_is_not_the_customer(arrive, head):
    message = arrive(mail(**{"Reply_To": "ines@example.com", **head}))
    assert (message.sender["email"], acknowledged()) == ("ines@example.com", ["ines@example.com"])
    assert [row.value for row in message.customer.identities.all()] == ["ines@example.com"]


SPEAKING_FOR_NOBODY_ELSE = [
    "mia@example.com",
    "Mia <MIA@example.com>, office@example.com",
    "help@example.org",
    "help+abc@example.org",
    "noreply@example.com",
    "one@example.com, two@example.com",
    "list@lists.example",
    "no address",
]


@pytest.mark.parametrize("reply_to", SPEAKING_FOR_NOBODY_ELSE)
def test_a_reply_to_that_names_nobody_else_leaves_the_mail_to_its_sender(arrive, reply_to):
    assert arrive(mail(Reply_To=reply_to, Cc="list@lists.example")).sender["email"] == "mia@example.com"


@pytest.mark.parametrize("head", [{"Reply_To": "no-reply@example.com"}, {"sender": "noreply@example.com"}])
def test_nobody_is_told_where_nobody_reads(arrive, head):
    arrive(mail(**head))
    assert acknowledged() == []


def test_the_page_shows_who_sent_it_and_the_answer_goes_to_who_wrote(arrive):
    message = arrive(mail(sender=FORM, Reply_To="ines@example.com"))
    assert message.sender["sent_from"] == "website@garden.example"
    make.answered(message.ticket, "5 12:00")
    assert Message.objects.get(text="We look into it.").recipient == "ines@example.com"


def test_who_is_proven_to_send_for_another_proves_nothing_of_the_other(arrive, help_desk):
    make_trusted(help_desk)
    known = arrive(mail(sender="ines@example.com", Message_ID="<hers@example.com>"))
    passed = "mx.example.org; dmarc=pass header.from=evil.example"
    message = arrive(mail("Me.", sender="eve@evil.example", Reply_To="ines@example.com", Authentication_Results=passed))
    assert (message.customer, message.proven) == (known.customer, False)


def make_trusted(mailbox):
    Mailbox.objects.create(account=mailbox, trusted_receiver="mx.example.org")


NOBODY_IN_PARTICULAR = "Emma <emma@example.com>, Otto <otto@example.com>"


def test_a_mail_of_two_shows_both_and_is_answered_after_a_choice(arrive):
    message = arrive(mail(sender=NOBODY_IN_PARTICULAR, Sender="otto@example.com"))
    shown = composer(page(message), None)
    assert (shown.unsure, shown.addresses) == (True, ["emma@example.com", "otto@example.com"])
    assert str(message.customer) == NOBODY_IN_PARTICULAR
    assert (message.customer.identities.count(), acknowledged()) == (0, [])
    make.answered(message.ticket, "5 12:00", recipient="emma@example.com")
    assert Message.objects.get(text="We look into it.").recipient == "emma@example.com"


def test_whom_the_name_contradicts_can_be_chosen_too(arrive):
    message = arrive(mail(sender="mia@example.com <web@garden.example>", Reply_To="mia@example.com"))
    assert composer(page(message), None).addresses == ["mia@example.com", "web@garden.example"]


def test_the_cases_of_forms_say_what_they_should(shared, arrive):
    messages = [
        arrive(shared(f"cases/mail/{name}.eml").read_bytes())
        for name in ("01a-contact-form-anna", "01b-contact-form-bernd")
    ]
    assert [message.sender["email"] for message in messages] == ["anna.anders@mail.example", "bernd.berg@mail.example"]
    assert messages[0].ticket != messages[1].ticket


QUOTED = "Please help her.\n\n-------- Forwarded Message --------\nFrom: Ines <ines@example.com>\nSubject: Cold\n\nIt is cold."
ENCLOSED = """--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/rfc822\r\n
From: Ines <ines@example.com>\r\nSubject: Cold\r\n\r\nIt is cold.\r\n--b--"""
PASSED_ON = [
    (QUOTED, {"subject": "Fwd: Cold"}),
    (QUOTED.replace("From:", "*Von:*"), {"subject": "WG: Kalt"}),
    (ENCLOSED, {"Content_Type": 'multipart/mixed; boundary="b"'}),
]


@pytest.mark.parametrize(("text", "head"), PASSED_ON)
def test_what_a_person_of_ours_passes_on_says_whose_it_is_and_can_be_answered_to_them(arrive, text, head):
    make.person("ben", email="ben@desk.example")
    message = arrive(mail(text, sender="Ben <ben@desk.example>", **head))
    assert message.sender["passed_on"] == "ines@example.com"
    assert "ines@example.com" in composer(page(message), None).addresses


def test_two_mails_that_a_person_of_ours_passes_on_are_two_tickets(arrive):
    make.person("ben", email="ben@desk.example")
    for name in ("ines", "emil"):
        arrive(mail(QUOTED.replace("ines", name), sender="ben@desk.example", subject=f"Fwd: {name}"))
    assert Ticket.objects.count() == 2


def test_what_a_customer_passes_on_is_theirs(arrive):
    message = arrive(mail(QUOTED, subject="Fwd: Cold"))
    assert "passed_on" not in message.sender
