"""Hand-offs and the runaround: who was handed on, how often, and who had to begin anew."""

import pytest

from metrics.statistics import wilson
from tests.histories import DAY, HOUR
from tests.telling import START, rate


def owned(told, ticket, *owners, answered=HOUR):
    """A ticket that goes from hand to hand, an hour each, from two hours after its start on."""
    told.contact(ticket)
    told.answer(ticket, answered)
    for hours, owner in enumerate(owners, start=2):
        told(ticket, hours * HOUR, "assign", to=owner)


def causes(figures):
    """How many tickets each cause has: handed on twice, switched by force, asked again."""
    return tuple(figures["runaround"]["causes"].values())


def test_hand_offs_are_told_a_ticket_and_as_shares_with_their_intervals(told):
    """0, 1 and 3 hand-offs: the first owner ever is none, and to nobody is none."""
    owned(told, "none", "ana", None, "ana")
    owned(told, "once", "ana", "ben")
    owned(told, "thrice", "ana", "ben", None, "cho", "ana")
    figures = told.report("hand-offs")
    assert (figures["n"], figures["handoffs"], figures["per_ticket"]) == (3, 4, 4 / 3)
    assert (rate(figures["at_least_one"]), rate(figures["at_least_two"])) == ((2, 3), (1, 3))
    assert tuple(figures["at_least_one"]["interval"]) == wilson(2, 3)
    assert (rate(figures["runaround"]), causes(figures)) == ((1, 3), (1, 0, 0))


def test_before_the_first_answer_nobody_was_handed_on(told):
    owned(told, "T", "ana", "ben", "cho", answered=5 * HOUR)
    assert told.report("hand-offs")["handoffs"] == 0


def test_two_hand_offs_are_a_runaround_and_one_is_none(told):
    owned(told, "once", "ana", "ben")
    owned(told, "twice", "ana", "ben", "ana")
    assert rate(told.report("hand-offs")["runaround"]) == (1, 2)


@pytest.mark.parametrize(("answered", "forced"), [(False, 1), (True, 0)])
def test_who_changed_the_channel_because_we_kept_them_waiting_was_sent_round(told, answered, forced):
    told.contact("T", 0, "chat")
    if answered:
        told.answer("T", HOUR)
    told.contact("T", 2 * HOUR, "phone")
    figures = told.report("hand-offs")
    assert (rate(figures["runaround"]), causes(figures)) == ((forced, 1), (0, forced, 0))


def test_chasing_on_the_same_channel_is_no_runaround(told):
    told.contact("T", 0, "phone")
    told.contact("T", 2 * HOUR, "phone")
    assert rate(told.report("hand-offs")["runaround"]) == (0, 1)


@pytest.mark.parametrize(("verify", "again"), [(False, 1), (True, 0)])
def test_who_had_to_repeat_a_fact_was_sent_round_but_not_who_confirmed_one(told, verify, again):
    told.contact("T")
    told("T", HOUR, "facts", facts={"device": "Pixel 7"})
    told.answer("T", 2 * HOUR)
    told.contact("T", 3 * HOUR)
    told("T", 4 * HOUR, "asked", by="ana", facts=["device"], verify=verify)
    told.answer("T", 4 * HOUR)
    figures = told.report("hand-offs")
    assert (rate(figures["runaround"]), causes(figures)) == ((again, 1), (0, 0, again))


def test_a_ticket_of_several_causes_is_one_runaround(told):
    owned(told, "T", "ana", "ben", "ana")
    for hours, channel in ((8, "chat"), (10, "phone")):
        told.contact("T", hours * HOUR, channel)
    figures = told.report("hand-offs")
    assert (rate(figures["runaround"]), causes(figures)) == ((1, 1), (1, 1, 0))


def test_of_no_tickets_there_is_no_average(told):
    figures = told.report("hand-offs")
    assert (figures["per_ticket"], rate(figures["runaround"])) == (None, (0, 0))


def test_tickets_count_that_started_in_the_period(told):
    for ticket, after in (("before", -1), ("T", 0), ("after", DAY)):
        told.contact(ticket, after)
    assert told.report("hand-offs", since=START, to=START + DAY)["n"] == 1


def test_each_part_of_a_split_has_its_own_share(told):
    owned(told, "T", "ana", "ben")
    told.contact("U", 0, "chat")
    groups = told.tally("hand-offs", by="channel").groups({})
    assert {name: rate(part["at_least_one"]) for name, part in groups.items()} == {"chat": (0, 1), "email": (1, 1)}
