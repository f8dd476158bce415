"""The process that parses mails: raw mail in, what it says out, until the pipe closes. It limits its own memory; its
parent kills it when it takes too long. Started by `parent` as a module of its own, without Django.

A question is one byte and the mail: what it says, its HTML as it may be shown, or its head alone.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from tickets.channels.email.parse import Unreadable, as_sent, head, parse
from tickets.channels.email.shape import packed
from tickets.rules.texts import gettext_noop

MEMORY = 512 * 1024 * 1024
SAYS, SHOWS, HEAD = b"m", b"h", b"s"
LENGTH = 8  # bytes of a frame's length, big-endian


def main() -> None:
    """Serve until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while (asked := receive(sys.stdin.buffer)) is not None:
        answer, contents = read(asked[1:], asked[:1])
        send(sys.stdout.buffer, json.dumps(answer).encode(), *contents)


def read(raw: bytes, what: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The mail, or why it cannot be read."""
    try:
        if what == SHOWS:
            return {"shown": asdict(as_sent(raw))}, []
        if what == HEAD:
            return {"head": asdict(head(raw))}, []
        fields, contents = packed(parse(raw))
    except Unreadable as error:
        return unread(error.text, **error.values), []
    except MemoryError:
        # What is left of the memory may be in pieces: the next mail gets a process of its own.
        return unread(gettext_noop("Reading the mail takes too much memory.")) | {"spent": True}, []
    except RecursionError:
        return unread(gettext_noop("The mail is nested too deeply.")), []
    except Exception as error:  # noqa: BLE001  whatever a mail does to a parser, it is shown to a person and not lost
        return unread(gettext_noop("The mail cannot be parsed (%(error)s)."), error=type(error).__name__), []
    return {"mail": fields, "sizes": [len(content) for content in contents]}, contents


def unread(text: str, /, **values: Any) -> dict[str, Any]:
    """The answer that a mail cannot be read; who asked translates it."""
    return {"unreadable": text, "values": values}


def send(pipe: BinaryIO, *frames: bytes) -> None:
    """Write frames, each after its length."""
    for frame in frames:
        pipe.write(len(frame).to_bytes(LENGTH, "big"))
        pipe.write(frame)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """Read one frame; None when the other side has gone."""
    head = pipe.read(LENGTH)
    if len(head) < LENGTH:
        return None
    return pipe.read(int.from_bytes(head, "big"))


if __name__ == "__main__":
    main()
