"""The mailboxes that a mail came to: one mail is one contact, and who was written to sees it."""

import pytest

from tests import make
from tests.make import WEDNESDAY, account, mail
from tickets.actions.outbox.signature import mailbox_for
from tickets.admin.ticket import page_data
from tickets.models import Event, Message, Team, Ticket
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def boxes():
    """A mailbox and an agent for each of two teams, by the name of the team."""
    found = {}
    for name in ("help", "legal"):
        team = Team.objects.create(name=name.title(), slug=name)
        agent = make.person(f"agent of {name}")
        agent.teams.add(team)
        found[name] = (account("email", name, address=f"{name}@example.org", team=team)[0], agent)
    return found


def arrive(box, body, at=WEDNESDAY):
    return make.arrive(box[0], body, at)


def by_way_of(place, text="The heating is cold.", **more):
    """One mail as it arrives by one of its ways."""
    more = {"Message_ID": "<one@example.com>", "To": "help@example.org, legal@example.org", **more}
    return mail(text, Received=f"from {place} by mx.example.org", Delivered_To=f"{place}@example.org", **more)


def sees(box):
    return list(Ticket.objects.visible_to(box[1]).order_by("pk"))


def contacts():
    return Message.objects.filter(direction=Direction.IN).count()


def test_a_mail_to_two_mailboxes_is_one_contact_that_both_teams_see(boxes):
    first, second = arrive(boxes["help"], by_way_of("help")), arrive(boxes["legal"], by_way_of("legal"))
    ticket = Ticket.objects.get()
    assert (contacts(), ticket.contacts, ticket.chasers) == (1, 1, 0)
    assert first.message == second.message
    assert (ticket.team.slug, sees(boxes["help"]), sees(boxes["legal"])) == ("help", [ticket], [ticket])


def test_a_team_is_told_once(boxes):
    for way in ("help", "legal", "a", "b"):
        arrive(boxes["help" if way == "help" else "legal"], by_way_of(way))
    assert Event.objects.filter(kind="came_to").count() == 1


def test_a_copy_that_comes_after_a_resolution_opens_nothing_and_moves_no_figure(boxes):
    arrive(boxes["help"], by_way_of("help"), make.at("5 10:00"))
    ticket = make.resolved(Ticket.objects.get(), "5 11:00")
    before = make.figures()
    arrive(boxes["help"], by_way_of("a slow relay"), make.at("5 12:00"))
    arrive(boxes["legal"], by_way_of("legal"), make.at("5 12:05"))
    ticket.refresh_from_db()
    assert (contacts(), ticket.status, make.figures()) == (1, "resolved", before)
    assert sees(boxes["legal"]) == [ticket]


def test_a_copy_finds_the_ticket_where_its_story_goes_on(boxes):
    arrive(boxes["help"], by_way_of("help"), make.at("5 10:00"))
    other, ticket = make.ticket("5 10:01", email="ines@example.com"), Ticket.objects.order_by("pk").first()
    make.do("merge", ticket, by=make.person(), at=make.at("5 10:05"), into=other.pk)
    arrive(boxes["legal"], by_way_of("legal"), make.at("5 10:06"))
    assert other in sees(boxes["legal"])


DIFFERENT = [
    {"text": "The heating is warm."},
    {"Message_ID": "<other@example.com>"},
    {"sender": "ines@example.com"},
]


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_differs_in_its_words_its_id_or_its_sender_is_another_mail(boxes, what):
    arrive(boxes["help"], by_way_of("help"))
    arrive(boxes["help"], by_way_of("help", **what))
    assert contacts() == 2


def test_a_gateway_may_write_into_the_subject_and_wrap_the_lines(boxes):
    arrive(boxes["help"], by_way_of("help"))
    arrive(boxes["legal"], by_way_of("legal", "The heating\r\nis cold.", subject="[EXTERNAL] Help"))
    assert contacts() == 1


def test_what_a_team_was_told_is_in_the_history_and_moves_to_another_desk(boxes):
    arrive(boxes["help"], by_way_of("help"))
    arrive(boxes["legal"], by_way_of("legal"))
    lines = make.exported()
    assert [line["team"] for line in lines if line["kind"] == "came_to"] == ["Legal"]
    make.empty()
    make.take(lines)
    assert Ticket.objects.get().came_to == f" {Team.objects.get(name='Legal').pk} "


def test_a_mail_to_another_team_opens_a_ticket_that_only_this_team_sees(boxes):
    arrive(boxes["help"], mail())
    arrive(boxes["legal"], mail("Please delete my data.", To="legal@example.org"))
    first, second = Ticket.objects.order_by("pk")
    assert first.customer == second.customer
    assert (sees(boxes["help"]), sees(boxes["legal"])) == ([first], [second])


def test_the_other_ticket_is_suggested_to_whoever_may_see_both(boxes):
    arrive(boxes["help"], mail())
    arrive(boxes["legal"], mail("Please delete my data.", To="legal@example.org"))
    first, second = Ticket.objects.order_by("pk")

    def others(user):
        return page_data.read(second, user, WEDNESDAY).others

    assert (others(boxes["legal"][1]), others(make.person("max", role="manager"))) == ([], [first])


def test_who_writes_to_the_same_mailbox_again_is_chasing_also_after_it_was_handed_on(boxes):
    arrive(boxes["help"], mail())
    second_level = Team.objects.create(name="Second level", slug="second")
    make.do("assign", Ticket.objects.get(), by=boxes["help"][1], at=WEDNESDAY, team=second_level)
    arrive(boxes["help"], mail("Hello?"))
    assert Ticket.objects.get().contacts_by_channel == {"email": 1}  # two mails within ten minutes are one contact
    assert contacts() == 2


def test_a_mailbox_of_no_team_and_one_of_a_team_are_two(boxes):
    everybody = (account("email", "info", address="info@example.org")[0], None)
    arrive(everybody, mail())
    arrive(boxes["legal"], mail("Please delete my data.", To="legal@example.org"))
    arrive(everybody, mail("Hello?", To="info@example.org"))
    assert [ticket.team_id and ticket.team.slug for ticket in Ticket.objects.order_by("pk")] == [None, "legal"]


def test_a_chat_of_no_team_goes_on_by_mail_to_any_team(boxes):
    ticket = make.ticket("5 09:00", channel="chat", email="mia@example.com")
    arrive(boxes["help"], mail())
    assert [message.ticket for message in Message.objects.filter(channel="email", direction=Direction.IN)] == [ticket]


def test_a_reply_that_is_sent_to_another_team_joins_its_thread_and_that_team_sees_it(boxes):
    arrive(boxes["help"], mail(Message_ID="<first@example.com>"))
    arrive(boxes["legal"], mail("Look at this.", To="legal@example.org", References="<first@example.com>"))
    ticket = Ticket.objects.get()
    assert (sees(boxes["help"]), sees(boxes["legal"])) == ([ticket], [ticket])


def test_the_answer_to_a_mail_in_two_mailboxes_leaves_by_the_one_of_its_team(boxes):
    arrive(boxes["help"], by_way_of("help"), make.at("5 10:00"))
    arrive(boxes["legal"], by_way_of("legal"), make.at("5 10:01"))
    make.answered(Ticket.objects.get(), "5 11:00")
    assert mailbox_for(Message.objects.get(text="We look into it.")) == boxes["help"][0]
