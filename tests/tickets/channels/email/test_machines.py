"""A machine's mail is still a mail: whole, with its files; never acknowledged; and a contact where its mailbox says so."""

import pytest
from django.urls import reverse

from tests import make
from tests.make import WEDNESDAY, account, mail, person
from tickets import tasks
from tickets.channels.email import incoming
from tickets.channels.email.incoming import store
from tickets.channels.email.parse import parse
from tickets.models import Mailbox, Message, RawInbound, Ticket, tokens
from tickets.models.message import Delivery
from tickets.rules.identity import reads_no_mail

pytestmark = pytest.mark.django_db

ALARM = "Disk 3 of the server in Hamburg reports errors. " * 5 + "It will be switched off at noon."


def alarm(**more):
    head = {"Auto_Submitted": "auto-generated", "sender": "Watcher <watch@machines.example>", "subject": "Alarm"}
    parts = f"--b\r\nContent-Type: text/plain\r\n\r\n{ALARM}\r\n"
    parts += '--b\r\nContent-Type: text/csv; name="disks.csv"\r\nContent-Disposition: attachment\r\n\r\n3;bad\r\n--b--'
    return mail(parts, **{**head, "Content_Type": 'multipart/mixed; boundary="b"', **more})


@pytest.fixture
def desk():
    return account("email", "help", address="help@example.org")[0]


@pytest.fixture
def received(desk):
    def receive(raw):
        store(desk, raw, at=WEDNESDAY)
        tasks.process_inbound()
        return RawInbound.objects.latest("id").message

    return receive


