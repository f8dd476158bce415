"""The composer's row of addresses: who usually gets an answer, who was taken off or added, and what was typed wrongly."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import page
from tickets.models import Message

BOSS, HIDDEN = "boss@example.com", "lawyer@example.net"


@pytest.fixture
def ticket(desk):
    return make.ticket("10 10:00", "The app hangs.", name="Mia Novak", cc=(BOSS,))


def copies(browser, ticket):
    return browser.get(page(ticket)).context["composer"].copies


def answer():
    return Message.objects.get(direction="out", automatic=False)


def test_who_was_in_copy_stands_there_and_is_answered(ana, ticket):
    assert (copies(ana, ticket).cc, copies(ana, ticket).chosen) == ([BOSS], False)
    ana.do(ticket, "reply", text="Done.")
    assert answer().cc == [BOSS]


def test_whoever_was_taken_off_gets_nothing(ana, ticket):
    ana.do(ticket, "reply", text="Done.", addressed="1", cc="")
    assert answer().cc == []


def test_the_chips_are_who_gets_it(ana, ticket):
    ana.do(ticket, "reply", text="Done.", addressed="1", cc=["tom@example.org", ""], bcc=[HIDDEN, ""])
    assert (answer().cc, answer().bcc) == (["tom@example.org"], [HIDDEN])
    assert f"also to tom@example.org · unseen to {HIDDEN}" in ana.words(page(ticket))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("tom at home", "“tom at home” is no email address."), ("no-reply@example.com", "Nobody reads what is sent to")],
)
def test_what_is_typed_wrongly_comes_back_with_the_reason_beside_it(ana, ticket, typed, said):
    answer = ana.do(ticket, "reply", text="Done.", addressed="1", cc=[BOSS, typed], bcc=HIDDEN)
    assert answer.status_code == 400
    shown = answer.context["composer"]
    assert (shown.copies.cc, shown.copies.bcc, shown.typed["text"]) == ([BOSS, typed], [HIDDEN], "Done.")
    assert said in words(answer).partition("Add an address")[0]
    assert 'data-trouble><span class="d-bad" role="alert">' in answer.content.decode()
    assert not Message.objects.filter(direction="out", automatic=False).exists()


def test_a_draft_keeps_who_was_chosen_and_who_was_taken_off(ana, ticket):
    draft = f"/admin/tickets/ticket/{ticket.pk}/draft/"
    kept = ana.client.post(draft, {"mode": "reply", "draft": 0, "text": "Soon.", "addressed": "1", "bcc": HIDDEN})
    assert (copies(ana, ticket).cc, copies(ana, ticket).bcc, copies(ana, ticket).chosen) == ([], [HIDDEN], True)
    ana.client.post(draft, {"mode": "reply", "draft": kept.json()["version"], "text": "Soon."})
    assert (copies(ana, ticket).cc, copies(ana, ticket).chosen) == ([BOSS], False)


def test_chosen_addresses_without_words_are_no_draft(ana, ticket):
    draft = f"/admin/tickets/ticket/{ticket.pk}/draft/"
    said = {"mode": "reply", "draft": 0, "text": "", "addressed": "1", "cc": BOSS}
    assert ana.client.post(draft, said).json() == {"version": 0}


def test_a_colleague_who_answered_first_does_not_lose_the_chips(ana, ticket):
    seen = ana.get(page(ticket)).context
    make.receive("10 10:41", "Hurry.", ticket=ticket, proven=True)
    said = {"version": seen["version"], "seen": seen["last_line"], "addressed": "1", "cc": "tom@example.org"}
    answer = ana.post(ticket, "reply", text="Done.", **said)
    assert answer.status_code == 409
    assert answer.context["composer"].copies.cc == ["tom@example.org"]


def test_the_customer_never_reads_of_an_unseen_copy(ana, ticket, client):
    ana.do(ticket, "reply", text="Done.", bcc=HIDDEN)
    token = {"t": make.token(ticket, at=make.at("10 10:42"))}
    for address in (f"/r/{ticket.reference}", f"/api/v1/requests/{ticket.reference}"):
        shown = client.get(address, token, follow=True).content.decode()
        assert "Done." in shown
        assert HIDDEN not in shown
