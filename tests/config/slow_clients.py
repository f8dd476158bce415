"""Clients that send or read slowly, and the server that they try to hold up."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = b"POST /api/v1/intake HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
HALF_SENT = {"headers": HEAD + b"Content-Le", "body": HEAD + b'Content-Length: 400\r\n\r\n{"from": {'}
# The limits of config/serving.py by name and value, then gunicorn's own command line.
START = """
import json, sys
from config import serving
from gunicorn.app.wsgiapp import run
for limit in sys.argv.pop(1).split():
    name, _, value = limit.partition("=")
    assert hasattr(serving, name)
    setattr(serving, name, json.loads(value))
run()
"""


class Served:
    """A server in a process of its own."""

    def __init__(self, port, process):
        self.port, self.process = port, process

    def ask(self, path="/", body=None, timeout=10, **headers):
        """The status, the answer's body and the seconds that it took; 0 if the connection was closed without an answer."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("POST" if body is not None else "GET", path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(), time.perf_counter() - began
        except (OSError, http.client.HTTPException):
            return 0, b"", time.perf_counter() - began
        finally:
            connection.close()

    def connect(self, said, *, buffer=None):
        """A connection on which so much has been said; with a small receive `buffer` it takes little of an answer."""
        client = socket.socket()
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.settimeout(10)
        client.connect(("127.0.0.1", self.port))
        client.sendall(said)
        return client

    @contextmanager
    def slow(self, kind, number, path="/bytes/5000000"):
        """So many slow clients of a kind: half-sent `headers` or `body`, or `readers` who take nothing of a page."""
        asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        clients = []
        with ExitStack() as stack:
            for _ in range(number):
                client = self.connect(HALF_SENT.get(kind, asked), buffer=None if kind in HALF_SENT else 2048)
                clients.append(stack.enter_context(client))
            time.sleep(0.5)  # until the server has looked at them
            yield clients


@contextmanager
def serving(application="tests.config.echo", *, limits="", threads=2, workers=1, **environment):
    """gunicorn with our worker on a free port, with other limits than usual if need be."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-c", START, limits, application, "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "config.serving.Worker", "--workers", str(workers), "--threads", str(threads)]
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True, stderr=subprocess.DEVNULL)
    served = Served(port, process)
    try:
        until(lambda: served.ask("/healthz")[0], 30)
        yield served
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition, seconds):
    """Wait for something that another process does."""
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, f"it did not happen in {seconds} s"
        time.sleep(0.05)


def is_closed(client):
    """Whether the server has ended this connection, with or without an answer."""
    client.settimeout(0.01)
    try:
        while client.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def received(client):
    """The bytes that come until the server ends this connection."""
    total = 0
    client.settimeout(10)
    try:
        while part := client.recv(65536):
            total += len(part)
    except ConnectionError:
        pass  # what was under way came first
    return total