@pytest.fixture
def page(client):
    """What a ticket's page says to an agent."""
    client.force_login(person("ana", role="agent", is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    return lambda ticket: client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()


def test_all_of_it_can_be_opened_and_its_files_be_had(received, page, client):
    message = received(alarm())
    shown = page(message.ticket)
    assert "switched off at noon" in shown
    file = message.attachments.get()
    address = reverse("admin:ticket_attachment", args=[message.ticket_id, file.pk])
    assert address in shown
    assert b"".join(client.get(address).streaming_content) == b"3;bad"
    assert (message.automatic, message.ticket.customer.name) == (True, "Watcher")


def test_what_is_too_much_for_a_person_is_in_reach_as_well(received, page, monkeypatch):
    monkeypatch.setattr("tickets.actions.intake.receive.MOST_MAILS_AN_HOUR", 1)
    received(mail("One."))
    message = received(alarm(sender="Mia Novak <mia@example.com>", Auto_Submitted="no"))
    assert message.automatic
    shown = page(message.ticket)
    assert "switched off at noon" in shown
    assert "disks.csv" in shown


def test_what_our_own_machine_wrote_is_one_line(received, page):
    ticket = received(mail()).ticket
    assert page(ticket).count("d-machine") == 0


def test_a_machine_opens_a_ticket_that_waits_on_us_where_the_mailbox_says_so(desk, received):
    quiet = received(alarm()).ticket
    assert (quiet.waiting_on, quiet.started_at) == ("nobody", None)
    Mailbox.objects.create(account=desk, machines_open_tickets=True)
    message = received(alarm(sender="fax@machines.example"))
    assert (message.ticket.status, message.ticket.waiting_on, message.automatic) == ("new", "us", False)
    assert not Message.objects.filter(direction="out").exists()


ANSWERS = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated", "In_Reply_To": "<a@b.example>"},
    {"Auto_Submitted": "auto-generated", "Return_Path": "<>"},
    {"X_Apple_Action": "VACATION", "Auto_Submitted": "no"},
]


@pytest.mark.parametrize("head", ANSWERS)
def test_what_a_machine_answers_opens_no_such_ticket_even_there(desk, received, head):
    Mailbox.objects.create(account=desk, machines_open_tickets=True)
    message = received(alarm(**head))
    assert (message.automatic, message.ticket.waiting_on) == (True, "nobody")


@pytest.mark.parametrize(
    "head",
    [
        {"X_Apple_Action": "VACATION"},
        {"X_Apple_Action": "vacation "},
        {"X_Mail_Autoreply": "yes"},
        {"X_Autoresponder": "v1"},
    ],
)
def test_who_is_away_is_known_by_other_words_too(head):
    read = parse(mail("I am away.", **head))
    assert (read.automatic, read.answerable) == (True, False)
    assert not parse(mail("Away?", X_Apple_Action="NOTHING", X_FC_MachineGenerated="false")).automatic


NOBODY_READS = [
    "noreply@shop.example",
    "No-Reply@shop.example",
    "no_reply+7@shop.example",
    "shop-noreply@shop.example",
    "donotreply@shop.example",
    "do.not.reply@shop.example",
    "nicht-antworten@shop.example",
    "ne-pas-repondre@boutique.example",
    "MAILER-DAEMON@mx.example",
    "postmaster@mx.example",
    "bounces@mx.example",
]
SOMEBODY_READS = ["reply@shop.example", "nora@example.com", "northern@reply.example", "info@noreply.example", ""]


def test_an_address_that_nobody_reads_says_so_by_its_name():
    assert [address for address in NOBODY_READS if not reads_no_mail(address)] == []
    assert [address for address in SOMEBODY_READS if reads_no_mail(address)] == []


def test_nobody_is_told_that_their_mail_came_at_an_address_that_nobody_reads(received):
    for address in NOBODY_READS:
        received(mail(sender=address))
    assert Message.objects.filter(direction="out").count() == 0
    received(mail(sender="reply@shop.example"))
    assert Message.objects.get(direction="out").recipient == "reply@shop.example"


FAILURES = {
    "German": ("Unzustellbar: Help", "Ihre Nachricht an mia@example.com konnte nicht zugestellt werden."),
    "French": ("Échec de la remise", "Votre message à mia@example.com n'a pas pu être remis."),
    "Spanish": ("Error de entrega", "No se pudo entregar a mia@example.com."),
    "Italian": ("Mancato recapito", "Impossibile recapitare a mia@example.com."),
    "Portuguese": ("Falha na entrega", "Não foi possível entregar a mia@example.com."),
    "Dutch": ("Onbestelbaar: Help", "Uw bericht aan mia@example.com is niet bezorgd."),
    "Swedish": ("Olevererbart: Help", "Meddelandet till mia@example.com kunde inte levereras."),
    "Danish": ("Kunne ikke leveres", "Mailen til mia@example.com blev ikke leveret."),
    "Polish": ("Wiadomość niedostarczona", "Nie można dostarczyć do mia@example.com."),
    "Czech": ("Nedoručitelná zpráva", "Zprávu pro mia@example.com nelze doručit."),
    "Russian": ("Сообщение не доставлено", "Не удалось доставить mia@example.com."),
    "Turkish": ("Mesajınız iletilemedi", "mia@example.com adresine teslim edilemedi."),
    "Japanese": ("配信不能", "mia@example.com に配信できません。"),
    "Chinese": ("系统退信", "无法投递 mia@example.com"),
    "Korean": ("전송 실패", "mia@example.com 배달되지 않았습니다"),
}


@pytest.mark.parametrize(("subject", "words"), FAILURES.values(), ids=FAILURES)
def test_a_failure_is_one_in_every_language(subject, words):
    for sender in ("MAILER-DAEMON@mx.example", "postmaster@mx.example"):
        read = parse(mail(words, sender=sender, subject=subject))
        assert (read.bounce.recipient, read.bounce.action, read.automatic) == ("mia@example.com", "failed", True)
    # A person who writes about one is a person.
    assert parse(mail(words, subject=subject)).bounce is None


def test_a_failure_in_plain_words_is_one_and_a_postmaster_who_writes_is_not():
    told = "Your message to\n  mia@example.com\ndid not reach the following recipient."
    read = parse(mail(told, sender="Postmaster <postmaster@mx.example>", subject="Undeliverable: Help"))
    assert read.bounce.recipient == "mia@example.com"
    late = parse(
        mail(
            "mia@example.com: noch nicht zugestellt",
            sender="mailer-daemon@mx.example",
            subject="Verzögert: nicht zugestellt",
        )
    )
    assert late.bounce.action == "delayed"
    asks = mail("Why do you write to us?", sender="postmaster@mx.example", subject="Undeliverable, all of it")
    assert parse(asks).bounce is None


GIVEN_UP = """\
From: MAILER-DAEMON@relay.example
To: help@example.org
Subject: Returned
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

We gave up.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; leo@example.com
Action: delayed

Final-Recipient: rfc822; mia@example.com
Action: {action}
Diagnostic-Code: smtp; timed out

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""


@pytest.mark.parametrize("action", ["expired", "Expired (after 3 days)", "undeliverable"])
def test_what_a_server_gave_up_did_not_arrive(desk, received, action):
    ticket = received(mail()).ticket
    make.do("reply", ticket, by=make.person("ben"), at=WEDNESDAY, text="Fixed.", channel="email")
    ours = Message.objects.get(author__username="ben")
    Message.objects.filter(pk=ours.pk).update(delivery=Delivery.SENT)
    report = GIVEN_UP.format(action=action, message_id=tokens.message_id_for(ours)).encode()
    assert parse(report).bounce.recipient == "mia@example.com"
    row, _is_new = incoming.store(desk, report, at=WEDNESDAY)
    incoming.process(row, at=WEDNESDAY)
    ours.refresh_from_db()
    assert (ours.delivery, ours.error) == (Delivery.BOUNCED, "timed out")
    assert Ticket.objects.count() == 1
