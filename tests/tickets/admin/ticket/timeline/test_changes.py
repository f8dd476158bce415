"""What happened without a word: one grey line each."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import page, rows
from tickets.actions import sweep


def test_what_was_merged_into_it_is_told_on_its_page_and_is_no_other_ticket(ana, desk):
    first = make.resolved(make.ticket("1/1 10:00", "The first words"), "2/1 10:00")
    sweep.check_due(make.at("1/2 10:00"))
    ticket = make.ticket("5 10:00", "The same again")
    assert len(ana.get(page(ticket)).context["others"]) == 1
    make.do("merge", first, by=ana.person, at=make.at("10 10:40"), into=ticket)
    answer = ana.get(page(ticket))
    assert "The first words" in words(answer)
    assert f"ana merged #{first.pk} into this one Undo" in words(answer)
    assert answer.context["others"] == []


def test_what_a_message_says_already_is_not_said_twice(ana, story):
    said = [row.text for row in rows(ana, story, "happening")]
    assert said == []  # whoever answered took it, and what was promised and asked stands at the message


def test_who_did_what_is_one_line_each(ana, desk):
    ticket, day = make.ticket("10 09:00"), [make.at(f"10 09:{minute}") for minute in range(10, 60, 10)]
    make.do("take", ticket, by=ana.person, at=day[0])
    make.do("priority", ticket, by=ana.person, at=day[1], to="high")
    make.do("status", ticket, by=ana.person, at=day[2], to="on_hold")
    make.do("promise", ticket, by=ana.person, at=day[3], text="a fix", due_at=make.at("11 10:00"))
    make.do("ask", ticket, by=ana.person, at=day[4], facts=["device"])
    assert [row.text for row in rows(ana, ticket, "happening")] == [
        "ana took it",
        "ana: priority high",
        "ana set it to on hold",
        "ana promised “a fix”, due Tue 11 March 10:00",
        "ana",
    ]
    assert [pill.words for pill in rows(ana, ticket, "happening")[-1].marks] == ["Asked: device"]
