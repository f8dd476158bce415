"""Mails are parsed in a child process with limits of time and memory: no signal interrupts native code, a kill does.

One long-lived child per worker process; starting one costs more than most mails. A child that was too slow or died is
replaced for the next mail.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tickets.channels.email.mail_parser.child import HEAD, LENGTH, SAYS, SHOWS
from tickets.channels.email.parse import LARGEST, LONGEST_HEAD, Head, Mail, Unreadable
from tickets.channels.email.sanitising import Shown
from tickets.channels.email.shape import unpacked
from tickets.rules.texts import gettext_noop

SECONDS = 10.0
ROOT = Path(__file__).resolve().parents[4]


class ParserProcess:
    """One child and the socket to it; one mail at a time."""

    module = "tickets.channels.email.mail_parser.child"

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, raw: bytes) -> Mail:
        """What a mail says. Raises Unreadable with the reason."""
        if len(raw) > LARGEST:
            raise Unreadable(gettext_noop("The mail is larger than 25 MB."))
        answer, contents = self._answered(SAYS + raw)
        return unpacked(answer["mail"], contents)

    def as_sent(self, raw: bytes) -> Shown:
        """A mail's HTML, as it may be shown. Raises Unreadable with the reason."""
        answer, _contents = self._answered(SHOWS + raw)
        return Shown(**answer["shown"])

    def head(self, raw: bytes) -> Head:
        """Whom a mail is from and its subject; empty where not even that can be read."""
        try:
            answer, _contents = self._answered(HEAD + raw[:LONGEST_HEAD])
        except Unreadable:
            return Head("", "")
        return Head(**answer["head"])

    def _answered(self, raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """What the child makes of it, in time. Raises Unreadable with the reason."""
        with self._lock:
            try:
                answer, contents = self._ask(raw, time.monotonic() + self.seconds)
                if answer.get("spent"):
                    self.stop()
            except TimeoutError as error:
                self.stop()
                raise Unreadable(
                    gettext_noop("Reading the mail takes longer than %(seconds)g seconds."), seconds=self.seconds
                ) from error
            except OSError as error:
                self.stop()
                raise Unreadable(gettext_noop("The mail ended the process that reads it.")) from error
        if "unreadable" in answer:
            raise Unreadable(answer["unreadable"], **answer["values"])
        return answer, contents

    def stop(self) -> None:
        """End the child, if it is ours: a fork of this process inherits the object but not the child."""
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        self._socket.close()

    def _ask(self, raw: bytes, deadline: float) -> tuple[dict[str, Any], list[bytes]]:
        self._start()
        self._send(len(raw).to_bytes(LENGTH, "big") + raw, deadline)
        answer = json.loads(self._receive(deadline))
        return answer, [self._receive(deadline) for _ in answer.get("sizes", ())]

    def _start(self) -> None:
        if self._owner == os.getpid() and self._child is not None and self._child.poll() is None:
            return
        self.stop()
        self._owner = os.getpid()
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-m", self.module],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                cwd=ROOT,
            )

    def _send(self, frame: bytes, deadline: float) -> None:
        self._socket.settimeout(_left(deadline))
        self._socket.sendall(frame)

    def _receive(self, deadline: float) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(LENGTH, deadline), "big"), deadline)

    def _exactly(self, size: int, deadline: float) -> bytes:
        pieces = []
        while size:
            self._socket.settimeout(_left(deadline))
            piece = self._socket.recv(min(size, 1_048_576))
            if not piece:
                raise ConnectionError("The child has gone.")
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


reader = ParserProcess()
# For a person who waits: one mail that takes long must not keep the others of a web process for long.
viewer = ParserProcess(seconds=3)
for each in (reader, viewer):
    atexit.register(each.stop)
