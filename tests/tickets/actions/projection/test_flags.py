"""Stalled follow-ups as rows: the rule, the event it is counted from, since when and until when."""

import pytest

from tests import make
from tests.telling import stands
from tickets.actions import sweep
from tickets.actions.change import Written
from tickets.actions.projection.flags import FLAGS
from tickets.models import StalledFlag, Ticket

CONTACT = ("5 10:00", "contact")


def test_each_flag_is_a_row_of_its_rule_and_anchor():
    follows = stands("6 15:00", CONTACT, ("6 14:30", "ana"))
    assert FLAGS.rows(follows, Ticket(pk=1), Written()) == {
        ("R4", 1): {"stalled_from": make.at("5 12:00"), "cleared_at": make.at("6 14:30")},
        ("R3", 1): {"stalled_from": make.at("6 14:00"), "cleared_at": None},
    }


@pytest.mark.django_db
def test_a_row_is_raised_cleared_and_keeps_when_it_was_seen():
    make.desk()
    ticket = make.ticket("5 10:00")
    sweep.check_due(make.at("5 12:05"))
    make.do("take", ticket, by=make.person(), at=make.at("5 13:00"))
    flag = StalledFlag.objects.get()
    assert (flag.rule, flag.anchor.kind, flag.stalled_from) == ("R4", "contact", make.at("5 12:00"))
    assert (flag.cleared_at, flag.detected_at) == (make.at("5 13:00"), make.at("5 12:05"))
