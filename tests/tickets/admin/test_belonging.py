"""What claims to belong somewhere is joined with one click and parted again with another; what came back is seen."""

import pytest

from tests import make
from tickets.actions import delivery
from tickets.actions.setup import people
from tickets.models import Event, Message, Ticket
from tickets.models.message import Delivery
from tickets.rules.access import COMMAND
from tickets.rules.identity import Hint


def page(ticket):
    return f"ticket/{ticket.pk}/change/"


@pytest.fixture
def mias(desk):
    """Mia's ticket, whose mail Tom was in copy of."""
    return make.ticket("10 09:00", "The app hangs.", subject="App hangs", name="Mia Novak", copied=("tom@example.org",))


def toms(ticket, hint, when="10 09:30", email="tom@example.org"):
    """A mail of Tom's that names a ticket of Mia's."""
    return make.receive(when, "Here is the log.", email=email, name="Tom", claims=[(ticket, hint)]).ticket


REASONS = [
    (Hint.TOKEN, "tom@example.org answers a mail of ours that belongs to it, but takes no part in it."),
    (Hint.THREAD, "tom@example.org answers a mail that belongs to it, but nothing proves that they take part."),
    (Hint.NUMBER, "Its number stands in the subject, which anybody can write."),
]


@pytest.mark.parametrize(("hint", "reason"), REASONS)
def test_a_claim_is_shown_with_its_reason_and_whose_ticket_it_is(ana, mias, hint, reason):
    ticket = toms(mias, hint)
    assert ticket != mias
    text = ana.words(page(ticket))
    assert f"This may belong to #{mias.pk} App hangs (Mia Novak). {reason}" in text
    assert f"Join it to #{mias.pk}" in text


def test_who_was_in_copy_there_is_said(ana, mias):
    assert "tom@example.org was in copy of a mail there." in ana.words(page(toms(mias, Hint.THREAD)))
    stranger = toms(mias, Hint.THREAD, email="eve@evil.example")
    assert "was in copy" not in ana.words(page(stranger))
    assert "also to tom@example.org" in ana.words(page(mias))


def test_one_click_joins_and_another_parts_again(ana, mias):
    ticket = toms(mias, Hint.THREAD)
    joined = ana.do(ticket, "merge", into=mias.pk)
    assert joined.url == f"/admin/tickets/{page(mias)}"
    text = ana.words(page(mias))
    assert "Here is the log." in text
    assert f"ana joined #{ticket.pk} to this one Undo" in text
    parted = ana.post(ticket, "unmerge")  # as the button does: it knows no version of the other page
    assert parted.url == f"/admin/tickets/{page(ticket)}"
    assert "Here is the log." not in ana.words(page(mias))
    assert f"Join it to #{mias.pk}" in ana.words(page(ticket))


def test_the_buttons_are_forms_without_scripts(ana, mias):
    ticket = toms(mias, Hint.TOKEN)
    html = ana.get(page(ticket)).content.decode()
    assert f'form="do-join" name="into" value="{mias.pk}"' in html
    ana.do(ticket, "merge", into=mias.pk)
    html = ana.get(page(mias)).content.decode()
    assert f'form="do-undo" formaction="/admin/tickets/ticket/{ticket.pk}/do/unmerge/"' in html


def test_who_was_joined_takes_part_from_then_on(ana, mias):
    ana.do(toms(mias, Hint.THREAD), "merge", into=mias.pk)
    again = make.receive("10 10:30", "And another.", email="tom@example.org", claims=[(mias, Hint.TOKEN)])
    assert (again.ticket.pk, again.message.proven) == (mias.pk, True)


def test_a_claim_on_a_ticket_that_one_may_not_see_is_not_shown(ana, mias):
    ticket = toms(mias, Hint.TOKEN)
    Ticket.objects.filter(pk=mias.pk).update(team=people.create_team(by=COMMAND, slug="x", name="X"))
    assert "This may belong to" not in ana.words(page(ticket))


