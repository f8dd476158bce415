"""Mails are read in a process that can be killed."""

import os
import resource
import signal
import threading

import pytest

from tests.make import mail
from tests.tickets.channels.bombs import BOMBS
from tickets.channels.email.mail_parser.child import MEMORY
from tickets.channels.email.mail_parser.parent import ParserProcess
from tickets.channels.email.parse import Unreadable


@pytest.fixture
def reader():
    reader = ParserProcess()
    yield reader
    reader.stop()


def test_one_child_reads_many_mails(reader):
    first = reader.read(mail("one"))
    child = reader._child.pid
    assert (first.text, reader.read(mail("two")).text, reader._child.pid) == ("one", "two", child)


def test_a_mail_that_takes_too_long_is_given_up_and_the_next_one_is_read(reader):
    reader.read(mail())
    os.kill(reader._child.pid, signal.SIGSTOP)
    reader.seconds = 0.5
    with pytest.raises(Unreadable, match="takes longer than"):
        reader.read(mail())
    reader.seconds = 10
    assert reader.read(mail("next")).text == "next"


def test_a_child_that_dies_over_a_mail_is_replaced(reader):
    reader.read(mail())
    os.kill(reader._child.pid, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (reader._child.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(Unreadable, match="ended the process"):
        reader.read(mail())
    assert reader.read(mail("next")).text == "next"


def test_a_child_that_died_between_two_mails_is_replaced(reader):
    reader.read(mail())
    reader._child.kill()
    reader._child.wait()
    assert reader.read(mail("next")).text == "next"


def test_a_nest_of_mails_is_unreadable_and_not_an_error(reader):
    with pytest.raises(Unreadable, match="nested too deeply"):
        reader.read(b"From: mia@example.com\n" + b"Content-Type: message/rfc822\n\n" * 3000 + b"x")


def test_files_come_whole(reader):
    content = bytes(range(256)) * 40_000
    head = b"From: mia@example.com\r\nContent-Type: application/x-tar\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    (file,) = reader.read(head + content.replace(b"\r", b"").replace(b"\n", b"")).files
    assert len(file.content) > 10_000_000


def test_the_child_has_a_limit_of_memory(reader):
    reader.read(mail())
    assert resource.prlimit(reader._child.pid, resource.RLIMIT_AS) == (MEMORY, MEMORY)


@pytest.mark.slow
def test_a_child_whose_memory_was_exhausted_is_replaced(reader):
    reader.read(mail())
    child = reader._child
    with pytest.raises(Unreadable, match="too much memory"):
        reader.read(BOMBS["20 MB of uuencode"])
    assert child.poll() is not None
    assert reader.read(mail("next")).text == "next"


def test_a_child_says_also_how_a_mail_may_be_shown(reader):
    shown = reader.as_sent(mail("<p>It hangs.</p><script>1</script>", Content_Type="text/html"))
    assert (shown.html, shown.left_out) == ("<p>It hangs.</p>", 0)
    with pytest.raises(Unreadable, match="no HTML"):
        reader.as_sent(mail())
