"""A person's week, skills and limit on their page, and a team's way with new tickets."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.actions.setup import people
from tickets.models import Team, User
from tickets.rules.access import COMMAND


def test_hours_skills_and_limit_are_set_and_the_history_says_from_what_to_what(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    said = {"role": "agent", "is_active": "on", "day0": "9:00-12:00, 13:00-17:00", "skills": "Billing,  legal "}
    post(clara, f"user/{dora.pk}/change/", **said, most_open="12")
    dora.refresh_from_db()
    assert dora.working_hours == {"0": [["09:00", "12:00"], ["13:00", "17:00"]]}
    assert (dora.skills, dora.most_open) == (["billing", "legal"], 12)
    assert clara.get(f"user/{dora.pk}/change/").context["adminform"].form["day0"].value() == "09:00-12:00, 13:00-17:00"
    post(clara, f"user/{dora.pk}/change/", **said | {"day0": "", "skills": "legal"})
    assert User.objects.get(pk=dora.pk).working_hours == {}
    history = words(clara.get(f"user/{dora.pk}/history/"))
    assert "Monday: “9:00-12:00, 13:00-17:00”." in history
    assert "Monday: “09:00-12:00, 13:00-17:00” removed." in history


def test_hours_that_are_none_are_said_beside_their_day(clara):
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    for wrong, told in [
        ("nine to five", "Write it as 09:00-12:00"),
        ("09:00-09:00", "Weekday 0 opens and closes at 09:00"),
    ]:
        answer = post(clara, f"user/{dora.pk}/change/", role="agent", is_active="on", day0=wrong)
        assert (answer.status_code, told in words(answer)) == (400, True)


def test_a_teams_way_is_set_with_its_history(clara):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    post(clara, f"team/{team.pk}/change/", name="App support", assigning="round_robin", hands_over_shifts="on")
    team = Team.objects.get()
    assert (team.assigning, team.hands_over_shifts) == ("round_robin", True)
    assert "from “Somebody takes them” to “By turns”" in words(clara.get(f"team/{team.pk}/history/"))
    assert make.person("ana").skills == []
