"""What all settings pages have in common: they are for administrators."""

import pytest

from tests.tickets.admin.settings.conftest import post
from tickets.actions.setup import people
from tickets.rules.access import COMMAND

PAGES = ["user", "team", "apikey", "channelaccount", "calendarversion", "policyversion", "servicetarget"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["agent", "team_lead", "manager", "read_only"])
def test_set_up_is_for_administrators(browser, page, role):
    somebody = browser("somebody", role)
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    for path in (f"{page}/", f"{page}/add/", f"{page}/{team.pk}/change/"):
        assert somebody.get(path).status_code == 403
        assert post(somebody, path, name="x", role="administrator").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_administrators_see_every_page(clara, page):
    assert clara.get(f"{page}/").status_code == 200
    assert clara.get(f"{page}/add/").status_code == 200
