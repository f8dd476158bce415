"""Who is there, on whose clock."""

from tests import make
from tests.tickets.actions.assigning.conftest import member
from tickets.actions.assigning.there import at_work, known_skills, zone_of

WEEK = {str(day): [["09:00", "17:00"]] for day in range(5)}


def test_hours_are_read_on_a_persons_own_clock_or_the_desks(team):
    ana, nina = (
        member(team, "ana", working_hours=WEEK),
        member(team, "nina", working_hours=WEEK, time_zone="Asia/Tokyo"),
    )
    assert (zone_of(ana, make.at("5 10:00")), zone_of(nina, make.at("5 10:00"))) == ("Europe/Berlin", "Asia/Tokyo")
    assert at_work([ana, nina], make.at("5 08:59")) == [nina]
    assert at_work([ana, nina], make.at("5 09:00")) == [ana]


def test_a_skill_is_known_while_somebody_who_works_here_has_it(team):
    member(team, "ana", skills=["billing"])
    member(team, "gone", skills=["legal"], is_active=False)
    assert known_skills() == {"billing"}
