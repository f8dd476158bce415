"""Who is named in a note is told until they have looked."""

import pytest

from tests import make
from tickets.actions.mentions import looked, named_in
from tickets.actions.setup import people
from tickets.models import Mention, Message
from tickets.rules.access import COMMAND

NOW = make.at("5 11:00")


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("5 10:00")


def worker(name, **more):
    return make.person(name, is_staff=True, **more)


def test_only_people_who_work_here_and_see_the_ticket_are_named(ticket):
    ann, ben = worker("ann"), worker("ben")
    worker("gone", is_active=False)
    make.do("assign", ticket, by=ann, at=NOW, to=ann, team=people.create_team(by=COMMAND, slug="app", name="App"))
    text = "@Ann and @ben, ask @gone or @nobody; not x@ann.example nor a@ann, but (@ann)."
    assert named_in(text, ticket) == [ann.pk]
    ben.teams.add(ticket.__class__.objects.get().team)
    assert named_in(text, ticket) == [ann.pk, ben.pk]


def test_a_note_and_a_hand_over_with_a_note_tell_once_each(ticket):
    ana, ann, ben = worker("ana"), worker("ann"), worker("ben")
    make.do("note", ticket, by=ana, at=NOW, text="@ann, @ann: have a look.")
    make.do("assign", ticket, by=ana, at=NOW, to=ben, note="Please go on, @ann knows the shop.")
    assert list(Mention.objects.values_list("person__username", flat=True)) == ["ann", "ann"]
    assert Message.objects.filter(direction="internal").count() == 2
    looked(ticket, ben, NOW)
    assert Mention.objects.filter(seen_at=None).count() == 2
    looked(ticket, ann, NOW)
    assert not Mention.objects.filter(seen_at=None).exists()


def test_what_names_somebody_in_a_ticket_that_was_merged_is_seen_in_the_one_that_goes_on(ticket):
    ana, ann = worker("ana"), worker("ann")
    other = make.ticket("5 10:30", email="leo@example.org")
    make.do("note", other, by=ana, at=NOW, text="@ann: the same?")
    make.do("merge", other, by=ana, at=NOW, into=ticket)
    looked(ticket, ann, NOW)
    assert not Mention.objects.filter(seen_at=None).exists()
