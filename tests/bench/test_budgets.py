"""What the screens and doors of a desk cost at 100,000 tickets: statements, milliseconds, and no table read whole."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.bench.seed import COPIED
from tests.bench.statements import statements, timed
from tickets.actions.setup import api_keys
from tickets.models import Customer, Ticket, User, tokens
from tickets.rules.access import COMMAND
from tickets.rules.lifecycle import WaitingOn

pytestmark = pytest.mark.bench
INTAKE, PAGE, LIST = 12, 15, 15  # statements
TIMES = 40
# What grows with every ticket. Customers are few enough that all of them may be met at once, and sorted in memory.
BIG = {model._meta.db_table for model in COPIED if model is not Customer}


@pytest.fixture
def ana(big_desk):
    """An agent of a team, at her browser."""
    return at_her_desk("ana")


def at_her_desk(username):
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(username=username))
    return client


def manager():
    """Somebody who sees all there is."""
    return at_her_desk(User.objects.filter(role="manager", is_active=True).first().username)


@pytest.fixture
def website(big_desk):
    """A program that hands in what customers write on a website."""
    user = User.objects.get(username="ana")
    _, secret = api_keys.create_api_key(by=COMMAND, user=user, name="website", scopes=["intake"], at=timezone.now())
    client = Client(raise_request_exception=True)

    def post(email):
        body = json.dumps({"from": {"email": email}, "text": "Is there any news?"})
        headers = {"HTTP_AUTHORIZATION": f"Api-Key {secret}", "HTTP_IDEMPOTENCY_KEY": str(uuid4())}
        return client.post("/api/v1/intake", body, content_type="application/json", **headers)

    return post


def measured(name, work, budget):
    """Hold work against its budget, warmed up, and print what it costs."""
    work(0)
    with statements() as sent:
        work(1)
    with statements(planned=True) as planned:
        work(2)
    p50, p95 = timed(work, TIMES)
    print(f"\n{name:34} {len(sent):3} statements, p50 {p50:6.1f} ms, p95 {p95:6.1f} ms")
    assert len(sent) <= budget, f"{name}: {len(sent)} statements, {budget} allowed\n{sent}"
    whole = planned.scanned() & BIG
    assert not whole, f"{name} reads {whole} from beginning to end:\n{planned.culprits(whole)}"


def got(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return response


def chasing_customers():
    """Addresses of customers who have one open ticket that waits on us, and no other."""
    waiting = Ticket.objects.unresolved().filter(waiting_on=WaitingOn.US, customer__identities__kind="email")
    rows = waiting.order_by("-id").values_list("customer", "customer__identities__value")
    counted = dict(rows)
    lone = [pk for pk in counted if Ticket.objects.unresolved().filter(customer=pk).count() == 1]
    return [counted[pk] for pk in lone[: TIMES + 3]]


def test_a_contact_that_joins_an_open_ticket(website):
    addresses = chasing_customers()
    assert len(addresses) == TIMES + 3
    answers = []
    found = iter(addresses)
    measured("intake, known customer", lambda _: answers.append(got(website(next(found)), 201)), INTAKE)
    assert not any(answer.json()["new_ticket"] for answer in answers)


def test_a_contact_of_somebody_new(website):
    measured("intake, new customer", lambda n: got(website(f"{uuid4()}@example.org"), 201), INTAKE)


def crowded_tickets():
    """The tickets with the longest histories, of those that Ana may see."""
    hers = Ticket.objects.visible_to(User.objects.get(username="ana")).unresolved()
    return list(hers.order_by("-contacts", "id").values_list("pk", flat=True)[: TIMES + 3])


def test_the_agents_page_of_a_ticket(ana):
    pages = [f"/admin/tickets/ticket/{pk}/change/" for pk in crowded_tickets()]
    measured("agent's page of a ticket", lambda n: got(ana.get(pages[n])), PAGE)


VIEWS = ["", "?view=mine", "?view=team", "?view=unassigned", "?view=stalled", "?view=promises", "?view=customer"]
VIEWS += [
    "?view=snoozed",
    "?view=mine&resolved=1",
    "?view=everything",
    "?view=everything&p=100",
    "?view=open&tag=refund",
]


@pytest.mark.parametrize("view", VIEWS)
def test_the_agents_list(ana, view):
    measured(f"agent's list {view}", lambda n: got(ana.get(f"/admin/tickets/ticket/{view}")), LIST)


def test_the_managers_list(big_desk):
    client = manager()
    measured("manager's list", lambda n: got(client.get("/admin/tickets/ticket/")), LIST)


@pytest.mark.parametrize("query", ["", "?owner=me", "?order=due&status=open", "?status=open&waiting_on=us"])
def test_the_apis_list(ana, query):
    measured(f"API list {query}", lambda n: got(ana.get(f"/api/v1/tickets{query}")), LIST)


@pytest.mark.parametrize("part", ["", "/history"])
def test_one_ticket_by_the_api(ana, part):
    pages = [f"/api/v1/tickets/{pk}{part}" for pk in crowded_tickets()]
    measured(f"API ticket{part}", lambda n: got(ana.get(pages[n])), PAGE)


def test_a_customers_page(big_desk):
    at, client = timezone.now() - timedelta(minutes=1), Client()
    links = [
        tokens.link(ticket, make.holder(ticket), at=at) for ticket in Ticket.objects.filter(pk__in=crowded_tickets())
    ]
    paths = [link.partition("/r/")[2] for link in links]
    measured("customer's page", lambda n: got(client.get(f"/r/{paths[n]}")), PAGE)
