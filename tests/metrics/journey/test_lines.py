"""Lines of a ticket: what each event, and each moment of the clock, meant to its customer."""

import pytest

from metrics.explain.figures import figures
from metrics.journey.lines import Sign, lines
from metrics.measures import TicketStory, measure
from tests.histories import DAY, HOUR, OFFICE, stories
from tests.make import DESK
from tests.telling import START, clock, when
from tests.telling import lines as log
from tickets.events.replay import story_of


def story(*told):
    """A ticket's story from lines of the rules' tests."""
    own = log(*told)
    return TicketStory("T", 7, story_of(own, DESK), own)


def signs(until, *told):
    """(when, signs) of the lines that mean something."""
    found = lines(story(*told), DESK, clock(until))
    return [(when(line.at), " ".join(line.signs)) for line in found if line.signs]


CHAT = {"channel": "chat", "name": "c"}


def test_a_first_contact_an_answer_a_resolution():
    told = (("5 10:00", "contact"), ("5 10:30", "answer"), ("5 10:30", "resolve"))
    assert signs("5 12:00", *told) == [("5 10:00", "contact"), ("5 10:30", "answer"), ("5 10:30", "resolved")]


def test_a_chaser_on_another_channel_is_a_forced_change_and_one_that_was_not_ours_to_move_a_change():
    told = (
        ("5 10:00", "contact", CHAT),
        ("5 11:00", "contact", {"channel": "phone", "name": "p"}),
        ("5 11:30", "answer"),
        ("5 11:30", "pending"),
        ("5 11:40", "contact", {"name": "e"}),
    )
    assert signs("5 11:40", *told) == [
        ("5 10:00", "contact"),
        ("5 11:00", "chaser forced"),
        ("5 11:30", "answer"),
        ("5 11:40", "contact switched"),
    ]


def test_mails_of_one_burst_are_one_contact_and_thanks_chase_nobody():
    told = (
        ("5 10:00", "contact", {"address": 1, "name": "a"}),
        ("5 10:09", "contact", {"address": 1, "name": "b"}),
        ("5 10:20", "thanks", {"address": 1, "name": "d"}),
    )
    assert signs("5 10:30", *told) == [("5 10:00", "contact"), ("5 10:20", "contact")]


@pytest.mark.parametrize(
    ("settled", "meant"),
    [
        ((), [("5 10:05", "promised"), ("5 12:00", "owed")]),
        ((("5 11:00", "answer"), ("5 11:00", "kept")), [("5 10:05", "promised"), ("5 11:00", "kept")]),
        ((("5 11:00", "waived"),), [("5 10:05", "promised"), ("5 11:00", "waived")]),
        (
            (("5 13:00", "answer"), ("5 13:00", "kept")),
            [("5 10:05", "promised"), ("5 12:00", "broken"), ("5 13:00", "late")],
        ),
    ],
)
def test_a_promise_is_made_and_kept_waived_broken_or_owed(settled, meant):
    told = (("5 10:00", "contact"), ("5 10:05", "promise", {"due_at": "5 12:00"}), *settled)
    of_promises = {"promised", "kept", "late", "waived", "broken", "owed"}
    assert [one for one in signs("5 14:00", *told) if of_promises.intersection(one[1].split())] == meant


def test_a_promise_that_is_not_due_yet_has_no_end():
    told = (("5 10:00", "contact"), ("5 10:05", "promise", {"due_at": "5 12:00"}))
    assert signs("5 11:59", *told)[-1] == ("5 10:05", "promised")


def test_a_moment_of_the_clock_has_no_kind_and_no_person_and_stands_after_the_events_of_its_instant():
    told = (
        ("5 10:00", "contact"),
        ("5 10:05", "promise", {"due_at": "5 11:00", "by": "ana"}),
        ("5 11:00", "note", {"by": "ana"}),
    )
    found = lines(story(*told), DESK, clock("5 11:00"))[-3:]
    assert [(line.kind, line.is_moment) for line in found] == [("note", False), ("", True), ("", True)]
    assert [(line.signs, line.rule) for line in found[1:]] == [((Sign.OWED,), ""), ((Sign.STALLED,), "R1")]


