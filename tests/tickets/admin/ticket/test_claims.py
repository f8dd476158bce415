"""What claims to belong somewhere is joined after a look and parted again with another; what came back is seen."""

import pytest

from tests import make
from tests.tickets.admin.ticket.conftest import page
from tickets.actions.setup import people
from tickets.models import Event, Ticket
from tickets.rules.access import COMMAND
from tickets.rules.identity import JoinHint


def toms(ticket, hint, when="10 09:30", email="tom@example.org"):
    """A mail of Tom's that names a ticket of Mia's."""
    return make.receive(when, "Here is the log.", email=email, name="Tom", claims=[(ticket, hint)]).ticket


REASONS = [
    (JoinHint.TOKEN, "tom@example.org answers a mail of ours that belongs to it, but takes no part in it."),
    (JoinHint.THREAD, "tom@example.org answers a mail that belongs to it, but nothing proves that they take part."),
    (JoinHint.NUMBER, "Its number stands in the subject, which anybody can write."),
]


@pytest.mark.parametrize(("hint", "reason"), REASONS)
def test_a_claim_is_shown_with_its_reason_and_whose_ticket_it_is(ana, mias, hint, reason):
    ticket = toms(mias, hint)
    assert ticket != mias
    text = ana.words(page(ticket))
    assert f"This may belong to #{mias.pk} App hangs (Mia Novak). {reason}" in text
    assert f"Merge it into #{mias.pk}" in text


def test_who_was_in_copy_there_is_said(ana, mias):
    assert "tom@example.org was in copy of a mail there." in ana.words(page(toms(mias, JoinHint.THREAD)))
    stranger = toms(mias, JoinHint.THREAD, email="eve@evil.example")
    assert "was in copy" not in ana.words(page(stranger))
    assert "also to tom@example.org" in ana.words(page(mias))


def test_a_look_and_a_press_join_and_another_parts_again(ana, mias):
    ticket = toms(mias, JoinHint.THREAD)
    joined = ana.do(ticket, "merge", into=mias.pk)
    assert joined.url == f"/admin/tickets/{page(mias)}"
    text = ana.words(page(mias))
    assert "Here is the log." in text
    assert f"ana merged #{ticket.pk} into this one Undo" in text
    parted = ana.post(ticket, "unmerge")  # as the button does: it knows no version of the other page
    assert parted.url == f"/admin/tickets/{page(ticket)}"
    assert "Here is the log." not in ana.words(page(mias))
    assert f"Merge it into #{mias.pk}" in ana.words(page(ticket))


def test_the_buttons_are_forms_without_scripts(ana, mias):
    ticket = toms(mias, JoinHint.TOKEN)
    html = ana.get(page(ticket)).content.decode()
    assert f'form="do-join" name="into" value="{mias.pk}"' in html
    ana.do(ticket, "merge", into=mias.pk)
    html = ana.get(page(mias)).content.decode()
    assert f'form="do-undo" formaction="/admin/tickets/ticket/{ticket.pk}/do/unmerge/"' in html


def test_who_was_joined_takes_part_from_then_on(ana, mias):
    ana.do(toms(mias, JoinHint.THREAD), "merge", into=mias.pk)
    again = make.receive("10 10:30", "And another.", email="tom@example.org", claims=[(mias, JoinHint.TOKEN)])
    assert (again.ticket.pk, again.message.proven) == (mias.pk, True)


def test_a_claim_on_a_ticket_that_one_may_not_see_is_not_shown(ana, mias):
    ticket = toms(mias, JoinHint.TOKEN)
    Ticket.objects.filter(pk=mias.pk).update(team=people.create_team(by=COMMAND, slug="x", name="X"))
    assert "This may belong to" not in ana.words(page(ticket))


def test_a_customers_other_open_ticket_can_be_joined_from_the_side(ana, mias):
    make.answered(mias, "10 09:10")
    other = make.ticket("10 09:40", "And another thing")
    assert other != mias
    assert f"Merge this one into #{mias.pk}" in ana.words(page(other))


def test_a_name_before_a_foreign_address_hides_nothing(ana, mias):
    spoofed = make.ticket("10 09:50", "Send me the data", email="eve@evil.example", name="Mia Novak")
    ana.do(spoofed, "merge", into=mias.pk)
    assert "Mia Novak email · eve@evil.example" in ana.words(page(mias))


def test_mail_from_an_address_of_ours_is_flagged_and_no_answer(ana, desk):
    ticket = make.ticket("10 09:00", "I close this.", email="ben@desk.example", from_us=True)
    assert "From an address of ours" in ana.words(page(ticket))
    assert not Event.objects.filter(kind="answer").exists()


@pytest.mark.parametrize("number", [1, 3])
def test_claims_cost_one_statement_whatever_their_number(ana, mias, number, django_assert_num_queries):
    ticket = toms(mias, JoinHint.THREAD)
    for n in range(number):
        other = make.ticket("10 09:00", "Another", email=f"other{n}@example.org")
        make.receive("10 09:35", "The same", email="tom@example.org", claims=[(other, JoinHint.NUMBER)])
    make.forget_desk()
    with django_assert_num_queries(16):
        assert len(ana.get(page(ticket)).context["claims"]) == number + 1
