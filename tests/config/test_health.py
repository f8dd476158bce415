"""What operators see: alive, ready and why not, and the same for Prometheus."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from config import broker, health
from config.celery_options import PERIODS
from tests.bench.statements import statements
from tickets.models import ChannelAccount, Heartbeat, Mailbox, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker_answers(monkeypatch):
    monkeypatch.setattr(broker, "ping", lambda: True)


@pytest.fixture
def running(broker_answers):
    """A desk whose beat and worker are up to date."""
    for name in ("tick", "sweep"):
        Heartbeat.objects.create(name=name, at=timezone.now())


@pytest.fixture
def unsent_since(monkeypatch):
    """Say how long the oldest unsent message has been waiting."""

    def set_age(**age):
        at = timezone.now() - timedelta(**age)
        monkeypatch.setattr(type(Message.objects), "oldest_unsent", lambda self: at)

    return set_age


def failing(response):
    """The names of the checks that are not well."""
    checks = response.json()["checks"].items()
    return {name for name, check in checks if not check["ok"]}


def age(name, **age):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(**age))


def test_alive_asks_nothing_of_database_or_broker(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.json() == {"alive": True}


def test_ready_when_everything_works(client, running):
    response = client.get("/readyz")
    assert response.status_code == 200, response.json()
    assert response.json()["ready"]
    assert set(response.json()["checks"]) == {"database", "broker", "beat", "sweep", "outbox", "mailboxes"}


def test_ready_costs_three_queries(client, running, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/readyz")


def test_prometheus_costs_four_queries(client, running, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get("/metrics")


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_no_probe_scans_tickets_or_messages(client, running, path):
    """Without an index PostgreSQL has to scan, even where it is told how dear that is."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with statements(planned=True) as noted:
        client.get(path)
    about = [str(plan) for plan in noted.plans if re.search("tickets_(ticket|message|event)'", str(plan))]
    assert len(about) == 1
    assert "'outbox_by_age'" in about[0]
    assert "Seq Scan" not in about[0]


FROM_ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.mark.parametrize(
    ("caller", "told"),
    [
        ({}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "10.1.2.3"}, False),
        (FROM_ELSEWHERE, False),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False),
        ({"HTTP_X_REAL_IP": "203.0.113.9"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({**FROM_ELSEWHERE, "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({**FROM_ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer of-operators"}, True),
        ({**FROM_ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer of-others"}, False),
        ({**FROM_ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer "}, False),
    ],
)
def test_figures_and_reasons_are_for_operators(client, running, settings, caller, told):
    settings.OPERATOR_TOKEN = "of-operators"
    ready, figures = client.get("/readyz", **caller), client.get("/metrics", **caller)
    assert ready.status_code == 200
    assert ready.json()["ready"]
    assert ("checks" in ready.json()) is told
    assert figures.status_code == (200 if told else 403)


def test_without_a_token_nobody_elsewhere_is_an_operator(client, running):
    assert client.get("/metrics", **FROM_ELSEWHERE, HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_a_proxy_of_ours_says_who_asks(client, running, settings):
    settings.PROXIES = 1
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 403
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 200


def test_not_ready_before_the_first_tick(client, broker_answers):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert failing(response) == {"beat", "sweep"}
    assert response.json()["checks"]["beat"]["reason"] == "No beat was ever seen."


def test_not_ready_without_broker(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "broker" in failing(response)


@pytest.mark.parametrize(
    ("beat", "late"), [("tick", {"seconds": 31}), ("sweep", {"seconds": 91})], ids=["tick", "sweep"]
)
def test_not_ready_when_the_clock_has_stopped(client, running, beat, late):
    age(beat, **late)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert failing(response) == {"beat" if beat == "tick" else "sweep"}


def test_not_ready_when_a_message_waits_too_long(client, running, unsent_since):
    unsent_since(minutes=4)
    assert client.get("/readyz").status_code == 200
    unsent_since(minutes=6)
    response = client.get("/readyz")
    assert failing(response) == {"outbox"}
    assert 360 <= response.json()["checks"]["outbox"]["age"] < 365


@pytest.fixture
def polled(db):
    """A mailbox that was polled so long ago."""

    def ago(**age):
        account = ChannelAccount.objects.get_or_create(channel="email", slug="help", name="Help")[0]
        at = timezone.now() - timedelta(**age)
        said = {"imap_host": "imap.example.org", "polling": True, "polled_at": at}
        return Mailbox.objects.update_or_create(account=account, defaults=said)[0]

    return ago


def test_a_mailbox_that_nobody_could_poll_is_shown_and_the_desk_stays_ready(client, running, polled):
    polled(minutes=29)
    assert failing(client.get("/readyz")) == set()
    polled(minutes=31)
    response = client.get("/readyz")
    assert (response.status_code, failing(response)) == (200, {"mailboxes"})
    assert 'followthrough_ok{check="mailboxes"} 0.0' in client.get("/metrics").content.decode()


def test_a_mailbox_that_is_switched_off_is_nobodys_alarm(client, running, polled):
    box = polled(days=2)
    box.polling = False
    box.save()
    assert failing(client.get("/readyz")) == set()


def test_not_ready_without_database(client, broker_answers, monkeypatch):
    def fail(*_):
        raise DatabaseError("no such host")

    monkeypatch.setattr(type(Heartbeat.objects), "values_list", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert failing(response) == {"database"}
    assert "no such host" not in response.content.decode()


def test_prometheus_reads_the_same_checks(client, running):
    age("sweep", minutes=5)
    text = client.get("/metrics").content.decode()
    assert 'followthrough_ok{check="beat"} 1.0' in text
    assert 'followthrough_ok{check="sweep"} 0.0' in text
    assert 'followthrough_age_seconds{check="sweep"} 300' in text
    assert "process_resident_memory_bytes" in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_are_neither_cached_nor_redirected_nor_written_to(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path)
    assert response.status_code in (200, 503)
    assert "no-store" in response["Cache-Control"]
    settings.SECURE_SSL_REDIRECT = False
    assert client.post(path).status_code == 405


def test_late_is_several_missed_beats():
    for name, task in [("beat", "tick"), ("sweep", "sweep")]:
        seconds, _queue = PERIODS[f"tickets.tasks.{task}"]
        assert health.LATEST[name].total_seconds() >= 3 * seconds
