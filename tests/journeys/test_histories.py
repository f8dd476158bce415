"""Whole desks through the database: every figure of every ticket equals the reference, however the lines came in."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests import make
from tickets.models import StalledFlag
from tickets.rules.desk import Desk

ROOT = Path(__file__).parents[2]
DESKS = (100, 101, 102, 103)
AS_OF = datetime(2025, 12, 15, tzinfo=UTC)


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


class Reference:
    """A desk with its history and what every figure has to be."""

    def __init__(self, history, desk, measures):
        self.lines, self.expected = read(history), {}
        self.desk = Desk.from_json(json.loads(desk.read_text()))
        for told in read(measures) if measures.suffix == ".jsonl" else [json.loads(measures.read_text())]:
            self.as_of = datetime.fromisoformat(told["as_of"])
            self.expected[told["ticket"]] = told

    def assert_figures(self):
        """Compare ticket by ticket, so that a failure names the ticket and the figure."""
        found = make.figures(self.desk, self.as_of)
        assert found.keys() == self.expected.keys()
        for key, expected in self.expected.items():
            assert found[key] | {"number": None} == expected

    def take(self, lines):
        return make.take(lines, self.desk, "20/12 12:00")


@pytest.fixture(params=DESKS)
def reference(request, shared, db):
    folder, number = shared("oracles/histories"), request.param
    names = f"history_{number}.jsonl", f"desk_{number}.json", f"measures_{number}.jsonl"
    return Reference(*(folder / name for name in names))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["story", "story_spring"])
def test_the_story_gives_its_figures(shared, name):
    desk = shared("oracles/desk_story.json")
    story = Reference(shared(f"oracles/{name}.jsonl"), desk, shared(f"oracles/{name}_measures.json"))
    assert not story.take(story.lines).refused
    story.assert_figures()


def test_a_desk_gives_its_figures_and_the_same_again_when_imported_twice(reference):
    report = reference.take(reference.lines)
    assert (report.taken, report.known, report.refused) == (len(reference.lines), 0, [])
    reference.assert_figures()

    again = reference.take(reference.lines)
    assert (again.taken, again.known, again.refused) == (0, len(reference.lines), [])
    reference.assert_figures()


def shuffled(lines, seed):
    """In another order, lines of one instant of one ticket keeping theirs."""
    groups = {}
    for line in lines:
        groups.setdefault((line["ticket"], datetime.fromisoformat(line["at"])), []).append(line)
    mixed = list(groups.values())
    random.Random(seed).shuffle(mixed)
    return mixed


def flat(groups):
    return [line for group in groups for line in group]


@pytest.mark.parametrize("seed", range(1))
def test_the_order_of_the_file_decides_nothing(reference, seed):
    assert not reference.take(flat(shuffled(reference.lines, seed))).refused
    reference.assert_figures()


@pytest.mark.parametrize("seed", range(2))
def test_a_desk_in_two_halves_gives_its_figures(reference, seed):
    """Halves at random: lines that hang in the air in one are taken with the other, at their place in their instant."""
    mixed = shuffled(reference.lines, seed)
    for half in (mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]):
        reference.take(flat(half))
    reference.assert_figures()


def test_the_later_half_may_come_first(reference):
    ordered = sorted(reference.lines, key=lambda line: datetime.fromisoformat(line["at"]))
    by_time = [list(group) for _, group in groupby(ordered, key=lambda line: line["at"])]
    for half in (by_time[len(by_time) // 2 :], by_time[: len(by_time) // 2]):
        reference.take(flat(half))
    reference.assert_figures()


def test_imported_flags_are_marked_and_are_no_news(reference):
    reference.take(reference.lines)
    assert StalledFlag.objects.exists()
    assert not StalledFlag.objects.exclude(imported=True, detected_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_killed_is_run_again(shared, tmp_path):
    """The real process, `kill -9` after its first transaction; what it left is whole, and a second run does the rest."""
    folder = shared("oracles/histories")
    lines = [line for copy in range(3) for number in DESKS for line in renamed(folder, number, copy)]
    file, desk = tmp_path / "history.jsonl", folder / "desk_100.json"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    with database_of_its_own(tmp_path) as url:
        command = [sys.executable, "manage.py", "import_history", str(file), "--desk", str(desk)]
        surroundings = {"cwd": ROOT, "env": {**os.environ, "DATABASE_URL": url}}
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, **surroundings)
        assert b" of " in process.stderr.read(12)  # the first progress: one transaction is through
        process.send_signal(signal.SIGKILL)
        process.communicate()
        left = exported_by_the_command(surroundings)
        assert 0 < len(left) < len(lines)

        again = subprocess.run(command, capture_output=True, text=True, check=True, **surroundings)
        assert f"{len(lines) - len(left)} taken, {len(left)} known before, 0 refused" in again.stdout
        whole = exported_by_the_command(surroundings)
    assert sorted(line["id"] for line in whole) == sorted(line["id"] for line in lines)
    assert whole[: len(left)] == left


def renamed(folder, number, copy):
    """A desk's lines under other names, so that there can be several of them at once."""
    text = (folder / f"history_{number}.jsonl").read_text().replace(f'"T{number}-', f'"C{copy}-{number}-')
    return [json.loads(line) for line in text.splitlines()]


def exported_by_the_command(surroundings):
    command = [sys.executable, "manage.py", "export_history"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, **surroundings)
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def database_of_its_own(folder):
    """A migrated, empty database that another process can use: a copy of the file, or PostgreSQL's test database."""
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["DATABASE_URL"])
        yield url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        return
    path = folder / "desk.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    yield f"sqlite:///{path}"


def test_an_export_of_an_import_is_what_was_imported(reference):
    reference.take(reference.lines)
    first, figures = make.exported(), make.figures(reference.desk, reference.as_of)
    with make.passing():
        make.empty()
        assert not reference.take(first).refused
        assert make.exported() == first
        assert make.figures(reference.desk, reference.as_of) == figures
    assert {line["id"] for line in first} == {line["id"] for line in reference.lines}
