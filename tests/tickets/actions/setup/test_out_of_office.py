"""Everybody says when they are out of office, and takes it back."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup.out_of_office import be_away, be_back
from tickets.models import OutOfOffice

NOW = make.at("5 11:00")


@pytest.fixture
def ana(db):
    return make.person()


def away(ana, since="5 12:00", until="7 09:00", **more):
    return be_away(by=ana, at=NOW, from_at=make.at(since), until_at=make.at(until), **more)


def test_what_is_said_anew_takes_the_place_of_what_was_said_and_being_back_ends_it(ana):
    away(ana, hands="keep")
    away(ana)
    assert be_back(by=ana, at=make.at("5 11:30")) == 1
    assert [row.ended_at for row in OutOfOffice.objects.order_by("pk")] == [NOW, make.at("5 11:30")]
    assert be_back(by=ana, at=make.at("5 11:31")) == 0


def test_it_holds_from_its_beginning_until_before_its_end(ana):
    away(ana)
    held = {
        when: OutOfOffice.objects.during(make.at(when)).exists()
        for when in ("5 11:59:59", "5 12:00", "7 08:59:59", "7 09:00")
    }
    assert list(held.values()) == [False, True, True, False]


def test_a_time_that_is_over_and_nobody_to_hand_over_to_are_refused(ana):
    with pytest.raises(Invalid, match="later than now"):
        away(ana, "4 10:00", "5 10:00")
    for nobody in (None, ana, make.person("rob", role="read_only")):
        with pytest.raises(Invalid, match="works on tickets"):
            away(ana, hands="person", to=nobody)
