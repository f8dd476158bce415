"""Real mails, broken at random: the same ones for the same seed."""

import random
import re

HEADER = re.compile(rb"^[A-Za-z-]{2,40}:", re.MULTILINE)
BOUNDARY = re.compile(rb"boundary=\"?([^\"\s;]+)", re.IGNORECASE)
ODD = [
    b"\x00",
    b"\xff\xfe",
    b"\r",
    b"\n\n",
    b"\x1b$B",
    b"=?utf-8?b?",
    b"?=",
    b"<",
    b">",
    b'"',
    b"(",
    b"\\",
    b"--",
    b";",
    b"%",
]
ODD += [
    b"charset=",
    b"base64",
    b"quoted-printable",
    b"message/rfc822",
    b"multipart/alternative",
    b"text/html",
    b"<div>",
    b"=",
]


def mutations(mails, count, seed):
    """`count` broken mails."""
    rng = random.Random(seed)
    mails = sorted(mails)
    for _ in range(count):
        raw = rng.choice(mails)
        for _step in range(rng.choice((1, 1, 2, 3, 5))):
            raw = rng.choice(WAYS)(rng, raw, mails)
        yield raw


def flipped(rng, raw, _mails):
    """Some bytes are others."""
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 20) if raw else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(rng, raw, _mails):
    """It breaks off, or a piece is missing."""
    start, end = sorted(rng.randint(0, len(raw)) for _ in range(2))
    return raw[:start] if rng.random() < 0.5 else raw[:start] + raw[end:]


def repeated(rng, raw, _mails):
    """A piece comes several times."""
    start = rng.randint(0, len(raw))
    piece = raw[start : start + rng.randint(1, 2_000)]
    return raw[:start] + piece * rng.randint(2, 10) + raw[start:]


def with_parts_twice(rng, raw, _mails):
    """A part comes twice, or in another's place."""
    found = BOUNDARY.search(raw)
    pieces = raw.split(b"--" + found[1]) if found else raw.split(b"\n\n")
    pieces.insert(rng.randint(0, len(pieces)), rng.choice(pieces))
    return (b"--" + found[1] if found else b"\n\n").join(pieces)


def with_headers_swapped(rng, raw, _mails):
    """Two header names have changed places."""
    names = list(HEADER.finditer(raw[:8_000]))
    if len(names) < 2:
        return raw
    one, two = sorted(rng.sample(names, 2), key=lambda name: name.start())
    return raw[: one.start()] + two[0] + raw[one.end() : two.start()] + one[0] + raw[two.end() :]


def with_a_broken_boundary(rng, raw, _mails):
    """The boundary is not what the head says, or is empty, or is everywhere."""
    found = BOUNDARY.search(raw)
    if not found:
        return raw
    other = rng.choice((b"", b"x", found[1][:-1], found[1] + b"x", b"-", b"=?utf-8?q?b?=", found[1].upper()))
    return raw.replace(found[1], other, rng.choice((1, 2, -1)))


def with_odd_bytes(rng, raw, _mails):
    """What means something to a parser stands where it does not belong."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, min(len(raw), 3_000))
        raw = raw[:at] + rng.choice(ODD) * rng.choice((1, 1, 2, 50)) + raw[at:]
    return raw


def with_other_line_ends(rng, raw, _mails):
    """Lines end in one of the three ways."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\r", b"\n")))


def mixed(rng, raw, mails):
    """The head of one and the end of another."""
    other = rng.choice(mails)
    return raw[: rng.randint(0, len(raw))] + other[rng.randint(0, len(other)) :]


WAYS = [
    *(flipped, cut, repeated, with_parts_twice, with_headers_swapped, with_a_broken_boundary, with_odd_bytes),
    *(with_other_line_ends, mixed),
]
