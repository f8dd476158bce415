"""Files of drafts lie on the desk until they are sent."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions import composed, drafts
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.record import Invalid
from tickets.actions.verbs import VERBS
from tickets.models import Attachment, ComposedFile

SENT = make.at("10 10:10:00")


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("10 10:00")


@pytest.fixture
def ana(db):
    return make.person()


def test_they_go_with_the_answer_and_count_with_those_of_its_form(ticket, ana):
    rows = composed.put(ticket, [InboundFile("a.txt", "", b"abc")], by=ana, at=SENT)
    step = VERBS["reply"](text="x", attachments=[InboundFile("b.txt", "", b"x")])
    composed.along(step, rows)
    assert [file.name for file in step.given["attachments"]] == ["a.txt", "b.txt"]
    with pytest.raises(Invalid) as refused:
        composed.along(VERBS["reply"](text="x", attachments=[InboundFile("b.txt", "", b"x")] * 10), rows)
    assert "these are 11" in str(refused.value)


def test_files_that_no_draft_names_are_forgotten_after_a_day(ticket, ana):
    (kept, _lost) = composed.put(ticket, [InboundFile(name, "", b"abc") for name in "ab"], by=ana, at=SENT)
    drafts.keep(ticket, by=ana, at=SENT, version=0, mode="reply", text="x", given={"files": [str(kept.key)]})
    composed.tidy(SENT + timedelta(hours=23))
    assert ComposedFile.objects.count() == 2
    composed.tidy(SENT + timedelta(hours=25))
    assert ComposedFile.objects.get() == kept
    assert composed.of(ticket, make.person("ben"), [str(kept.key)]) == []
    assert composed.of(ticket, ana, ["nonsense"]) == []
    assert not Attachment.objects.exists()
