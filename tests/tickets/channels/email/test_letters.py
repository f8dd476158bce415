"""What a mail of ours says: to whom, in which letters, what it quotes and what it never tells."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import WEDNESDAY, mail
from tests.tickets.channels.post import Accepting, answer, delivered, mailbox, serving
from tickets.actions.intake.inbound_message import InboundFile, InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.outbox.signature import mailbox_for
from tickets.channels.email import incoming, letter, sending
from tickets.channels.email.parse import parse
from tickets.models import Message, tokens
from tickets.models.message import Delivery, Direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """Give a ticket's answer to a server and read it as a mail program does."""
    server = Accepting()
    with serving(server) as port:
        box = mailbox("help", port, sender_name="Hilfe für Köln", signature="Ben Berg\nSupport")

        def send(text="Try 4.2.1.", question_text="The app hangs.\n\nSince Monday.", **more):
            asked = {key: more.pop(key) for key in ("sender", "subject") if key in more}
            raw = mail(question_text, Message_ID="<mia-1@example.org>", **{"sender": "Mia <mia@example.org>", **asked})
            row, _is_new = incoming.store(box, raw, at=WEDNESDAY)
            incoming.process(row, at=WEDNESDAY)
            message = answer(Message.objects.filter(direction=Direction.IN).latest("pk").ticket, text, **more)
            assert delivered(message) == (Delivery.SENT, "")
            return server.read()

        send.server = server
        yield send


def test_a_mail_is_text_and_html_with_the_quote_the_signature_and_the_way_back(sent):
    read = sent("Try 4.2.1, see https://example.org/new?a=1&b=2 <now>.")
    text = read.get_body("plain").get_content()
    assert text.startswith("Try 4.2.1, see https://example.org/new?a=1&b=2 <now>.\n\nYour request FT-")
    assert text.endswith(
        "\n\n-- \nBen Berg\nSupport\n\nOn 5 March 2025, 10:00, Mia wrote:\n> The app hangs.\n>\n> Since Monday.\n"
    )
    html = read.get_body("html").get_content()
    assert '<a href="https://example.org/new?a=1&amp;b=2">' in html
    assert "&lt;now&gt;" in html
    assert "<p>The app hangs.</p>\n<p>Since Monday.</p></blockquote>" in html
    assert read["From"] == "Hilfe für Köln <help@desk.example>"
    assert read["Reply-To"].addresses[0].username.startswith("help+ft-")
    assert read["In-Reply-To"] == read["References"].split()[-1]
    assert read["References"].split()[0] == "<mia-1@example.org>"
    assert read["Auto-Submitted"] is None


def test_our_own_cutter_finds_the_new_words_above_our_own_mail(sent):
    ours = sent().get_body("plain").get_content()
    quoted = "".join(f"> {line}\n" for line in ours.splitlines())
    text = f"It works!\n\nOn 5 March 2025, 11:00, Ben wrote:\n{quoted}"
    assert parse(mail(text)).reply == "It works!"
    assert parse(mail(f"It works!\n\n{ours.partition('-- ')[2].partition(chr(10) * 2)[2]}")).reply == "It works!"


def test_the_customers_words_become_no_html_and_no_links_of_ours(sent):
    sent(question_text='<script>alert(1)</script> https://evil.example "x"')
    html = sent.server.read().get_body("html").get_content()
    assert "<script>" not in html
    assert 'href="https://evil.example' not in html


def test_a_long_quote_is_cut(sent):
    text = sent(question_text="\n".join(f"line {n}" for n in range(5000))).get_body("plain").get_content()
    assert "> line 199\n> […]" in text
    assert "line 200" not in text


def test_only_the_recipients_own_mail_is_quoted(sent):
    """The chat of the same customer, and a colleague's mail that was joined, are quoted to nobody."""
    read = sent()
    ticket = Message.objects.latest("pk").ticket
    chat = InboundMessage("chat", Sender(email="mia@example.org"), "Said in the chat.", session="s1")
    receive(chat, at=WEDNESDAY + timedelta(minutes=1), ticket=ticket)
    other = InboundMessage("email", Sender(email="tom@example.org"), "Said by Tom.")
    receive(other, at=WEDNESDAY + timedelta(minutes=2), ticket=ticket)
    make.do(
        "reply", ticket, by=make.person("ben"), at=WEDNESDAY + timedelta(minutes=5), text="Better?", channel="email"
    )
    message = Message.objects.latest("pk")
    read = sending.compose(message, mailbox_for(message), at=WEDNESDAY)
    assert "> The app hangs." in read.body
    assert "Said" not in read.body


def test_what_began_in_a_chat_tells_the_mail_nothing_of_it_but_the_answer(sent):
    """Handed over: the answer goes by mail, and the customer's mail lands in the same ticket, proven."""
    chat = InboundMessage("chat", Sender(handle="v1", email="leo@example.org"), "My secret trouble.", session="s2")
    ticket = receive(chat, at=WEDNESDAY).ticket
    message = answer(ticket, "Here is how.", recipient="leo@example.org")
    assert delivered(message) == (Delivery.SENT, "")
    read = sent.server.read()
    assert read["Subject"] == f"Your request {ticket.reference}"
    assert "secret" not in read.as_string()
    raw = mail("Thank you, and now?", sender="leo@example.org", In_Reply_To=read["Message-ID"])
    row, _is_new = incoming.store(mailbox_for(message), raw, at=WEDNESDAY)
    incoming.process(row, at=WEDNESDAY)
    assert ticket.messages.get(text="Thank you, and now?").proven