@pytest.mark.parametrize(("survey", "score", "sign"), [("csat", 2, "low_score"), ("csat", 3, "score"), ("csat", 9, "")])
def test_a_score_is_low_or_not_and_none_beyond_its_scale(survey, score, sign):
    told = (("5 10:00", "contact"), ("5 10:30", "feedback", {"survey": survey, "score": score}))
    assert [found for at, found in signs("5 10:30", *told) if at == "5 10:30"] == ([sign] if sign else [])


def test_what_comes_back_says_so_beside_what_it_is():
    told = (
        ("5 10:00", "contact"),
        ("5 10:30", "answer"),
        ("5 10:30", "resolve"),
        ("6 10:00", "contact", {"name": "again"}),
    )
    assert signs("6 10:00", *told)[-1] == ("6 10:00", "contact reopened")


def test_who_was_asked_again_is_told_at_the_contact():
    told = (
        ("5 10:00", "contact"),
        ("5 10:05", "answer"),
        ("5 10:05", "facts", {"keys": ["device"], "by": "ana"}),
        ("6 10:00", "contact", {"name": "again"}),
        ("6 10:30", "asked", {"facts": ["device"], "by": "ben", "name": "asks"}),
        ("6 10:30", "answer", {"by": "ben", "name": "answers"}),
    )
    assert ("6 10:00", "contact asked_again") in signs("6 11:00", *told)


def test_a_line_that_had_no_effect_says_so():
    told = (("5 10:00", "contact"), ("5 10:30", "confirm"))
    assert signs("5 11:00", *told)[-1] == ("5 10:30", "no_effect")


def history():
    """A long one, with everything in it."""
    for hour in range(0, 40, 4):
        at = clock("5 10:00") + hour * HOUR
        yield at, "contact", {"name": f"c{hour}", "channel": ("email", "phone", "chat")[hour % 3]}
        yield at + HOUR, "answer", {"name": f"a{hour}"}
        yield at + HOUR, "promise", {"name": f"p{hour}", "due_at": at + 3 * HOUR}
        if hour % 8:
            yield at + 2 * HOUR, "promise_done", {"name": f"d{hour}", "promise": f"p{hour}"}


def test_the_signs_are_as_many_as_the_figures_of_the_ticket_say():
    ticket = story(*history())
    until = clock("9 10:00")
    told, found = measure(ticket, DESK, until), lines(ticket, DESK, until)
    count = [sign for line in found for sign in line.signs].count
    assert count(Sign.CONTACT) + count(Sign.CHASER) == told["contacts"] == 10
    assert (count(Sign.CHASER), count(Sign.FORCED)) == (told["chasers"], told["forced_switches"])
    assert count(Sign.FORCED) + count(Sign.SWITCHED) == told["switches"] > 0
    broken = [one for one in told["promises"] if one["state"] == "broken"]
    assert count(Sign.BROKEN) + count(Sign.OWED) == len(broken) > 0
    assert count(Sign.STALLED) == len(told["stalled"]) > 0


def test_every_line_leads_to_a_figure_that_can_be_explained():
    ticket = story(*history())
    until = clock("9 10:00")
    keys = {figure.key for figure in figures(ticket, DESK, until)}
    assert {line.figure for line in lines(ticket, DESK, until)} <= keys


def test_a_ticket_without_a_start_has_no_figure(told):
    told("T", 0, "note", by="ana")
    (ticket,) = stories(told.lines, OFFICE, START + DAY).values()
    assert [line.figure for line in lines(TicketStory("T", 1, ticket.story, ticket.events), OFFICE, START + DAY)] == [
        ""
    ]
