"""What every test gets: a database of its own, no Redis, no network, its own files.

The same suite runs on SQLite (a file, so that threads see one database) and, where DATABASE_URL
says so, on PostgreSQL. Redis is away in all tests but those that start one: the product must work
so, and tasks are called as functions.
"""

import os
import socket
import tempfile
from pathlib import Path

import hypothesis
import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from config import broker
from tests import make
from tests.redis_server import RedisServer
from tickets.admin.ticket import held_answer
from tickets.models import Preferences
from tickets.models.history import forget_desk

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHARED = Path(os.environ.get("FOLLOWTHROUGH_SHARED", Path(__file__).parents[2] / "shared"))
NO_REDIS = "redis://127.0.0.1:1/0"  # nobody listens there: refused at once
DATABASE = {"db", "transactional_db", "environment"}
hypothesis.settings.register_profile("suite", deadline=None)  # the clock on the wall says how busy the machine is
hypothesis.settings.load_profile("suite")
_files = tempfile.TemporaryDirectory(prefix="followthrough-tests-")


def pytest_configure():
    """Where a test differs from a desk. Nothing has used these settings yet."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.REDIS_URL = settings.CELERY_BROKER_URL = NO_REDIS
    settings.CACHES["default"]["LOCATION"] = NO_REDIS
    settings.STORAGES["default"]["OPTIONS"]["location"] = _files.name
    settings.STATIC_ROOT = _files.name
    settings.COUNTS_ARE_HELD_S = 0  # what a test changes it sees at once
    settings.PRIVATE_MAIL_SERVERS = True  # those of the tests are
    settings.MAIL_LEAVES = True  # as far as a test can see
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}


def pytest_addoption(parser):
    """`--database-only`, for the second database: what never touches one has been run with the first."""
    parser.addoption("--database-only", action="store_true", help="only the tests that use the database")


def pytest_collection_modifyitems(config, items):
    """Leave out what would do the very same again."""
    if config.getoption("--database-only"):
        left_out = [item for item in items if not _uses_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item):
    return item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite: a file per run and process, so that two runs at once do not meet.

    What is asked for in no order comes the other way round, so that whoever relies on an order by chance is found here and
    not one day on PostgreSQL.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects = ON;"
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _fresh_counters():
    """Rate limits count anew in each test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _fresh_desk():
    """Opening hours, limits and targets are read anew in each test."""
    forget_desk()


@pytest.fixture(autouse=True)
def _mails_go_at_once(request, monkeypatch):
    """Nobody at the desk wants to take a mail back, but in the tests that are about it (`holds`)."""
    if "holds" not in request.keywords:
        monkeypatch.setattr(held_answer, "preferences_of", lambda pk: Preferences(undo_seconds=0))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """A test that would talk to the outside fails and says to whom."""
    connect = socket.socket.connect

    def guarded(self, address):
        outside = self.family != socket.AF_UNIX and address[0] not in LOOPBACK
        assert not outside, f"A test tried to reach {address[0]}."
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared():
    """Find material beside the repository: `shared("oracles/story.jsonl")` is its path, and a
    test that needs what is not there is skipped by that name."""

    def find(name):
        if not (SHARED / name).exists():
            pytest.skip(f"shared/{name} is not here")
        return SHARED / name

    return find


@pytest.fixture
def redis_server(settings, monkeypatch):
    """A real server that nudges, counters and health checks talk to during this test."""
    with RedisServer() as server:
        settings.REDIS_URL = server.url
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.url}}
        monkeypatch.setattr(current_app.conf, "broker_url", server.url)
        monkeypatch.setattr(current_app.conf, "broker_write_url", server.url)
        broker.forget()
        yield server
    broker.forget()


@pytest.fixture
def nudged(monkeypatch, django_capture_on_commit_callbacks):
    """Calls something, and gives the names of the tasks that workers were asked to run once it was committed."""
    names = []
    monkeypatch.setattr(broker, "_send", lambda name, _args: names.append(name))

    def by(work):
        with django_capture_on_commit_callbacks(execute=True):
            work()
        return names

    return by


@pytest.fixture
def left_clean(transactional_db):
    """Events cannot be deleted by the way in which a test of several threads or processes is cleaned up after."""
    yield
    with transaction.atomic():
        make.empty()
