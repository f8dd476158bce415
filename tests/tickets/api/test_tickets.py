"""What agents' programs read: the list, one ticket, its history, one customer."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests import make
from tests.make import api_key, contact, counted, person
from tests.tickets.api.conftest import Caller
from tickets.actions.outbox import delivery
from tickets.actions.promises import PromiseGiven
from tickets.models import Message, Team

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def numbers(response):
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


@pytest.fixture
def three(ana):
    """Of three customers: one new, one on hold that is Ana's, one that she answered, and thereby took."""
    first, second, third = (contact(email=f"{name}@example.org") for name in ("mia", "leo", "eve"))
    make.do("assign", second, by=ana, at=now(), to=ana)
    make.do("status", second, by=ana, at=now(), to="on_hold")
    make.do("promise", second, by=ana, at=now(), text="A fix", due_at=now() + timedelta(days=1))
    make.do("reply", third, by=ana, at=now(), text="Try this.")
    return first, second, third


class TestList:
    def test_newest_first(self, agent, three):
        assert numbers(agent.get("tickets")) == [ticket.pk for ticket in reversed(three)]

    def test_due_first_and_what_is_not_due_last(self, agent, three):
        first, second, third = three
        assert numbers(agent.get("tickets?order=due")) == [second.pk, first.pk, third.pk]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("status=new", [0]),
            ("status=new&status=on_hold", [1, 0]),
            ("waiting_on=third_party", [1]),
            ("waiting_on=customer", [2]),
            ("owner=ana", [2, 1]),
            ("owner=me", [2, 1]),
            ("owner=nobody", [0]),
            ("owner=somebody-else", []),
            ("team=nobody", [2, 1, 0]),
            ("team=first-line", []),
            ("stalled=false", [2, 1, 0]),
            ("stalled=true", []),
            ("channel=web", [2, 1, 0]),
            ("channel=chat", []),
            ("due=2099-01-01T00:00:00Z", [1]),
            ("due=2025-01-01T00:00:00Z", []),
        ],
    )
    def test_it_can_be_narrowed(self, agent, three, query, expected):
        assert numbers(agent.get(f"tickets?{query}")) == [three[position].pk for position in expected]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [("", [2, 1, 0]), ("snoozed=false", [2, 0]), ("snoozed=true", [1]), ("snoozed=false&owner=me", [2])],
    )
    def test_what_is_snoozed_can_be_left_out_until_its_time_is_over(self, agent, ana, three, query, expected):
        make.do("snooze", three[1], by=ana, at=now(), until=now() + timedelta(days=1))
        make.do("snooze", three[2], by=ana, at=now() - timedelta(minutes=20), until=now() - timedelta(minutes=9))
        assert numbers(agent.get(f"tickets?{query}")) == [three[position].pk for position in expected]

    def test_by_customer(self, agent, three):
        assert numbers(agent.get(f"tickets?customer={three[0].customer_id}")) == [three[0].pk]

    def test_by_team(self, agent, ana, three):
        team = Team.objects.create(name="First line", slug="first-line")
        team.members.add(ana)
        make.do("assign", three[0], by=ana, at=now(), team=team)
        assert numbers(agent.get("tickets?team=first-line")) == [three[0].pk]

    def test_by_what_is_searched(self, agent, three):
        _first, second, third = three
        make.searchable()
        assert numbers(agent.get("tickets?q=leo")) == [second.pk]
        assert numbers(agent.get("tickets?q=try+this&owner=me")) == [third.pk]
        problem = agent.get("tickets?q=is:late")
        assert problem.status_code == 400
        assert "“is:” knows stalled" in problem.content.decode()

    @pytest.mark.parametrize(
        "query",
        ["status=gone", "customer__name=Mia", "owner__password__startswith=a", "order=-pk", "ordering=due_at", "page=2",
         "due=soon", "due=2025-01-01", "stalled=perhaps", "snoozed=later", "customer=x", "customer=99999999999999999999", "page_size=0",
         "page_size=201", "owner=%00", "team=%ED%A0%80%00"],
    )  # fmt: skip
    def test_by_nothing_else(self, agent, query):
        assert agent.get(f"tickets?{query}").status_code == 400

    def test_page_by_page_nothing_is_missed_and_nothing_comes_twice(self, agent, three):
        for order in ("newest", "due"):
            seen, path = [], f"tickets?page_size=1&order={order}"
            while path:
                page = agent.get(path)
                seen += numbers(page)
                path = (page.json()["next"] or "").partition("/api/v1/")[2]
            assert seen == numbers(agent.get(f"tickets?order={order}"))

    @pytest.mark.parametrize("cursor", ["x", "cD14", "cD0lMDA=", "bz0tMQ==", "cD0yMDI1LTEzLTQx"])
    def test_a_cursor_of_ones_own_making_leads_nowhere(self, agent, three, cursor):
        for order in ("newest", "due"):
            assert agent.get(f"tickets?order={order}&cursor={cursor}").status_code == 404

    def test_what_one_may_not_see_is_not_in_it(self, agent, three, elsewhere):
        elsewhere(three[0])
        assert three[0].pk not in numbers(agent.get("tickets"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_three_rows_cost_what_one_costs(self, agent, rows):
        for number in range(rows):
            contact(email=f"{number}@example.org")
        with counted() as statements:
            assert len(numbers(agent.get("tickets?order=due"))) == rows
        assert len(statements) == 3  # the key, the teams, the rows


class TestTicket:
    def test_it_is_told_whole(self, agent, ana, ticket):
        make.do("facts", ticket, by=ana, at=now(), facts={"device": "Pixel 7"})
        make.do("reply", ticket, by=ana, at=now(), text="We check.", promise=PromiseGiven("Check and get back"))
        told = agent.get(f"tickets/{ticket.pk}").json()
        assert (told["number"], told["reference"], told["status"]) == (ticket.pk, ticket.reference, "open")
        assert told["customer"]["name"] == "Mia"
        assert told["channels"] == ["web"]
        assert [fact["value"] for fact in told["facts"]] == ["Pixel 7"]
        assert [(promise["text"], promise["by"], promise["state"]) for promise in told["promises"]] == [
            ("Check and get back", "ana", "open")
        ]
        assert told["started_at"].endswith("Z")

    def test_its_etag_is_its_version(self, agent, ana, ticket):
        response = agent.get(f"tickets/{ticket.pk}")
        assert response["ETag"] == f'"{ticket.version}"'
        for known in (response["ETag"], f'"x", W/{response["ETag"]}', "*"):
            again = agent.get(f"tickets/{ticket.pk}", HTTP_IF_NONE_MATCH=known)
            assert (again.status_code, again.content) == (304, b"")
        make.do("note", ticket, by=ana, at=now(), text="Seen.")
        assert agent.get(f"tickets/{ticket.pk}", HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 200

    def test_foreign_and_missing_are_the_same(self, agent, ticket, elsewhere):
        elsewhere(ticket)
        foreign, missing = agent.get(f"tickets/{ticket.pk}"), agent.get("tickets/999")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json()["detail"] == missing.json()["detail"]

    def test_facts_of_a_ticket_that_was_merged_into_it_are_known_too(self, agent, ana, ticket):
        other = contact(email="leo@example.org", facts={"device": "Pixel 7"})
        make.do("merge", other, by=ana, at=now(), into=ticket)
        assert [fact["key"] for fact in agent.get(f"tickets/{ticket.pk}").json()["facts"]] == ["device"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_more_to_tell_costs_no_more(self, agent, ana, ticket, rows):
        for number in range(rows):
            make.do("promise", ticket, by=ana, at=now(), text=f"{number}")
            make.do("facts", ticket, by=ana, at=now(), facts={f"fact {number}": "x"})
        with counted() as statements:
            assert len(agent.get(f"tickets/{ticket.pk}").json()["promises"]) == rows
        # The key, the version, the row, and one each for promises, facts, flags, clocks, links, scores.
        assert len(statements) == 9


class TestHistory:
    def test_it_is_one_over_everything_oldest_first(self, agent, ana):
        ticket = contact(at=now() - timedelta(days=5), facts={"device": "Pixel 7"})
        then = now() - timedelta(days=4)
        promise = PromiseGiven("Check", now() - timedelta(days=3))
        make.do("reply", ticket, by=ana, at=then, text="We check.", promise=promise)
        make.do("note", ticket, by=ana, at=now() - timedelta(days=2), text="Forgot this.")
        make.do("assign", ticket, by=ana, at=now() - timedelta(days=1), to=ana)
        told = agent.get(f"tickets/{ticket.pk}/history").json()
        entries = [entry for entry in told["entries"] if entry["kind"] != "flag"]
        kinds = ["message", "facts", "message", "promise", "silence", "change", "message", "change"]
        assert [entry["kind"] for entry in entries] == kinds
        assert [entry["at"] for entry in told["entries"]] == sorted(entry["at"] for entry in told["entries"])
        assert entries[1]["facts"] == {"device": "Pixel 7"}
        silence = entries[4]["silence"]
        assert silence["running"]
        assert 4 * 86_400 <= silence["calendar_s"] < 4 * 86_400 + 60
        assert {entry["flag"]["rule"] for entry in told["entries"] if entry["kind"] == "flag"} >= {"R1"}
        assert entries[5]["change"] == entries[7]["change"] == {"what": "assign", "by": "ana", "data": {"to": ana.pk}}

    def test_what_was_merged_into_it_is_in_it(self, agent, ana, ticket):
        other = contact("It also beeps.", email="leo@example.org")
        make.do("merge", other, by=ana, at=now(), into=ticket)
        told = agent.get(f"tickets/{ticket.pk}/history").json()
        texts = [entry["message"]["text"] for entry in told["entries"] if entry["kind"] == "message"]
        assert texts == ["The app hangs.", "It also beeps."]

    def test_it_is_new_when_a_message_has_left(self, agent, ana, ticket):
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        path = f"tickets/{ticket.pk}/history"
        etag = agent.get(path)["ETag"]
        assert agent.get(path, HTTP_IF_NONE_MATCH=etag).status_code == 304
        (message,) = delivery.claim(now(), 10)
        assert agent.get(path, HTTP_IF_NONE_MATCH=etag).status_code == 200
        etag = agent.get(path)["ETag"]
        delivery.mark_sent(message, at=now())
        assert agent.get(path, HTTP_IF_NONE_MATCH=etag).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_long_one_costs_what_a_short_one_costs(self, agent, ana, ticket, rows):
        for number in range(rows):
            make.do("reply", ticket, by=ana, at=now(), text=f"{number}")
            make.do("priority", ticket, by=ana, at=now(), to="high")
        with counted() as statements:
            assert len(agent.get(f"tickets/{ticket.pk}/history").json()["entries"]) == 2 + 2 * rows  # it was taken once
        # The key, the ticket, its sendings, what is merged into it (twice), lines, messages, their files, promises,
        # flags, facts, names.
        assert len(statements) == 12

    def test_a_long_one_comes_in_parts_that_are_together_the_whole(self, agent, ana):
        ticket = contact(at=now() - timedelta(days=9), text="0")
        for number in range(1, 8):
            at = now() - timedelta(days=9 - number)
            make.do("reply", ticket, by=ana, at=at, text=f"{number}")
            make.do("priority", ticket, by=ana, at=at + timedelta(hours=1), to="high" if number % 2 else "low")
        path = f"tickets/{ticket.pk}/history"
        every = agent.get(path).json()
        assert every["earlier"] is None
        parts = [agent.get(f"{path}?limit=3").json()]
        while parts[0]["earlier"]:
            parts.insert(0, agent.get(path + "?" + urlencode({"limit": 3, "until": parts[0]["earlier"]})).json())
        said = [[e["message"]["text"] for e in part["entries"] if e["kind"] == "message"] for part in parts]
        assert said == [["0", "1"], ["2", "3", "4"], ["5", "6", "7"]]
        assert [entry for part in parts for entry in part["entries"]] == every["entries"]

    @pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "until=yesterday"])
    def test_a_part_that_there_is_not_is_refused_by_its_name(self, agent, ticket, query):
        refused = agent.get(f"tickets/{ticket.pk}/history?{query}")
        named = [error["field"] for error in refused.json()["errors"]]
        assert (refused.status_code, named) == (400, [query.partition("=")[0]])

    def test_foreign_and_missing_are_the_same(self, agent, ticket, elsewhere):
        elsewhere(ticket)
        assert agent.get(f"tickets/{ticket.pk}/history").status_code == 404


class TestCustomer:
    def test_one_person_over_all_channels(self, agent, ticket, ana):
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        second = contact("Another thing.", facts={"device": "Pixel 7"})
        told = agent.get(f"customers/{ticket.customer_id}").json()
        assert told["name"] == "Mia"
        assert [(i["kind"], i["value"], i["verified"]) for i in told["identities"]] == [
            ("email", "mia@example.org", False)
        ]
        assert [row["number"] for row in told["tickets"]] == [second.pk, ticket.pk]
        assert [fact["key"] for fact in told["facts"]] == ["device"]
        history = agent.get(f"customers/{ticket.customer_id}/history").json()["results"]
        assert [message["text"] for message in history] == ["Try this.", "Another thing.", "The app hangs."]

    def test_only_as_far_as_ones_own_tickets_reach(self, agent, ticket, ana, elsewhere):
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        contact("Another thing.", facts={"device": "Pixel 7"})
        elsewhere(Message.objects.get(text="Another thing.").ticket)
        told = agent.get(f"customers/{ticket.customer_id}").json()
        assert [row["number"] for row in told["tickets"]] == [ticket.pk]
        assert told["facts"] == []
        history = agent.get(f"customers/{ticket.customer_id}/history").json()["results"]
        assert "Another thing." not in [message["text"] for message in history]

    def test_somebody_of_whom_one_sees_no_ticket_does_not_exist(self, agent, ticket, elsewhere):
        elsewhere(ticket)
        for pk in (ticket.customer_id, 999):
            assert agent.get(f"customers/{pk}").status_code == 404
            assert agent.get(f"customers/{pk}/history").status_code == 404

    def test_unknown_parameters_are_refused(self, agent, ticket):
        assert agent.get(f"customers/{ticket.customer_id}/history?order=x").status_code == 400

    @pytest.mark.parametrize("rows", [1, 3])
    def test_more_tickets_cost_no_more(self, agent, ana, rows):
        for number in range(rows):
            ticket = contact(f"{number}")
            make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        with counted() as statements:
            assert len(agent.get(f"customers/{ticket.customer_id}").json()["tickets"]) == rows
        # the key, the person, the customer, who they merged with, what is known, identities, facts, tickets
        assert len(statements) == 9


def test_times_are_utc_whatever_zone_the_agent_lives_in(ticket):
    header = api_key(person("kim", time_zone="Asia/Tokyo"), "tickets")
    told = Caller(**header).get(f"tickets/{ticket.pk}").json()
    assert told["started_at"] == ticket.started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
