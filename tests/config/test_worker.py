"""The real beat and worker, on a real broker that is emptied, frozen, and killed under them."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.redis_server import RedisServer
from tickets.models import Heartbeat

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@contextmanager
def beat_and_worker(environment):
    """Both as separate processes, stopped at the end."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    commands = [[*celery, "worker", "--concurrency", "1"], [*celery, "beat", "--pidfile", ""]]
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in commands]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def environment(server):
    """What the processes need to work on this test's database and broker."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    kept = {"REDIS_URL": server.url, "DATABASE_URL": url, "DATA_DIR": settings.STATIC_ROOT}
    return {**os.environ, **kept}


def assert_a_tick_within(seconds):
    """A tick that began after this moment goes through beat, broker, worker and database."""
    since = timezone.now()
    while timezone.now() < since + timedelta(seconds=seconds):
        if Heartbeat.objects.filter(name="tick", at__gt=since).exists():
            return
        time.sleep(0.2)
    pytest.fail(f"No tick within {seconds} s.")


def test_ticks_go_on_whatever_happens_to_the_broker():
    with RedisServer() as server, beat_and_worker(environment(server)):
        assert_a_tick_within(30)

        server.client().flushall()
        assert_a_tick_within(30)

        server.freeze()
        time.sleep(15)
        server.thaw()
        assert_a_tick_within(30)

        server.kill()
        time.sleep(10)
        server.start()
        assert_a_tick_within(45)
