"""`make run` as a whole: the real desk, from an empty directory to nothing left."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.starter import surroundings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc"),
]
READY = re.compile(r"Followthrough is ready: (http://\S+)/")
GIVEN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORT", "PUBLIC_URL", "PRODUCTION", "MAKELEVEL")


class Run:
    """One `make run` on a data directory, its output in a file."""

    def __init__(self, data, output):
        environment = {name: value for name, value in os.environ.items() if name not in GIVEN}
        self.output = output
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.starter"],
            cwd=surroundings.REPOSITORY,
            env={**environment, "DATA_DIR": str(data)},
            stdout=output.open("w"),
            stderr=subprocess.STDOUT,
        )

    @property
    def url(self):
        found = READY.search(self.output.read_text())
        return found and found[1]

    def wait_until_ready(self, seconds):
        """The seconds it took."""
        started_at = time.monotonic()
        until(lambda: self.url or self.process.poll() is not None, seconds)
        assert self.url, self.output.read_text()
        return time.monotonic() - started_at

    def part(self, pattern):
        """The process id of the part whose command matches."""
        pids = children(self.process.pid)
        return next(pid for pid in pids if re.search(pattern, command_line(pid)))

    def everybody(self):
        """All processes of this run but the starter."""
        found, new = [], [self.process.pid]
        while new:
            new = [child for pid in new for child in children(pid)]
            found += new
        return found

    def answers(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:
                return response.status
        except (urllib.error.HTTPError, OSError) as error:
            return getattr(error, "code", None)


def children(parent):
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if is_child(path, parent)]


def is_child(path, parent):
    try:
        state, its_parent = path.read_text().rpartition(")")[2].split()[:2]
    except OSError:  # it ended while we looked
        return False
    return its_parent == str(parent) and state != "Z"


def command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds):
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, f"it did not happen in {seconds} s"
        time.sleep(0.1)


@pytest.fixture
def run(tmp_path):
    """Start a run; whatever happens, it does not outlive the test."""
    runs = []

    def start():
        runs.append(Run(tmp_path / "var", tmp_path / f"output-{len(runs)}"))
        return runs[-1]

    yield start
    for each in runs:
        each.process.kill()
        each.process.wait()


def test_the_desk_comes_up_recovers_and_leaves_nothing_behind(run, tmp_path):
    # From nothing to a working desk with its demo.
    first = run()
    first.wait_until_ready(120)
    assert first.answers("/readyz") == 200
    assert len(first.everybody()) >= 16  # redis, web + 2, workers + 5 + 6, beat

    # Whoever starts it again is told where it is.
    second = run()
    assert second.process.wait(timeout=20) == 1
    assert first.url in second.output.read_text()

    # Each part may be killed; it comes back and the desk with it.
    for pattern in ("gunicorn", "config.workers", " beat ", "(valkey|redis)-server"):
        killed = first.part(pattern)
        os.kill(killed, signal.SIGKILL)
        until(lambda killed=killed: not is_alive(killed), 5)
        until(lambda: first.answers("/readyz") == 200, 30)
        until(lambda: len(children(first.process.pid)) == 4, 10)

    # Killed outright, it takes everything along.
    family = first.everybody()
    first.process.kill()
    first.process.wait()
    until(lambda: not any(is_alive(pid) for pid in family), 5)

    # The second start is quick and finds the same data; a polite stop leaves nothing either.
    secret = (tmp_path / "var" / "secret_key").read_text()
    third = run()
    assert third.wait_until_ready(30) < 20
    assert (tmp_path / "var" / "secret_key").read_text() == secret
    family = third.everybody()
    third.process.send_signal(signal.SIGINT)
    assert third.process.wait(timeout=20) == 0
    assert not any(is_alive(pid) for pid in family)


def test_a_desk_that_cannot_start_says_why_and_stops_what_ran(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in GIVEN}
    ended = subprocess.run(
        [sys.executable, "-m", "config.starter"],
        cwd=surroundings.REPOSITORY,
        env={**environment, "DATA_DIR": str(tmp_path / "var"), "PRODUCTION": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "SECRET_KEY" in ended.stderr
    assert "preparation failed" in ended.stderr
