"""What one ticket costs whose history is very long: 5,000 messages, of which the desk sees and says the newest."""

import gc
import statistics
import time
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import make
from tests.bench.statements import statements
from tickets.models import Ticket

pytestmark = pytest.mark.bench
MESSAGES = 5000
TIMES = 9
VERB, PAGE = 150, 300  # milliseconds, on a machine that does nothing else


@pytest.fixture
def long_ticket(db):
    """A conversation of 5,000 messages, an hour apart, with a promise and a question now and then."""
    if connection.vendor != "postgresql":
        pytest.skip("Benchmarks run on PostgreSQL: make bench")
    make.desk()
    make.person(is_staff=True)
    report = make.take(lines(), when=timezone.now())
    assert not report.refused
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    gc.collect()
    gc.freeze()  # what a run of tests holds in memory is not searched again and again while we measure
    yield Ticket.objects.get(source_key="LONG")
    gc.unfreeze()


def lines():
    """The conversation as lines of the history format."""
    began = timezone.now().replace(microsecond=0) - timedelta(hours=MESSAGES + 9)
    for number in range(MESSAGES):
        line = {"id": f"L-{number}", "ticket": "LONG", "at": (began + timedelta(hours=number)).isoformat()}
        line |= {"channel": "email", "text": f"Message {number}: the export stops at row {number % 97}."}
        if number % 2:
            yield line | {"kind": "answer", "by": "ana"}
        else:
            yield line | {"kind": "contact", "from": {"email": make.MIA}}
        if number % 50 == 1:
            due = began + timedelta(hours=number + 40)
            yield line | {"id": f"P-{number}", "kind": "promise", "by": "ana", "due_at": due.isoformat()}


def measured(name, work, budget, most_statements=None):
    """The median of some times, held against its budget in milliseconds, and the statements of one time."""
    work()
    with statements() as sent:
        work()
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    median = statistics.median(took)
    print(f"\n{name:34} {len(sent):3} statements, p50 {median:6.1f} ms, worst {max(took):6.1f} ms")
    assert most_statements is None or len(sent) <= most_statements, f"{name}: {len(sent)} statements\n{sent}"
    assert median <= budget, f"{name}: {median:.0f} ms, {budget} allowed"


NOTE, REPLY, PROMISE = 9, 12, 10  # statements
VERBS = {
    "note": (NOTE, {"text": "Look at this."}),
    "reply": (REPLY, {"text": "We are at it."}),
    "promise": (PROMISE, {"text": "We call you."}),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_a_long_ticket(long_ticket, verb):
    budget, said = VERBS[verb]
    ana, seconds = make.person(), count()

    def work():
        make.do(verb, long_ticket.pk, by=ana, at=timezone.now() + timedelta(seconds=next(seconds)), **said)

    measured(f"long: {verb}", work, VERB, budget)


@pytest.mark.parametrize("path", ["/admin/tickets/ticket/{}/change/", "/api/v1/tickets/{}/history?limit=100"])
def test_the_page_of_a_long_ticket(long_ticket, path):
    client = Client()
    client.force_login(make.person(), backend="django.contrib.auth.backends.ModelBackend")
    page = path.format(long_ticket.pk)

    def look():
        assert client.get(page).status_code == 200

    measured(f"long: {path[:20]}", look, PAGE, 15)
