"""The one shape that every channel hands over."""

import io

from django.core.files.base import File

from tickets.actions.intake.inbound_message import InboundFile, InboundMessage, Sender


def test_a_sender_is_the_parts_that_were_given():
    assert Sender(name="Mia", phone="030 1").as_dict() == {"name": "Mia", "phone": "030 1"}
    assert Sender().as_dict() == {}


def test_a_file_is_read_from_its_start_wherever_it_lies():
    assert InboundFile("a.txt", "", b"words").open().read() == b"words"
    upload = File(io.BytesIO(b"words"))
    upload.read()
    assert InboundFile("a.txt", "", upload).open().read() == b"words"


def test_a_contact_claims_nothing_unless_somebody_says_so():
    message = InboundMessage("email", Sender(), "Hello.")
    claims = (message.proven, message.forged, message.automatic, message.noted, message.from_us)
    assert claims == (False,) * 5
    assert (message.answerable, message.session, message.external_id, message.files) == (True, "", None, ())
