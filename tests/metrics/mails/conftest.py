"""What the tests of scheduled mails share: a desk whose tickets are of two teams, and people to whom figures are mailed."""

from datetime import time, timedelta

import pytest

from metrics.actions import report_mails
from metrics.mails.rhythm import Rhythm
from tests import make
from tests.make import WEDNESDAY
from tickets.models import Team
from tickets.models.people import Role

MORNING = Rhythm(time(8), "Europe/Berlin")
MONDAY_7_APRIL = make.at("7/4 08:00")


@pytest.fixture
def desk():
    """Three tickets of the fifth of March, solved: Support's of Ana, Legal's of Ben, and one that is nobody's."""
    make.desk()
    teams = {name: Team.objects.create(name=name, slug=name.lower()) for name in ("Support", "Legal")}
    ana, ben = colleague("ana", Role.AGENT, teams["Support"]), colleague("ben", Role.AGENT, teams["Legal"])
    boss = colleague("boss", Role.MANAGER)
    for number, (team, owner) in enumerate(((teams["Support"], ana), (teams["Legal"], ben), (None, None))):
        ticket = make.contact(email=f"c{number}@example.org", at=WEDNESDAY)
        make.do("assign", ticket, by=boss, at=WEDNESDAY + timedelta(minutes=1), team=team, to=owner)
        make.resolved(ticket, f"{7 + number} 10:00", boss)
    return teams


def colleague(name, role=Role.AGENT, *teams, **more):
    """Somebody who has signed in at the desk, with a mail address."""
    person = make.person(name, role, **{"is_staff": True, "email": f"{name}@desk.example", **more})
    person.teams.add(*teams)
    return person


def scheduled(by, *people, page="ttr", every="daily", rhythm=MORNING, at="5/4 12:00", split="", **asked):
    """A mail that was set up on Saturday, the fifth of April, of the last 90 days."""
    return report_mails.schedule(
        by=by,
        page=page,
        asked={"period": "last_90", **({"by": split} if split else {}), **asked},
        every=every,
        rhythm=rhythm,
        people=people or [by],
        at=make.at(at),
    )
