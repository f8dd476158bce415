"""How the desk is served: gunicorn looks after the processes, waitress speaks HTTP inside each of them.

    gunicorn config.wsgi --worker-class config.serving.Worker --workers 2 --threads 4

A request is given to a thread when all of it has arrived, and an answer gives its thread back as soon as it is written, so
a client that sends or reads slowly holds a place in a list and nothing else. What it may take there is bounded here, in
time, in bytes and in number: nobody needs nginx in front for that.
"""

from __future__ import annotations

import logging
import os
import resource
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker as GunicornWorker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

LARGEST_HEAD = 32 * 1024  # bytes of request line and headers
LARGEST_BODY = 64 * 1024 * 1024  # five files of a chat are 50 MB, and nothing else may be larger
KEPT_IN_MEMORY = 64 * 1024  # of a body; the rest of it is in a file that nobody else can open
WRITTEN_AHEAD = 64 * 1024 * 1024  # bytes of one answer that wait for their reader without holding a thread

PATIENCE = 20  # seconds for the headers, and for a body to begin
SLOWEST = 8 * 1024  # bytes of a body in a second, on average: 25 MB may take 54 minutes
SILENCE = 60  # seconds without a byte: of a connection between two requests, or of a reader who takes no more
MOST = 500  # connections of a process; beyond them, the one that has waited longest is closed for the newest
FILES = 4096  # each connection is a file, and so is each larger body


class Request(HTTPRequestParser):
    """A request that is arriving."""

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.began_at = time.time()

    def is_overdue(self, now: float) -> bool:
        """Whether it takes longer than an honest client on a slow line needs."""
        return now - self.began_at > PATIENCE + self.body_bytes_received / SLOWEST


class Channel(HTTPChannel):
    """One connection."""

    parser_class = Request

    @property
    def waits_since(self) -> float:
        """Since when we wait for its client."""
        return self.request.began_at if self.request is not None else self.last_activity

    def is_overdue(self, now: float) -> bool:
        """Whether we waited long enough. A client that we keep waiting is never late, but for reading what is there."""
        if self.request is not None:
            return self.request.is_overdue(now)
        ours = self.requests and not self.total_outbufs_len
        return not ours and now - self.last_activity > SILENCE


class Worker(GunicornWorker):
    """A process that gunicorn starts, watches and stops, in which waitress serves."""

    def run(self) -> None:
        """Serve until gunicorn asks to stop, then end what was begun."""
        _allow_files()
        # A line for each request that waits a moment for a thread says nothing that its duration does not.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        connections: dict[int, Any] = {}
        server = self._server(connections)
        looked_at = 0.0
        while self.alive and self.ppid == os.getppid():
            self._turn(connections)
            if len(connections) > MOST:
                _close(_longest_waiting(connections, len(connections) - MOST))
            if time.time() - looked_at >= 1:
                looked_at = time.time()
                _close(channel for channel in _channels(connections) if channel.is_overdue(looked_at))
        self._finish(connections)
        server.task_dispatcher.shutdown(timeout=1)

    def _server(self, connections: dict[int, Any]) -> Any:
        server = create_server(
            self.wsgi,
            map=connections,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            ident=None,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            inbuf_overflow=KEPT_IN_MEMORY,
            outbuf_high_watermark=WRITTEN_AHEAD,
            connection_limit=FILES,  # never reached: we make room before
            channel_timeout=24 * 3600,  # `is_overdue` is stricter
            # Without a proxy of ours, whatever such a header says was written by a stranger.
            clear_untrusted_proxy_headers=not settings.PROXIES,
        )
        for listening in _listening(connections):
            listening.channel_class = Channel
        return server

    def _turn(self, connections: dict[int, Any]) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=connections, count=1)

    def _finish(self, connections: dict[int, Any]) -> None:
        """Take no more; answer what has wholly arrived, for as long as gunicorn gives."""
        by = time.time() + self.cfg.graceful_timeout
        for listening in _listening(connections):
            listening.accepting = False
        while time.time() < by and any(each.requests or each.total_outbufs_len for each in _channels(connections)):
            self._turn(connections)


def _listening(connections: dict[int, Any]) -> list[BaseWSGIServer]:
    return [each for each in connections.values() if isinstance(each, BaseWSGIServer)]


def _channels(connections: dict[int, Any]) -> list[Channel]:
    return [each for each in connections.values() if isinstance(each, Channel)]


def _longest_waiting(connections: dict[int, Any], number: int) -> list[Channel]:
    """Those for whose clients we have waited longest; one whose request is being answered is not among them."""
    waiting = [channel for channel in _channels(connections) if not channel.requests]
    return sorted(waiting, key=lambda channel: channel.waits_since)[:number]


def _close(channels: Iterable[Channel]) -> None:
    # At once: waitress would wait until the client reads, and some never do.
    for channel in channels:
        channel.handle_close()


def _allow_files() -> None:
    """As many open files as the system lets a process have without asking, up to what is needed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES:
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
