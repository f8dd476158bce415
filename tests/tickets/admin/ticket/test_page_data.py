"""All that a page is made from is read at once, in parts, however long the history."""

import pytest

from tests import make
from tests.tickets.admin.ticket.conftest import page, rows
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.outbox import delivery
from tickets.actions.promises import PromiseGiven
from tickets.admin.ticket.page_data import PART
from tickets.models import Ticket
from tickets.models.history import forget_desk


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_sixteen_statements_whatever_the_number_of_messages(ana, number, django_assert_num_queries):
    ticket = make.ticket("5 10:00", facts={"device": "Pixel 7"})
    for n in range(number):
        make.receive(f"6 1{n}:00", "Hello?", ticket=ticket)
        file = InboundFile(f"{n}.txt", "text/plain", b"x")
        ben = make.person(f"ben{n}")
        make.answered(ticket, f"6 1{n}:30", ben, promise=PromiseGiven("soon"), attachments=[file])
        make.ticket("6 15:00", "Another", email=f"other{n}@example.org")
    forget_desk()
    with django_assert_num_queries(16):
        assert len(rows(ana, ticket, "ours")) == number


def correspondence(number):
    """So many mails of Mia's, a minute apart."""
    for n in range(number):
        at = make.at(f"7 {10 + n // 60}:{n % 60:02}").isoformat()
        yield {"id": f"L{n}", "ticket": "LONG", "at": at, "kind": "contact", "channel": "email", "text": f"Mail {n}."}


def said(response):
    """What was said in the part that is shown."""
    return [row.text for row in response.context["rows"] if row.kind == "customer"]


def test_a_long_history_comes_in_parts_the_newest_first(ana, desk):
    make.take(correspondence(PART * 2 + 5))
    ticket = Ticket.objects.get(source_key="LONG")
    newest = ana.get(page(ticket))
    assert said(newest) == [f"Mail {n}." for n in range(PART + 5, 2 * PART + 5)]
    before = ana.get(page(ticket), until=newest.context["earlier"])
    assert said(before) == [f"Mail {n}." for n in range(5, PART + 5)]
    first = ana.get(page(ticket), until=before.context["earlier"])
    assert said(first) == [f"Mail {n}." for n in range(5)]
    assert [b"Show earlier" in part.content for part in (newest, before, first)] == [True, True, False]
    assert [b"Show the newest" in part.content for part in (newest, before, first)] == [False, True, True]


@pytest.mark.parametrize("until", ["", "x", "9" * 17, "-1"])
def test_a_part_that_nobody_can_mean_is_the_newest(ana, story, until):
    assert said(ana.get(page(story), until=until)) == said(ana.get(page(story)))


def test_a_call_is_shown_whole_in_the_part_in_which_it_began(ana, desk):
    make.take(correspondence(PART - 1))
    ticket = Ticket.objects.get(source_key="LONG")
    call = {"ticket": "LONG", "channel": "phone", "session": "call"}
    make.take(
        [
            {"id": "rang", "kind": "contact", "at": make.at("7 09:58").isoformat(), "text": "It rang.", **call},
            {
                "id": "took",
                "kind": "answer",
                "at": make.at("7 10:00").isoformat(),
                "by": "ana",
                "text": "Hello.",
                **call,
            },
        ]
    )
    newest = ana.get(page(ticket))
    assert [row.kind for row in newest.context["rows"] if row.kind == "call"] == []
    before = ana.get(page(ticket), until=newest.context["earlier"])
    assert [row.text for row in before.context["rows"] if row.kind == "call"] == ["It rang.\nHello."]


def test_what_did_not_arrive_is_said_however_long_ago_it_was(ana, desk):
    make.take(correspondence(PART * 2))
    ticket = Ticket.objects.get(source_key="LONG")
    lost = make.answered(ticket, "7 10:00", recipient=make.MIA).messages.get(direction="out")
    delivery.bounced(lost, make.at("7 10:01"), "No such user")
    assert [message.pk for message in ana.get(page(ticket)).context["undelivered"]] == [lost.pk]


def test_what_a_later_answer_made_good_is_not_said_in_an_earlier_part_either(ana, desk):
    make.take(correspondence(PART * 2))
    ticket = Ticket.objects.get(source_key="LONG")
    lost = make.answered(ticket, "7 10:00", recipient=make.MIA).messages.get(direction="out")
    delivery.bounced(lost, make.at("7 10:01"), "No such user")
    make.answered(ticket, "7 11:50", recipient=make.MIA)
    newest = ana.get(page(ticket))
    before = ana.get(page(ticket), until=newest.context["earlier"])
    first = ana.get(page(ticket), until=before.context["earlier"])
    assert [row.failed != "" for row in first.context["rows"] if row.kind == "ours"] == [True]
    assert [list(part.context["undelivered"]) for part in (newest, before, first)] == [[], [], []]
