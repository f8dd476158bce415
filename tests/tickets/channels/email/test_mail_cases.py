"""Small mails that went wrong somewhere, beside the repository: each file says what is right."""

import json

import pytest

from tests import make
from tests.make import WEDNESDAY, account
from tickets.actions.inbox import arrivals
from tickets.actions.record import Invalid
from tickets.channels.email import incoming
from tickets.channels.email.parse import parse
from tickets.channels.email.reply import new_words
from tickets.channels.email.shape import printed
from tickets.models import Message, RawInbound, Ticket, tokens
from tickets.models.message import Delivery

CASES = [
    *("02-fax-gateway-auto-generated", "03-from-name-is-another-address", "04-two-equal-from-lines"),
    *("05-two-authors-with-sender", "06-raw-header-in-the-bodys-charset", "08-same-boundary-in-two-levels"),
    *("10-plain-part-that-holds-html", "11-icloud-vacation", "12-dsn-action-expired"),
    *("14-postmaster-undeliverable-plain", "17-two-forwarded-mails-without-names", "18-a-line-of-junk-above-the-head"),
    *("19-reply-zoho", "21-reply-french-webmail", "23-reply-mailru-from-line", "25-uuencoded-file-in-the-text"),
    "26-latin1-text-declared-utf8",
]
FIELDS = ("from", "subject", "text", "reply", "automatic")


def raw(shared, name):
    return shared(f"cases/mail/{name}.eml").read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_a_case_says_what_it_should(shared, name):
    told = json.loads(shared(f"cases/mail/{name}.json").read_text())
    read = printed(parse(raw(shared, name)))
    assert {key: read[key] for key in FIELDS if key in told} == {key: told[key] for key in FIELDS if key in told}
    if "attachments" in told:
        assert [file["name"] for file in read["attachments"]] == told["attachments"]
    if "bounce" in told:
        assert told["bounce"].items() <= read["bounce"].items()
    assert told.get("text_has", "") in read["text"]
    assert "text_has_not" not in told or told["text_has_not"] not in read["text"]


def test_the_cases_without_a_file_beside_them(shared):
    assert parse(raw(shared, "jis_nec")).text == "注文①②髙 4711"
    opaque = parse(raw(shared, "smime_opaque"))
    assert (opaque.text.partition("\n")[0], opaque.signed, opaque.files) == ("Guten Tag,", True, ())
    assert [(f.name, f.content) for f in parse(raw(shared, "tnef")).files] == [
        ("offer.txt", b"Offer 4711: 300 EUR\r\n")
    ]
    booking = parse(raw(shared, "booking"))
    assert booking.reply == booking.text
    assert "Passengers: 2" in booking.reply


@pytest.mark.parametrize("name", ["booking", "dashes", "orig", "schrieb", "umzug"])
def test_words_that_answer_nothing_are_not_cut(shared, name):
    said = shared(f"cases/words/{name}.txt").read_text()
    assert new_words(said) == said.strip()


def test_both_answers_between_quotes_stay(shared):
    reply = new_words(shared("cases/words/inline.txt").read_text())
    assert [answer in reply.splitlines() for answer in ("4.2", "Pixel 7")] == [True, True]


@pytest.fixture
def desk(db):
    return account("email", "help", address="support@desk.example")[0]


def test_an_answer_that_was_given_up_is_not_delivered(shared, desk):
    first, _new = incoming.store(desk, b"From: lena@mail.example\r\nSubject: Help\r\n\r\nIt hangs.", at=WEDNESDAY)
    incoming.process(first, at=WEDNESDAY)
    make.do("reply", Ticket.objects.get(), by=make.person("ben"), at=WEDNESDAY, text="Fixed.", channel="email")
    ours = Message.objects.get(author__username="ben")
    Message.objects.filter(pk=ours.pk).update(delivery=Delivery.SENT)
    mark = tokens.message_id_for(ours).strip("<>").encode()
    report = raw(shared, "12-dsn-action-expired").replace(b"REPLACE-BY-AN-ID-OF-OURS", mark)
    row, _new = incoming.store(desk, report, at=WEDNESDAY)
    incoming.process(row, at=WEDNESDAY)
    assert Message.objects.get(pk=ours.pk).delivery == Delivery.BOUNCED


def test_a_head_alone_stays_unreadable_when_it_is_tried_again(shared, desk):
    head = raw(shared, "28-too-large-then-tried-again").partition(b"\n\n")[0]
    told = incoming.reader.head(head)
    row, _new = arrivals.store(desk, head, "x", at=WEDNESDAY, error="Too large.", head=(told.sender, told.subject))
    with pytest.raises(Invalid):
        arrivals.retry(row, by=make.person())
    assert (row.sender, row.subject) == ("Big <big@mail.example>", "Huge video")
    assert (RawInbound.objects.get().state, Ticket.objects.count()) == ("unreadable", 0)
