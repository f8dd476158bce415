"""The marks that a message wears."""

from tests import make
from tests.tickets.admin.ticket.conftest import rows


def test_a_message_says_what_was_promised_in_it_and_told_by_it(ana, story):
    (first, _mail), (answer,) = rows(ana, story, "customer"), rows(ana, story, "ours")
    assert ("Device", "Pixel 7") in first.facts
    assert answer.source == "chat · first response after 4 min"
    assert [pill.words for pill in answer.pills] == [
        "Promise, due Thu 6 March 10:04: broken",
        "no date given, so 8 business hours",
    ]


def test_who_is_not_proven_is_marked(ana, story):
    chat, mail = rows(ana, story, "customer")
    assert [pill.words for pill in chat.marks] == ["Sender not proven"]
    assert [pill.words for pill in mail.marks] == ["Chaser 1"]


def test_what_was_entered_late_says_so(ana, desk):
    ticket = make.ticket("10 10:00")
    make.receive("10 10:30", "They called yesterday.", ticket=ticket, channel="phone", occurred_at=make.at("10 10:10"))
    (call,) = rows(ana, ticket, "call")
    assert ("Entered late", "20 min later") in [(pill.words, pill.title) for pill in call.marks]


def test_an_answer_says_that_its_author_took_the_ticket_by_it(ana, desk):
    ticket = make.answered(make.ticket("10 10:00"), "10 10:10", ana.person)
    make.answered(ticket, "10 10:20", make.person("ben"))
    first, second = rows(ana, ticket, "ours")
    assert ("took it" in first.source, "took it" in second.source) == (True, False)
