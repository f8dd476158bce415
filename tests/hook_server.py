"""A chat system's webhook over TLS: it keeps what it was called with, and answers whatever it is told to."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class State:
    """`calls`: headers and bodies."""

    port: int = 0
    status: int = 200
    calls: list = field(default_factory=list)

    @property
    def url(self):
        """Where it is."""
        return f"https://localhost:{self.port}/hooks/abc?x=1"


class Handler(BaseHTTPRequestHandler):
    """One call."""

    def do_POST(self):
        """Keep it."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.state.calls.append((self.path, dict(self.headers), body))
        self.send_response(self.server.state.status)
        self.send_header("Location", "https://localhost/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """On a port of the kernel's choice."""

    daemon_threads = True

    def __init__(self, state, tls):
        super().__init__(("127.0.0.1", 0), Handler)
        self.state, self.tls = state, tls
        state.port = self.server_address[1]

    def finish_request(self, request, client_address):
        """The handshake happens in the conversation's own thread."""
        super().finish_request(self.tls.wrap_socket(request, server_side=True), client_address)

    def handle_error(self, request, client_address):
        """A client that does not trust us is no news."""


@contextmanager
def serving(tls):
    """The state of a webhook while it runs."""
    state = State()
    server = Server(state, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
