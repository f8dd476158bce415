"""A small token address over TLS (RFC 6749, section 6), as strict as can be: a refresh token is good for one time, and brings
the next one. It keeps what it was asked, and can answer whatever it is told to."""

import json
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class State:
    """What a token address knows. The access tokens that it gives are `access-1`, `access-2` and so on."""

    port: int = 0
    good: str = "first"  # the one refresh token that opens anything
    rotates: bool = True
    seconds_to_answer: float = 0
    answer: tuple | None = None  # status and body, whatever is asked
    asked: list = field(default_factory=list)
    given: int = 0
    lock: object = field(default_factory=threading.Lock)

    @property
    def url(self):
        """Where it is."""
        return f"https://localhost:{self.port}/token"

    def settings(self):
        """What a mailbox says of it."""
        return {
            "sign_in": "oauth",
            "oauth_token_url": self.url,
            "oauth_client_id": "desk",
            "oauth_client_secret": "hush",
            "oauth_refresh_token": "first",
        }

    def tell(self, refresh_token):
        """Status and body for one question."""
        with self.lock:
            self.asked.append(refresh_token)
            if self.answer:
                return self.answer
            if refresh_token != self.good:
                return 400, b'{"error": "invalid_grant", "error_description": "secret words"}'
            self.given += 1
            told = {"access_token": f"access-{self.given}", "expires_in": 3600}
            if self.rotates:
                self.good = told["refresh_token"] = f"refresh-{self.given}"
            return 200, json.dumps(told).encode()


class Handler(BaseHTTPRequestHandler):
    """One question."""

    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        state = self.server.state
        right = (asked["client_id"], asked["client_secret"]) == (["desk"], ["hush"])
        status, body = state.tell(asked["refresh_token"][0]) if right else (401, b'{"error": "invalid_client"}')
        time.sleep(state.seconds_to_answer)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
def serving(tls: ssl.SSLContext, **more):
    """The state of a token address while it runs."""
    state = State(**more)
    server = Server(state, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