def test_a_customers_other_open_ticket_can_be_joined_from_the_side(ana, mias):
    make.answered(mias, "10 09:10")
    other = make.ticket("10 09:40", "And another thing")
    assert other != mias
    assert f"Join this one to #{mias.pk}" in ana.words(page(other))


def test_a_name_before_a_foreign_address_hides_nothing(ana, mias):
    spoofed = make.ticket("10 09:50", "Send me the data", email="eve@evil.example", name="Mia Novak")
    ana.do(spoofed, "merge", into=mias.pk)
    assert "Mia Novak email · eve@evil.example" in ana.words(page(mias))


def test_mail_from_an_address_of_ours_is_flagged_and_no_answer(ana, desk):
    ticket = make.ticket("10 09:00", "I close this.", email="ben@desk.example", from_us=True)
    assert "From an address of ours" in ana.words(page(ticket))
    assert not Event.objects.filter(kind="answer").exists()


@pytest.fixture
def came_back(mias):
    """A resolution that was sent, and reported as undeliverable a day later."""
    ticket = make.resolved(mias, "10 09:10")
    message = Message.objects.get(automatic=False, direction="out")
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.SENT, sent_at=make.at("10 09:11"))
    message.refresh_from_db()
    delivery.bounced(message, make.at("10 10:20"), "550 5.1.1 no such user")
    return Ticket.objects.get(pk=ticket.pk), message


def test_a_late_bounce_reopens_nothing_and_is_seen_at_the_message_on_top_and_in_the_list(ana, came_back):
    ticket, _message = came_back
    assert (ticket.status, ticket.loop) == ("resolved", "open")
    text = ana.words(page(ticket))
    assert "Our answer did not arrive mia@example.org : 550 5.1.1 no such user" in text
    assert "Bounced: 550 5.1.1 no such user Send again" in text
    assert "Our answer did not arrive" in ana.words("ticket/", view="undelivered")
    assert "Our answer did not arrive" not in ana.words("ticket/", view="open")
    items = ana.get("ticket/").context["sidebar_navigation"][0]["items"]
    assert {item["title"]: item["badge"] for item in items}["Did not arrive"] == "1"


def test_the_count_of_what_came_back_does_not_need_an_open_ticket(ana, came_back):
    make.ticket("10 10:30", "Another", email="leo@example.org")
    items = ana.get("ticket/").context["sidebar_navigation"][0]["items"]
    assert {item["title"]: item["badge"] for item in items}["Did not arrive"] == "1"


def test_a_later_answer_makes_it_good(ana, came_back):
    ticket, _message = came_back
    make.answered(ticket, "10 10:30", recipient="mia@work.example", channel="email")
    assert "Our answer did not arrive" not in ana.words(page(ticket))
    assert "Our answer did not arrive" not in ana.words("ticket/", view="undelivered")


def test_it_is_sent_again_to_another_address(ana, came_back):
    ticket, message = came_back
    ana.do(ticket, "retry", message=message.pk, recipient="mia@work.example")
    message.refresh_from_db()
    assert (message.delivery, message.recipient) == ("waiting", "mia@work.example")
    assert "Our answer did not arrive" not in ana.words(page(ticket))


def test_what_is_no_address_is_refused_with_the_reason(ana, came_back):
    ticket, message = came_back
    answer = ana.do(ticket, "retry", message=message.pk, recipient="mia@@work")
    assert answer.status_code == 400
    assert "This is no address." in answer.content.decode()
    ana.client.post(f"/admin/tickets/message/{message.pk}/retry/", {"recipient": "nonsense"})
    message.refresh_from_db()
    assert message.delivery == "bounced"


@pytest.mark.parametrize("number", [1, 3])
def test_claims_cost_one_statement_whatever_their_number(ana, mias, number, django_assert_num_queries):
    ticket = toms(mias, Hint.THREAD)
    for n in range(number):
        other = make.ticket("10 09:00", "Another", email=f"other{n}@example.org")
        make.receive("10 09:35", "The same", email="tom@example.org", claims=[(other, Hint.NUMBER)])
    make.forget_desk()
    with django_assert_num_queries(15):
        assert len(ana.get(page(ticket)).context["claims"]) == number + 1
