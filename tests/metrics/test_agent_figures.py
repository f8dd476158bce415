"""Figures are split by agent only where the desk allows it: on pages, in files and over the API, in words where not."""

import pytest
from django.test import Client

from metrics.sheets import SHEETS
from tests import make
from tests.metrics.paging import MARCH, Page
from tests.metrics.test_audience import work
from tickets.models import User
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
WHOLE_DESK = [Role.MANAGER, Role.ADMINISTRATOR, Role.READ_ONLY]
REFUSED = "This desk does not split figures by agent."
LISTS = "/reports/tickets/?report=ttr&count=started&part=none"


@pytest.fixture
def support():
    make.desk()
    return work()["Support"]


def browser(role, *teams):
    person = make.person(f"kim-{role}", role, is_staff=True)
    person.teams.add(*teams)
    found = Client()
    found.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return found


def asked(client, path, **more):
    return client.get(path, MARCH | more)


@pytest.mark.parametrize("role", [*WHOLE_DESK, Role.TEAM_LEAD])
@pytest.mark.parametrize("path", ["/reports/ttr/", "/reports/ttr/csv", "/reports/ttr/xlsx", LISTS])
def test_a_page_a_list_and_a_file_by_agent_are_refused_in_words(support, role, path):
    kim = browser(role, support)
    refused = asked(kim, path, by="owner")
    assert (refused.status_code, REFUSED in Page(refused).words) == (400, True)
    make.compare_agents()
    assert asked(kim, path, by="owner").status_code == 200


@pytest.mark.parametrize("role", [*WHOLE_DESK, Role.TEAM_LEAD])
def test_the_api_refuses_it_too(support, role):
    kim = browser(role, support)
    refused = kim.get("/api/v1/metrics/ttr?by=owner")
    assert (refused.status_code, REFUSED in refused.content.decode()) == (403, True)
    make.compare_agents()
    assert kim.get("/api/v1/metrics/ttr?by=owner").status_code == 200


def test_a_key_sees_no_more_than_its_person(support, client):
    key = make.api_key(make.person("kim", Role.MANAGER), "metrics")
    assert client.get("/api/v1/metrics/ttr?by=owner", **key).status_code == 403
    assert "owners" not in client.get("/api/v1/metrics/workload?by=team", **key).content.decode()


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_refused_is_not_offered(support, name):
    kim = browser(Role.MANAGER)
    assert 'value="owner"' not in asked(kim, f"/reports/{name}/").content.decode()
    make.compare_agents()
    assert 'value="owner"' in asked(kim, f"/reports/{name}/").content.decode()


def test_an_agent_looks_at_their_own_whatever_the_desk_decided(support):
    ana = User.objects.get(username="ana")
    User.objects.filter(pk=ana.pk).update(is_staff=True)
    mine = Client()
    mine.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert asked(mine, "/reports/ttr/", by="owner").status_code == 200
    assert list(mine.get("/api/v1/metrics/ttr?by=owner").json()["groups"]) == ["ana"]


# --- Who has how much to do -------------------------------------------------------------------


def loads(client):
    """Whether the page, its file, the list of one person, and the API tell what each agent has open."""
    page = "Who has how much to do" in Page(asked(client, "/reports/workload/")).words
    file = b"Who has how much to do" in b"".join(asked(client, "/reports/workload/csv").streaming_content)
    one = asked(client, "/reports/tickets/", report="workload", count="open:none").status_code == 200
    api = "owners" in client.get("/api/v1/metrics/workload").json()["figures"]
    return page, file, one, api


@pytest.mark.parametrize("role", WHOLE_DESK)
def test_who_has_how_much_to_do_follows_the_same_decision(support, role):
    kim = browser(role)
    assert not any(loads(kim))
    assert REFUSED in Page(asked(kim, "/reports/workload/")).words
    make.compare_agents()
    assert all(loads(kim))


def test_a_team_lead_sees_it_of_their_team_for_they_hand_the_work_out(support):
    assert all(loads(browser(Role.TEAM_LEAD, support)))


def test_what_all_have_open_together_is_no_comparison(support):
    kim = browser(Role.MANAGER)
    assert kim.get("/api/v1/metrics/workload").json()["figures"]["open"] == 0
    assert asked(kim, "/reports/tickets/", report="workload", count="open").status_code == 200


@pytest.mark.parametrize("role", Role)
def test_whoever_decides_it_finds_where_from_all_reports(support, role):
    decides = role in (Role.MANAGER, Role.ADMINISTRATOR)
    links = Page(browser(role).get("/reports/all/")).links
    assert ("/admin/tickets/agentfigures/" in links) == decides
