"""Who follows a ticket, and what is news to them."""

import pytest

from tests import make
from tickets.actions.following import follow, unfollow
from tickets.actions.mentions import looked
from tickets.actions.setup import people
from tickets.models import Follow, Ticket
from tickets.models.ticket import who_sees
from tickets.rules.access import COMMAND, ROLES

NOW = make.at("5 11:00")


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("5 10:00")


def worker(name, **more):
    return make.person(name, is_staff=True, **more)


def news(person):
    return [row.goes_on_in for row in Follow.objects.with_news(person)]


def test_what_others_do_is_news_until_they_look_and_what_they_do_themselves_never_is(ticket):
    ana, ben = worker("ana"), worker("ben")
    follow(ticket, by=ana, at=NOW)
    make.do("note", ticket, by=ana, at=NOW, text="Mine.")
    make.do("tag", ticket, by=ben, at=NOW, add=["app"])  # sorted, not said
    assert news(ana) == []
    make.do("note", ticket, by=ben, at=NOW, text="Another's.")
    assert (news(ana), news(ben)) == ([ticket.pk], [])
    looked(ticket, ana, NOW)
    assert news(ana) == []
    make.receive("5 12:00", "Any news?", ticket=ticket)
    assert news(ana) == [ticket.pk]
    unfollow(ticket, by=ana)
    assert news(ana) == []


def test_whoever_a_note_names_follows_from_then_on_also_after_they_had_stopped(ticket):
    ana, ann = worker("ana"), worker("ann")
    make.do("note", ticket, by=ana, at=NOW, text="@ann: look.")
    assert [row.person for row in Follow.objects.all()] == [ann]
    assert news(ann) == []  # the note itself is told as a mention
    make.do("note", ticket, by=ana, at=NOW, text="And @ann, more.")
    assert news(ann) == [ticket.pk]
    unfollow(ticket, by=ann)
    make.do("note", ticket, by=ana, at=NOW, text="Once more @ann.")
    assert Follow.objects.get().person == ann


def test_who_followed_what_was_merged_is_told_what_happens_in_the_ticket_that_goes_on(ticket):
    ana, ben = worker("ana"), worker("ben")
    other = make.ticket("5 10:30", email="leo@example.org")
    follow(other, by=ana, at=NOW)
    make.do("merge", other, by=ben, at=NOW, into=ticket)
    make.do("note", ticket, by=ben, at=NOW, text="Goes on.")
    assert news(ana) == [ticket.pk]
    looked(ticket, ana, NOW)
    assert news(ana) == []


def test_who_sees_a_ticket_is_the_other_side_of_what_a_person_sees(ticket):
    app, shop = (people.create_team(by=COMMAND, slug=slug, name=slug.title()) for slug in ("app", "shop"))
    everybody = [worker(f"{role}-{n}", role=role) for role in ROLES for n in range(3)]
    for person in everybody:
        if person.username.endswith("1"):
            person.teams.add(app)
        if person.username.endswith("2"):
            person.teams.add(shop)
    worker("gone", is_active=False)

    def both():
        fresh = Ticket.objects.get()
        seen = {one.pk for one in everybody if Ticket.objects.visible_to(one).filter(pk=fresh.pk).exists()}
        return seen, set(who_sees(fresh).values_list("pk", flat=True))

    for given in ({}, {"team": app}, {"to": everybody[0], "team": app}):
        if given:
            make.do("assign", ticket, by=everybody[-4], at=NOW, **given)
        one_way, other_way = both()
        assert one_way == other_way
