"""One customer's journey over HTTP: what its page shows, part by part, and by whom it may be asked."""

import pytest
from django.test import Client

from metrics import journey_api
from tests import make
from tests.metrics.journey.conftest import number
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
HORIZON = {"as_of": "2025-03-13T10:00:00Z", "known_at": "2026-01-01T00:00:00Z"}


@pytest.fixture
def ask(mia):
    """Reads Mia's journey with a key."""
    header = make.api_key(make.person("max", Role.MANAGER), "metrics")
    return lambda customer=mia.pk, **asked: Client().get(
        f"/api/v1/metrics/customers/{customer}", HORIZON | asked, **header
    )


def test_it_has_the_figures_the_risks_the_lanes_and_the_lines(ask, mia):
    told = ask().json()
    assert (told["customer"], told["name"], told["first_channel"]) == (mia.pk, "Mia", "chat")
    assert (told["as_of"], told["known_at"]) == (HORIZON["as_of"], HORIZON["known_at"])
    assert told["figures"]["waited"] == {"n": 2, "business_s": 51 * 3600, "calendar_s": 147 * 3600}
    assert told["figures"]["promises"] == {"kept": 1, "broken": 1, "owed": 1}
    assert told["figures"]["at_risk"] == [
        {"reason": "broken_promise", "ticket": number("A"), "since": "2025-03-04T09:00:00Z"},
        {"reason": "low_score", "ticket": number("A"), "since": "2025-03-07T11:00:00Z"},
    ]
    assert [(lane["ticket"], lane["counts"]) for lane in told["lanes"]] == [
        (number("S"), False),
        (number("B"), True),
        (number("A"), True),
    ]
    assert len(told["lines"]) == 25
    assert told["lines"][-1] == {
        "at": "2025-03-03T09:00:00Z",
        "ticket": number("A"),
        "event": "A1",
        "kind": "contact",
        "signs": ["contact"],
        "channel": "chat",
        "rule": "",
        "figure": "first_response",
        "score": None,
    }


def test_the_risks_are_those_of_the_report(ask, mia):
    header = make.api_key(make.person("max"), "metrics")
    report = Client().get("/api/v1/metrics/customers", HORIZON, **header).json()["figures"]["at_risk"]["customers"]
    (theirs,) = [one["because"] for one in report if one["customer"] == mia.pk]
    told = ask().json()["figures"]["at_risk"]
    assert [(one["reason"], one["since"]) for one in told] == [(one["reason"], one["since"]) for one in theirs]


def test_its_lines_come_page_by_page(ask, monkeypatch):
    whole = ask().json()["lines"]
    monkeypatch.setattr(journey_api, "LINES", 10)
    parts = [ask(page=page).json() for page in (1, 2, 3)]
    assert [line for part in parts for line in part["lines"]] == whole
    assert [(part["page"], part["pages"]) for part in parts] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("asked", [{"page": 0}, {"page": "x"}, {"as_of": "yesterday"}, {"colour": "red"}])
def test_what_cannot_be_meant_is_refused_by_its_name(ask, asked):
    response = ask(**asked)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == next(iter(asked))


def test_a_key_needs_the_scope(mia):
    header = make.api_key(make.person("max", Role.MANAGER), "tickets")
    assert Client().get(f"/api/v1/metrics/customers/{mia.pk}", **header).status_code == 403


def test_of_an_instant_before_all_there_is_nothing(ask):
    told = ask(as_of="2025-01-01T00:00:00Z").json()
    assert (told["lanes"], told["lines"], told["figures"]["at_risk"], told["figures"]["scores"]) == ([], [], [], [])
    assert told["figures"]["contacts"] == {"n": 0, "per_ticket": None}
