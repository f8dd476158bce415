"""A draft is one row for each person and ticket, and the second of two windows writes over nothing."""

import pytest

from tests import make
from tickets.actions import drafts
from tickets.actions.record import Stale
from tickets.actions.verbs import VERBS
from tickets.models import Draft, Message
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("10 10:00")


def keep(ticket, by, version=0, text="We look", **more):
    return drafts.keep(ticket, by=by, at=make.at("10 10:10"), version=version, text=text, **{"mode": "reply"} | more)


def test_each_save_is_a_version_of_one_row(ticket):
    ana, ben = make.person("ana"), make.person("ben")
    assert keep(ticket, ana) == 1
    assert keep(ticket, ana, 1, "We look into it", given={"keeps": ["4"]}, seen=7) == 2
    assert keep(ticket, ben, text="Mine") == 1
    mine = Draft.objects.get(person=ana)
    assert (mine.text, mine.given, mine.seen, mine.version) == ("We look into it", {"keeps": ["4"]}, 7, 2)
    assert str(mine) == "We look into it"


@pytest.mark.parametrize("version", [0, 1, 3])
def test_who_typed_on_another_version_is_told_and_writes_over_nothing(ticket, version):
    ana = make.person("ana")
    keep(ticket, ana)
    keep(ticket, ana, 1, "Newer")
    with pytest.raises(drafts.Overtaken) as told:
        keep(ticket, ana, version, "Older")
    assert told.value.draft.text == Draft.objects.get().text == "Newer"


def test_what_was_sent_meanwhile_is_not_brought_back(ticket):
    ana = make.person("ana")
    keep(ticket, ana)
    drafts.perform_and_forget(ticket, [VERBS["reply"](text="We look")], actor=ana, at=make.at("10 10:11"))
    with pytest.raises(drafts.Overtaken) as told:
        keep(ticket, ana, 1, "We look into")
    assert told.value.draft is None
    assert not Draft.objects.exists()


def test_what_could_not_be_sent_stays_a_draft(ticket):
    ana = make.person("ana")
    keep(ticket, ana)
    with pytest.raises(Stale):
        drafts.perform_and_forget(
            ticket, [VERBS["reply"](text="We look")], actor=ana, at=make.at("10 10:11"), expected_version=0
        )
    assert Draft.objects.exists()
    assert not Message.objects.filter(direction="out", automatic=False).exists()


def test_without_words_there_is_no_draft(ticket):
    ana = make.person("ana")
    assert keep(ticket, ana, text=" ") == 0
    keep(ticket, ana)
    assert keep(ticket, ana, 1, "") == 0
    assert not Draft.objects.exists()


@pytest.mark.parametrize("mode", ["reply", "note"])
def test_who_may_not_write_keeps_no_draft(ticket, mode):
    with pytest.raises(Denied):
        keep(ticket, make.person("rita", "read_only"), mode=mode)
