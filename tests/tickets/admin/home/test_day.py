"""A person's day: what is due next of theirs, what was promised, whom they wait on, who named them, what is solved."""

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.promises import PromiseGiven
from tickets.admin.home import day
from tickets.models import Ticket

NOW = make.at("10 10:42")


def parts(browser):
    return {part.key: part for part in day.parts(browser.person, NOW)}


def of(number, owner, when="10 10:00"):
    ticket = make.ticket(when, email=f"m{number}@example.org", name=f"Mia {number}", subject=f"Case {number}")
    return make.do("assign", ticket, by=owner, at=make.at("10 10:30"), to=owner)


def test_what_is_due_next_says_when_by_both_clocks(ana):
    of(1, ana.person, "10 10:00")
    late = of(2, ana.person, "7 15:00")
    (first, second) = parts(ana)["due"].rows
    assert first.ticket == late
    assert (first.open_hours, first.wall_clock, first.tone) == ("2 h 42 min over", "66 h 42 min over", "over")
    assert (second.open_hours, second.wall_clock, second.tone) == ("in 18 min", "in 18 min", "soon")
    assert second.words == "First response, today 11:00"
    text = words(ana.client.get("/admin/"))
    assert "66 h 42 min over by the clock" in text


def test_what_others_own_or_is_snoozed_is_not_in_it(ana, browser):
    of(1, browser("ben").person)
    snoozed = of(2, ana.person)
    make.do("snooze", snoozed, by=ana.person, at=make.at("10 10:31"), until=make.at("11 10:00"))
    assert parts(ana)["due"].rows == []
    assert "Nothing of yours is ours to move." in words(ana.client.get("/admin/"))


def test_a_promise_of_today_stands_with_its_words(ana):
    ticket = of(1, ana.person)
    promise = PromiseGiven("A fix", make.at("10 16:00"))
    make.do("reply", ticket, by=ana.person, at=make.at("10 10:35"), text="We look.", promise=promise)
    (row,) = parts(ana)["promises"].rows
    assert row.words == "ana promised: A fix, today 16:00"
    assert row.open_hours == "in 5 h 18 min"


def test_whom_one_waits_on_the_longest_first(ana):
    for number, when in ((1, "10 10:40"), (2, "10 10:32")):
        make.do("reply", of(number, ana.person), by=ana.person, at=make.at(when), text="Which version?")
    assert [row.ticket.subject for row in parts(ana)["waiting"].rows] == ["Case 2", "Case 1"]


def test_who_was_named_finds_it_until_they_have_looked(ana, browser):
    ben = browser("ben")
    ticket = of(1, ben.person)
    make.do("note", ticket, by=ben.person, at=make.at("10 10:35"), text="@ana, do you know it?")
    assert [row.ticket for row in parts(ana)["mentions"].rows] == [ticket]


def test_what_they_resolved_today_counts_whoever_owns_it_and_what_came_back_does_not(ana, browser):
    ben = browser("ben").person
    make.do("resolve", of(4, ben), by=ben, at=make.at("10 10:36"), text="Done.")  # his day
    theirs = of(1, ben)
    make.do("resolve", theirs, by=ana.person, at=make.at("10 10:36"), text="Done.")
    back = of(2, ana.person)
    make.do("resolve", back, by=ana.person, at=make.at("10 10:36"), text="Done.")
    make.receive("10 10:38", "No!", ticket=Ticket.objects.get(pk=back.pk), proven=True, email="m2@example.org")
    make.resolved(of(3, ana.person, "7 10:00"), "7 11:00")
    solved = parts(ana)["solved"]
    assert [row.ticket for row in solved.rows] == [theirs]
    assert solved.title == "Solved today: 1"


def test_more_than_a_handful_stands_in_the_list(ana):
    for number in range(7):
        of(number, ana.person)
    due = parts(ana)["due"]
    assert (len(due.rows), due.more) == (6, True)
    assert ana.client.get(due.link).context["cl"].result_count == 7


def test_who_only_reads_has_no_day_of_tickets(browser):
    assert day.parts(browser("max", "read_only").person, NOW) == []
