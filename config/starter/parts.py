"""The parts of a desk and the crew that keeps them running."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from config.starter import tether
from config.starter.refusal import Refusal
from config.starter.surroundings import REPOSITORY, Place

SECONDS_TO_STOP = 10
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_AFTER = 60.0  # a part that ran this long starts anew with the first pause
LOG_KEPT = 10 * 1024 * 1024


@dataclass
class Part:
    """One process of the desk, and when it may be started again after it died."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(repr=False)
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float | None = None

    def start(self, output: BinaryIO | int, errors: BinaryIO | int = subprocess.STDOUT) -> None:
        """Start the process in a group of its own: a Ctrl-C reaches the starter alone."""
        self.started_at, self.start_at = time.monotonic(), None
        self.process = subprocess.Popen(
            self.command,
            cwd=REPOSITORY,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            pass_fds=self.inherits,
            start_new_session=True,
        )

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process is None or self.process.poll() is not None

    def plan_restart(self, now: float) -> None:
        """Choose when to start again: each quick death doubles the pause."""
        if now - self.started_at > STEADY_AFTER:
            self.pause = FIRST_PAUSE
        self.start_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        if self.process and not self.has_ended():
            self.process.terminate()

    def make_sure_it_stopped(self, by: float) -> None:
        """Wait until `by`, then kill; what it forked dies with it."""
        if not self.process:
            return
        try:
            self.process.wait(timeout=max(0.0, by - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Crew:
    """All parts that run now, in the order they were started."""

    def __init__(self, logs: Path, stopping: threading.Event) -> None:
        self.logs = logs
        self.stopping = stopping
        self.parts: list[Part] = []

    def start(self, part: Part) -> None:
        """Start a part and answer for it from now on."""
        if self.stopping.is_set():
            return
        self.parts.append(part)
        self._launch(part)

    def run_to_end(self, part: Part) -> str:
        """Run something that ends by itself and return what it printed."""
        if self.stopping.is_set():
            return ""
        part.start(subprocess.PIPE, sys.stderr.buffer)
        assert part.process
        self.parts.append(part)
        while True:
            try:
                printed, _ = part.process.communicate(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                if self.stopping.is_set():
                    return ""
        self.parts.remove(part)
        if part.process.returncode and not self.stopping.is_set():
            raise Refusal(f"The {part.name} failed; the reason is above.")
        return printed.decode().strip()

    def watch(self) -> None:
        """Keep every part alive until a stop is asked."""
        while not self.stopping.wait(0.2):
            self.look_after_all()

    def look_after_all(self) -> None:
        """Start again what died, each after its own pause."""
        now = time.monotonic()
        for part in self.parts:
            if not part.has_ended():
                continue
            if part.start_at is None:
                part.plan_restart(now)
                self._say(f"{part.name} ended ({_why(part)}); starting it again.")
            elif now >= part.start_at:
                self._launch(part)

    def stop(self) -> None:
        """Stop all parts, the first started last: the others still talk to the broker."""
        if self.parts:
            self._say("Stopping ...")
        first, others = self.parts[:1], self.parts[1:]
        for group in (others, first):
            for part in group:
                part.ask_to_stop()
            by = time.monotonic() + SECONDS_TO_STOP
            for part in group:
                part.make_sure_it_stopped(by)
        self.parts.clear()

    def _launch(self, part: Part) -> None:
        path = self.logs / f"{part.name}.log"
        if path.exists() and path.stat().st_size > LOG_KEPT:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            part.start(log)

    def _say(self, text: str) -> None:
        print(text, flush=True)


def preparation(place: Place) -> Part:
    """What must be done before the desk opens; its output are the logins."""
    command = tether.command("module", "config.starter.prepare")
    return Part("preparation", command, place.environment)


def desk(place: Place, listener: socket.socket) -> list[Part]:
    """Web, workers and beat, as any supervisor would run them."""
    return [_web(place, listener), _workers(place), _beat(place)]


def _web(place: Place, listener: socket.socket) -> Part:
    # No access log: addresses of customers' pages are keys to them.
    command = tether.command(
        *("module", "gunicorn", "config.wsgi:application"),
        *("--bind", f"fd://{listener.fileno()}", "--no-control-socket"),
        *("--worker-class", "config.serving.Worker", "--workers", "2", "--threads", "4"),
    )
    return Part("web", command, place.environment, inherits=(listener.fileno(),))


def _workers(place: Place) -> Part:
    return Part("workers", tether.command("module", "config.workers"), place.environment)


def _beat(place: Place) -> Part:
    command = tether.command("module", "celery", "-A", "config", "beat", "--pidfile", "")
    return Part("beat", command, place.environment)


def _why(part: Part) -> str:
    status = part.process.returncode if part.process else 0
    return f"signal {-status}" if status < 0 else f"status {status}"
