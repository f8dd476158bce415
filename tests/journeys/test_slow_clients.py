"""Two hundred clients that send half of a request, or read nothing of an answer, at a desk that works as usual beside them."""

import json
import statistics

import pytest

from tests.config.slow_clients import Served
from tests.journeys.processes import RunningDesk, manage
from tests.redis_server import RedisServer
from tests.yardstick import slowness

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
CONTACT = json.dumps({"from": {"email": "mia@example.org"}, "text": "The app hangs."}).encode()
ASKED = {
    "health": {"path": "/healthz"},
    "page": {"path": "/admin/login/"},
    "intake": {"path": "/api/v1/intake", "body": CONTACT, "Content_Type": "application/json"},
}


@pytest.fixture
def desk(tmp_path):
    unlimited = {"THROTTLE_ADDRESS": "100000/min", "THROTTLE_TARGET": "100000/min"}
    with RedisServer() as broker:
        running = RunningDesk(broker, tmp_path, **unlimited)
        manage("collectstatic", "--noinput", env=running.env)  # a page names its files by what is in them
        with running:
            yield Served(running.port, running.web)


def seconds(desk):
    """What each kind of request typically takes; every one of them is answered well."""
    typical = {}
    for name, asked in ASKED.items():
        answers = [desk.ask(**asked) for _ in range(30)]
        assert {status for status, _, _ in answers} <= {200, 201}, name
        typical[name] = statistics.median(took for _, _, took in answers)
    return typical


def test_two_hundred_slow_clients_make_nobody_else_wait(desk):
    before = seconds(desk)
    for kind in ("headers", "body", "readers"):
        with desk.slow(kind, 200, "/admin/login/"):
            for name, took in seconds(desk).items():
                assert took < 3 * before[name] + 0.05 * slowness(), f"{name} beside slow {kind}"
