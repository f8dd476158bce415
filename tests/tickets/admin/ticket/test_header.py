"""What an agent must know before the first word."""

from tests import make
from tests.tickets.admin.ticket.conftest import page
from tickets.admin.ticket.header import MOST_PROMISES


def test_the_strip_says_what_they_told_us_what_we_promised_and_how_long_they_wait(ana, story):
    text = ana.words(page(story))
    assert "Device Pixel 7 App version 4.2 Symptom hangs when the basket is opened" in text
    assert "chat, Wed 5 March 10:00" in text
    assert "Asked again by Ben, Mon 10 March: 3 of 3" in text
    assert "“a fix by tomorrow at ten” Ben · today 10:18" in text
    assert "in 7 h 18 min due Tue 11 March 10:00" in text
    assert "Broken due Thu 6 March 10:04 15 h 57 min late" in text
    assert "24 h 42 min business, on us 5 days 0 h 42 min by the calendar, since Wed 5 March 10:00" in text
    assert "2 forced switches" in text


def test_what_can_still_be_saved_stands_above_what_is_broken(ana, story):
    assert [row.state for row in ana.get(page(story)).context["promised"]] == ["open", "broken"]


def test_resolved_it_says_how_long_they_waited(ana, story, now):
    make.answered(story, "11 10:00", make.person("ben"), "Fixed.", then="resolve")
    make.do("confirm", story, at=make.at("11 12:00"))
    now.move_to(make.at("11 12:30"))
    ana.sign_in()
    text = ana.words(page(story))
    assert "They waited 32 h 00 min business, to resolution 144 h 00 min by the calendar" in text
    assert "34 h 00 min to the closed loop" in text
    assert "Confirmed by Mia Novak" in text
    assert "Mia Novak answered: solved" in text


def test_of_many_promises_the_first_to_act_on_are_shown_and_the_others_counted(ana, story):
    for day in range(12, 27):
        due = make.at(f"{day} 16:00")
        make.do(
            "promise", story, by=make.person("ben"), at=make.at("10 10:20"), text=f"a call on the {day}", due_at=due
        )
    shown = ana.get(page(story)).context["promised"]
    assert [row.words for row in shown[:2]] == ["a fix by tomorrow at ten", "a call on the 12"]
    assert (len(shown), shown[-1].words) == (MOST_PROMISES, "a call on the 22")
    assert "and 5 more that we owe" in ana.words(page(story))
