"""Where a run lives and what its parts are told: data directory, secret key, address."""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import environ

from config.starter.refusal import Refusal

REPOSITORY = Path(__file__).resolve().parents[2]
USUAL_PORT = 8000
PORTS_TRIED = 20
# A password is shown once, when it is made.
SIGN_IN = """Sign in as before. If nobody knows a password any more:
    .venv/bin/python manage.py changepassword admin"""


@dataclass
class Place:
    """One run: its directory, and the environment that every part receives."""

    data: Path
    environment: dict[str, str] = field(repr=False)  # holds secrets

    @property
    def logs(self) -> Path:
        """Each part writes `<part>.log` here."""
        return self.data / "logs"

    @property
    def url(self) -> str:
        """Where people open the desk."""
        return self.environment["PUBLIC_URL"]

    @property
    def in_production(self) -> bool:
        """Whether this run keeps real customers' data: nothing is made up for it."""
        return self.environment.get("PRODUCTION", "").lower() in environ.Env.BOOLEAN_TRUE_STRINGS

    def listen(self) -> socket.socket:
        """Take the web address, which stays open while the web part restarts."""
        host = self.environment.get("HOST", "127.0.0.1")
        given = self.environment.get("PORT")
        listener = _listen_given(host, given) if given else _listen_free(host, USUAL_PORT)
        port = listener.getsockname()[1]
        self.environment["PORT"] = str(port)
        if not self.in_production:  # there, it is the name that customers know
            self.environment.setdefault("PUBLIC_URL", f"http://{reachable(host)}:{port}")
        return listener

    def announce(self, logins: str) -> None:
        """Tell the person at the terminal where everything is."""
        (self.data / "starter.lock").write_text(f"{os.getpid()} {self.url}\n")
        print(f"\nFollowthrough is ready: {self.url}/")
        print(f"\n{logins or SIGN_IN}")
        print(f"\nData and logs are in {self.data}. Ctrl-C stops everything.", flush=True)


@contextmanager
def claimed_data_directory() -> Iterator[Place]:
    """The data directory, made if need be and held against a second run."""
    environ.Env.read_env(REPOSITORY / ".env")  # what the settings read too
    data = Path(os.environ.get("DATA_DIR") or REPOSITORY / "var").resolve()
    (data / "logs").mkdir(parents=True, exist_ok=True)
    with (data / "starter.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refusal(_already_running(data, lock.read())) from None
        lock.truncate(0)
        place = Place(data, _environment(data))
        if not place.in_production:  # there, only the person who runs it may choose the key
            place.environment.setdefault("SECRET_KEY", kept_secret(data / "secret_key"))
        yield place


def _already_running(data: Path, note: str) -> str:
    pid, _, url = note.strip().partition(" ")
    where = f" at {url} (process {pid})" if url else ", still starting"
    return (
        f"Followthrough already runs with the data in {data}{where}.\n"
        "Use that one, stop it first, or give this one another DATA_DIR."
    )


def _environment(data: Path) -> dict[str, str]:
    return dict(os.environ, DATA_DIR=str(data), DJANGO_SETTINGS_MODULE="config.settings")


def kept_secret(path: Path) -> str:
    """The random secret in `path`, made when first asked for; readable by the owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret


def free_port(host: str, usual: int) -> int:
    """A port nobody listens on: the usual one if possible."""
    with _listen_free(host, usual) as listener:
        port: int = listener.getsockname()[1]
    return port


def _listen_free(host: str, usual: int) -> socket.socket:
    for port in [*range(usual, usual + PORTS_TRIED), 0]:  # 0: any, the kernel chooses
        try:
            return _listen(host, port)
        except OSError:
            continue
    raise Refusal(f"No free port on {host}.")


def _listen_given(host: str, given: str) -> socket.socket:
    try:
        return _listen(host, int(given))
    except (OSError, ValueError, OverflowError) as error:
        raise Refusal(f"PORT={given} cannot be used on {host}: {error}") from None


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)  # only now is it ours: two may bind, one may listen
    except OSError:
        listener.close()
        raise
    return listener


def reachable(host: str) -> str:
    """Where to find, from this machine, what listens on `host`; as URLs write it."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
