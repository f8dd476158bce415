"""Mails that are broken at random: each is read or said to be no mail, quickly, and in little memory.

`MUTATIONS=50000` runs as many; 5,000 are enough to notice what has become worse.
"""

import json
import os
import resource
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.tickets.channels.corpora import mails
from tests.tickets.channels.mutations import mutations
from tests.yardstick import slowness
from tickets.channels.email.mail_parser.child import MEMORY
from tickets.channels.email.mail_parser.parent import ParserProcess
from tickets.channels.email.parse import Unreadable
from tickets.channels.email.shape import packed

COUNT = int(os.environ.get("MUTATIONS", "5000"))
SEED = 20250311
REASONS = {
    "The mail is empty.",
    "There are no headers, so this is not a mail.",
    "The mail has no HTML.",
    "Its HTML is larger than 512 KB.",
    "Its HTML is nested too deeply.",
}


def peak(pid):
    """The most memory that a process has had, in bytes: what it may address, and what it held."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return [int(status[name].split()[0]) * 1024 for name in ("VmPeak", "VmHWM")]


def spent(reader):
    """Seconds that the reader's child has computed; other work of the machine does not count (Linux)."""
    return time.clock_gettime((~reader._child.pid << 3) | 2)


def refusal(reader, raw):
    """Why a mail's HTML is not shown; nothing if it is."""
    try:
        reader.as_sent(raw)
    except Unreadable as error:
        return str(error)
    return ""


@pytest.mark.slow
def test_no_broken_mail_is_lost_or_slow_or_large(shared):
    reader = ParserProcess()
    refusal(reader, b"a mail that starts the child")
    times, reasons, shown, read = [], Counter(), Counter(), 0
    for number, raw in enumerate(mutations([path.read_bytes() for _, path in mails(shared)], COUNT, SEED)):
        started = spent(reader)
        try:
            mail = reader.read(raw)
            read += 1
            json.dumps(packed(mail)[0]).encode()
        except Unreadable as error:
            reasons[str(error)] += 1
        times.append(spent(reader) - started)
        if number % 10 == 0:
            shown[refusal(reader, raw)] += 1
    times.sort()
    assert resource.prlimit(reader._child.pid, resource.RLIMIT_AS) == (MEMORY, MEMORY)
    addressed, held = peak(reader._child.pid)
    reader.stop()
    p99 = times[len(times) * 99 // 100]
    print(
        f"{read:,} of {COUNT:,} read, {dict(reasons)}; as sent {dict(shown)}; p99 {p99 * 1000:.1f} ms, worst {times[-1] * 1000:.0f} ms;",
        end=" ",
    )
    print(f"memory held {held >> 20} MB, addressed {addressed >> 20} MB")
    assert reasons.keys() <= REASONS
    assert read + reasons.total() == COUNT
    assert shown.keys() <= REASONS | {""}
    assert p99 < 0.050 * slowness()
    assert addressed < MEMORY
