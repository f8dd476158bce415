"""What mails say: letters, files, and mails that nobody can read."""

from base64 import b64encode

import pytest

from tests import make
from tests.journeys.complaints.conftest import HOUR, answering, reply
from tests.make import WEDNESDAY, mail
from tickets import tasks
from tickets.channels.email import incoming
from tickets.models import Message, RawInbound
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db
CHINESE = "我的应用打不开 – 请帮忙"
PICTURE = """\
From: Mia <mia@example.org>
To: help@example.org
Subject: Pictures
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: image/jpeg; name*=UTF-8''F%C3%BChrerschein%20R%C3%BCckseite.jpg
Content-Disposition: attachment; filename*=UTF-8''F%C3%BChrerschein%20R%C3%BCckseite.jpg
Content-Transfer-Encoding: base64

aGVsbG8=
--b
Content-Type: image/png
Content-Disposition: attachment; filename="=?utf-8?B?UmVrbGFtYXRpb24gYmV6w7xnbC4g?= =?utf-8?Q?N=C2=B0_5.png?="
Content-Transfer-Encoding: base64

d29ybGQ=
--b--
"""
BILL = """\
From: Mia <mia@example.org>
To: help@example.org
Subject: The bill
Content-Type: application/pdf; name="bill.pdf"
Content-Disposition: attachment; filename="bill.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
"""


def test_what_stands_between_the_lines_of_a_quote_is_kept(arrive, ben):
    ours = reply(arrive().ticket, ben)
    words = "On Wed, Ben wrote:\n> Which version?\nIt is 4.2.\n> Since when?\nSince Monday.\n"
    said = arrive(words, at=WEDNESDAY + 2 * HOUR, **answering(ours))
    assert "It is 4.2." in said.text
    assert "Since Monday." in said.text


def test_letters_that_the_named_alphabet_does_not_have_are_read(boxes):
    head = "From: mia@example.org\r\nSubject: =?gb2312?B?{}?=\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
    words = CHINESE.encode("gb18030")
    raw = head.format(b64encode(words).decode()).encode() + words
    message = make.arrive(boxes["help"], raw).message
    assert (message.text, message.ticket.subject) == (CHINESE, CHINESE)


def test_files_with_names_in_any_spelling_are_all_there(boxes):
    message = make.arrive(boxes["help"], PICTURE.encode()).message
    names = ["Führerschein Rückseite.jpg", "Reklamation bezügl. N° 5.png"]
    assert [file.name for file in message.attachments.order_by("pk")] == names


def test_a_mail_of_nothing_but_a_file_is_a_ticket_with_that_file(boxes):
    message = make.arrive(boxes["help"], BILL.encode()).message
    assert [(file.name, file.file.read()) for file in message.attachments.all()] == [("bill.pdf", b"%PDF-1.4\n")]
    assert (message.ticket.status, message.ticket.subject) == ("new", "The bill")


def test_one_mail_that_nobody_can_read_holds_up_no_other_and_is_seen(boxes, desk):
    for body in (b"\x00\x01 no mail", mail("It hangs.")):
        incoming.store(boxes["help"], body, at=WEDNESDAY)
    tasks.process_inbound()
    assert Message.objects.get(direction=Direction.IN).text == "It hangs."
    assert RawInbound.objects.filter(state="unreadable").count() == 1
    assert "There are no headers, so this is not a mail." in desk.words("rawinbound/")
