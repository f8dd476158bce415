"""What stands under our mails: the writer's own signature, then the mailbox's, and in no stored words."""

import pytest

from tests import make
from tests.make import mail
from tests.tickets.channels.post import Accepting, answer, delivered, mailbox, question, serving
from tickets.actions.outbox.signature import signature_of
from tickets.actions.setup.preferences import prefer
from tickets.channels.email.parse import parse
from tickets.models import Message
from tickets.models.message import Delivery

pytestmark = pytest.mark.django_db
OWN = "Best wishes\n{agent.name}"


@pytest.fixture
def sent():
    """An answer of Ben's, as it is stored and as a mail program reads it."""
    server = Accepting()
    with serving(server) as port:
        box = mailbox("help", port, signature="{agent.first_name} · {team.name}\nFollow & Co.")
        ben = make.person("ben", first_name="Ben", last_name="Berg")
        prefer(by=ben, send_by_enter=True, undo_seconds=0, sound=False, notice=False, signature=OWN)
        message = answer(question(box))
        assert delivered(message) == (Delivery.SENT, "")
        yield box, message, server.read()


def test_the_writers_own_stands_above_the_mailboxs_in_text_and_html(sent):
    _box, message, read = sent
    assert "\n\n-- \nBest wishes\nBen Berg\nFollow & Co.\n\nOn " in read.get_body("plain").get_content()
    html = read.get_body("html").get_content()
    assert "<p>Best wishes<br>\nBen Berg<br>\nFollow &amp; Co.</p>" in html
    assert message.text == "Try 4.2.1."


def test_a_machine_signs_for_nobody(sent):
    box, message, _read = sent
    assert signature_of(Message(ticket=message.ticket, automatic=True), box) == "Follow & Co."
    assert signature_of(Message(ticket=message.ticket), None) == ""


@pytest.mark.parametrize("quote", ["> ", ">", "| "])
def test_a_reply_that_quotes_it_brings_no_words_of_it(sent, quote):
    ours = sent[2].get_body("plain").get_content()
    quoted = "".join(f"{quote}{line}\n" for line in ours.splitlines())
    above = f"It works!\n\nOn 5 March 2025, 11:00, Ben wrote:\n{quoted}"
    assert parse(mail(above)).reply == "It works!"