NAMES = [
    ("Zoë Müller-Łukasz", "Zoë Müller-Łukasz"),
    ("=?utf-8?b?5bGx55Sw?=", "山田"),
    ('"Doe, Jane" ', "Doe, Jane"),
]


@pytest.mark.parametrize(("given", "shown"), NAMES)
def test_names_and_subjects_in_any_letters_arrive(sent, given, shown):
    read = sent("Grüße 👋", sender=f"{given} <zoe@example.org>", subject="Wärmepumpe – défaut 🔥")
    assert read["Subject"] == "Re: Wärmepumpe – défaut 🔥"
    assert f"{shown} wrote:" in read.get_body("plain").get_content()
    assert read.get_body("plain").get_content().startswith("Grüße 👋")
    assert all(byte < 128 for byte in sent.server.mails[-1].content.partition(b"\r\n\r\n")[0])


def test_a_domain_in_any_letters_is_written_as_servers_know_it(sent):
    read = sent(sender="mia@exämple.de")
    assert read["To"] == "mia@xn--exmple-cua.de"
    assert sent.server.mails[-1].rcpt_tos == ["mia@xn--exmple-cua.de"]


def test_an_address_that_servers_do_not_take_is_refused_with_the_reason(sent):
    sent()
    message = answer(Message.objects.latest("pk").ticket, recipient="zoë@example.org")
    state, error = delivered(message)
    assert (state, error) == (Delivery.FAILED, "Mail servers do not take an address whose name has such letters.")


@pytest.mark.parametrize("broken", ["Help\nBcc: all@example.org", "Help\rBcc: all@example.org"])
def test_a_line_break_gets_into_no_header(sent, broken):
    sent()
    message = answer(Message.objects.latest("pk").ticket)
    Message.objects.filter(pk=message.pk).update(subject=broken)
    assert delivered(message) == (Delivery.FAILED, "A header of this mail contains a line break.")
    assert len(sent.server.mails) == 1


def test_a_line_break_in_a_senders_name_ends_no_line(sent):
    name = letter.attribution("Mia\r\nBcc: all@example.org\x00", WEDNESDAY)
    assert name == "On 5 March 2025, 10:00, Mia Bcc: all@example.org wrote:"


def test_files_go_with_it(sent):
    read = sent(attachments=[InboundFile("Schöner Plan.pdf", "application/pdf", b"%PDF-1")])
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Schöner Plan.pdf", b"%PDF-1")


def test_a_long_thread_keeps_its_first_mail_and_its_last(sent):
    sent()
    ticket = Message.objects.latest("pk").ticket
    ids = [tokens.message_id_for(answer(ticket, f"Answer {n}.")) for n in range(15)]
    message = answer(ticket)
    headers = sending.compose(message, mailbox_for(message), at=WEDNESDAY).extra_headers
    references = headers["References"].split()
    assert (len(references), references[0], references[-1]) == (10, "<mia-1@example.org>", ids[-1])


def test_what_a_machine_sends_says_so_and_repeats_nothing(sent):
    sent(subject="Buy my pills")
    message = Message.objects.get(automatic=True)
    read = sending.compose(message, mailbox_for(message), at=WEDNESDAY).message()
    assert (read["Auto-Submitted"], read["Precedence"]) == ("auto-replied", "auto_reply")
    assert read["Subject"] == f"Your request {message.ticket.reference}"
    assert "pills" not in read.as_string()
    assert "hangs" not in read.as_string()


LOCAL_PARTS = [("help", True), ("h" * 26, True), ("h" * 27, False), ("help+eu", True)]


@pytest.mark.parametrize(("local", "fits"), LOCAL_PARTS)
def test_the_mark_in_a_mailbox_address_fits_or_is_left_out(local, fits):
    ticket = make.ticket()
    marked = tokens.reply_address(ticket, f"{local}@desk.example")
    assert (marked is not None) == fits
    if marked:
        assert len(marked.partition("@")[0]) <= 64
        assert tokens.ticket_from_reply_address(marked.upper()) == ticket


def test_markdown_leaves_as_html_and_as_readable_text_and_plain_words_as_they_are(sent):
    read = sent("Try **4.2.1**:\n\n- [here](https://example.org)", format="markdown")
    assert read.get_body("plain").get_content().startswith("Try 4.2.1:\n\n- here (https://example.org)\n")
    html = read.get_body("html").get_content()
    assert "<p>Try <strong>4.2.1</strong>:</p>" in html
    assert '<a href="https://example.org" rel="nofollow noopener noreferrer">here</a>' in html
    assert sent("Try **4.2.1**").get_body("plain").get_content().startswith("Try **4.2.1**\n")
