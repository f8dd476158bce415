"""One person over all channels, by the API: who they are, and two who turn out to be one."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.histories import written
from tests.make import api_key, contact, counted, person
from tickets.actions.customers import merging
from tickets.actions.setup import people
from tickets.models import Customer, CustomerMerge
from tickets.models.history import seconds
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia():
    """Mia's ticket."""
    return contact(facts={"device": "Pixel 7"})


@pytest.fixture
def leo():
    """Leo's ticket."""
    return contact("Another word", email="leo@example.org")


@pytest.fixture
def program():
    """A program that acts as an agent: `program("get", path)`."""
    return Program(person("ana"))


class Program:
    """Calls addresses under /api/v1/customers/."""

    def __init__(self, user):
        self.user, self.key = user, api_key(user, "tickets")

    def get(self, path):
        return Client().get(f"/api/v1/customers/{path}", **self.key)

    def post(self, path, **body):
        return Client().post(f"/api/v1/customers/{path}", body, content_type="application/json", **self.key)


def test_a_merge_answers_with_who_goes_on_and_all_they_have(program, mia, leo):
    answer = program.post(f"{leo.customer_id}/merge", into=mia.customer_id)
    told = answer.json()
    assert (answer.status_code, told["id"]) == (200, mia.customer_id)
    assert {row["value"] for row in told["identities"]} == {"mia@example.org", "leo@example.org"}
    assert {row["number"] for row in told["tickets"]} == {mia.pk, leo.pk}
    (merged,) = told["merged"]
    assert (merged["customer"], merged["by"]) == (leo.customer_id, "ana")


def test_who_was_merged_away_is_answered_by_whom_they_became(program, mia, leo):
    merging.merge_customers(leo.customer_id, into=mia.customer_id, by=make.person(), at=leo.created_at)
    assert program.get(f"{leo.customer_id}").json()["id"] == mia.customer_id
    said = program.get(f"{leo.customer_id}/history").json()["results"]
    assert {message["text"] for message in said} == {"The app hangs.", "Another word"}


def test_an_undo_answers_with_who_is_back(program, mia, leo):
    program.post(f"{leo.customer_id}/merge", into=mia.customer_id)
    answer = program.post(f"{leo.customer_id}/unmerge")
    told = answer.json()
    assert (answer.status_code, told["id"], told["merged"]) == (200, leo.customer_id, [])
    assert [row["number"] for row in told["tickets"]] == [leo.pk]
    assert program.get(f"{mia.customer_id}").json()["merged"] == []


def test_what_is_refused_says_why(program, mia, leo):
    assert program.post(f"{leo.customer_id}/merge", into=leo.customer_id).status_code == 409
    assert program.post(f"{leo.customer_id}/merge", into=10**9).status_code == 409
    assert program.post(f"{leo.customer_id}/merge").status_code == 400
    assert program.post(f"{leo.customer_id}/merge", into=mia.customer_id, name="x").status_code == 400
    assert program.post(f"{leo.customer_id}/unmerge").status_code == 409
    assert program.post("999999/merge", into=mia.customer_id).status_code == 404
    assert not CustomerMerge.objects.exists()


def test_another_teams_customer_is_neither_merged_nor_merged_into(program, mia, leo):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", leo, at=leo.created_at, to=None, team=others)
    assert program.post(f"{leo.customer_id}/merge", into=mia.customer_id).status_code == 404
    assert program.post(f"{mia.customer_id}/merge", into=leo.customer_id).status_code == 409
    merging.merge_customers(mia.customer_id, into=leo.customer_id, by=make.person(), at=leo.created_at)
    assert program.get(f"{mia.customer_id}").status_code == 200  # a ticket of theirs is the caller's to see


def test_who_only_reads_merges_nobody(mia, leo):
    vera = Program(person("vera", "read_only"))
    assert vera.post(f"{leo.customer_id}/merge", into=mia.customer_id).status_code == 403
    merging.merge_customers(leo.customer_id, into=mia.customer_id, by=make.person(), at=leo.created_at)
    assert vera.post(f"{leo.customer_id}/unmerge").status_code == 403
    assert Customer.objects.get(pk=leo.customer_id).merged_into_id == mia.customer_id


@pytest.mark.parametrize("number", [1, 3])
def test_a_person_costs_the_same_however_much_they_have(program, mia, number):
    for n in range(number):
        other = contact(email=f"{n}@example.org", facts={"device": f"{n}"})
        merging.merge_customers(other.customer_id, into=mia.customer_id, by=program.user, at=mia.created_at)
    with counted() as statements:
        assert len(program.get(f"{mia.customer_id}").json()["merged"]) == number
    # The key, the customer, whether they may be seen, identities, facts, fields of the desk's own, tickets, merges.
    assert len(statements) == 9


@pytest.mark.parametrize("verb", ["merge", "unmerge"])
def test_a_number_beyond_every_id_is_nobody(agent, verb):
    assert agent.post(f"customers/{2**64}/{verb}", {"into": 1} if verb == "merge" else {}).status_code == 404


def test_known_since_is_the_first_contact(program, mia):
    Customer.objects.update(created_at=mia.started_at + timedelta(days=3))
    told = program.get(f"{mia.customer_id}").json()
    assert (told["known_since"], told["created_at"] > told["known_since"]) == (written(seconds(mia.started_at)), True)
