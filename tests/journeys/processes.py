"""The desk's own processes on a test's database: one command that runs to its end, or web, worker and beat together."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
# A process that has only this to do: what it measures of its child is not blurred by what it is itself.
WATCHED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


def environment(data, **more):
    """What a process needs to work on this test's database, with its files under `data`."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    given = {"DATABASE_URL": url, "DATA_DIR": data, "SECRET_KEY": settings.SECRET_KEY}
    given["PRIVATE_MAIL_SERVERS"] = "1"  # those of the tests are
    env = {**os.environ, **{key: str(value) for key, value in (given | more).items()}}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an operator's processes do not compile the desk anew with each start
    return env


@dataclass(frozen=True)
class Ended:
    """A command that ended well: how long it took, its largest memory in KiB, what it printed."""

    seconds: float
    peak: int
    output: str
    errors: str


def manage(*command, env):
    """Run `manage.py COMMAND` in a process of its own."""
    program = [sys.executable, "-c", WATCHED, sys.executable, "manage.py", *map(str, command)]
    began = time.monotonic()
    ended = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True)
    seconds = time.monotonic() - began
    assert ended.returncode == 0, ended.stderr[-2000:]
    return Ended(seconds, int(re.search(r"peak (\d+)", ended.stdout)[1]), ended.stdout, ended.stderr)


class Process:
    """One part of a running desk, in a process group of its own; what it prints goes to a file."""

    def __init__(self, name, command, env, log):
        self.name, self.command, self.env, self.log = name, command, env, log
        self.start()

    def start(self):
        """Start it, or start it again."""
        with self.log.open("a") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self):
        """Its process id."""
        return self._process.pid

    def kill(self):
        """kill -9, it and all that it forked."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def pause(self):
        """It stands still, with all that it forked, until it goes on."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def go_on(self):
        """The end of a pause."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def forked(self, module):
        """The ids of the processes in its group that run a module."""
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.getpgid(int(path.name)) == self._process.pid and module in (path / "cmdline").read_text():
                    yield int(path.name)

    def stop(self):
        """Let it end what it is doing."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        self.kill()


class RunningDesk:
    """Web, workers and beat on this test's database and a broker, with `more` settings; a context manager."""

    def __init__(self, broker, data, **more):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.outbox, self._data = data / "outbox", data
        self.env = environment(data, REDIS_URL=broker.url, EMAIL_URL=f"filemail:///{self.outbox}", **more)

    def __enter__(self):
        bind = [
            "--no-control-socket",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "config.serving.Worker",
            "--workers",
            "1",
            "--threads",
            "4",
        ]
        self.web = self._part("web", ["gunicorn", "config.wsgi:application", *bind])
        self.workers = self._part("workers", ["config.workers"])
        self.beat = self._part("beat", ["celery", "-A", "config", "beat", "--pidfile", ""])
        until(lambda: self.post("/healthz", method="GET")[0] == 200, 30, "the web process answers")
        return self

    def __exit__(self, *_):
        for part in (self.beat, self.workers, self.web):
            part.stop()

    def another_worker(self, name):
        """A worker beside the first; who starts it stops it."""
        return self._part(name, ["celery", "-A", "config", "worker", "--concurrency", "1", "--hostname", f"{name}@%h"])

    def _part(self, name, command):
        return Process(name, command, self.env, self._data / f"{name}.log")

    def post(self, path, body=None, method="POST", **headers):
        """The status, the body and the seconds of one request; status 0 if there was no answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers, method=method)
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                status, text = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        except OSError:
            status, text = 0, b""
        return status, text, time.monotonic() - began

    def sent(self):
        """The Message-IDs of all mails that left, as often as they did."""
        text = "".join(path.read_text() for path in self.outbox.glob("*")) if self.outbox.exists() else ""
        return re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE)


def until(condition, seconds, what):
    """Wait for something to become true; fail with a word for it."""
    by = time.monotonic() + seconds
    while time.monotonic() < by:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"Not within {seconds} s: {what}.")
