"""The answer times that visitors are told: of the chat alone, of the last four weeks, and none rather than a lucky few."""

from uuid import uuid4

import pytest
import time_machine

from metrics import tasks
from tests import make
from tickets.models import AnswerTime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    make.desk()
    with time_machine.travel(make.at("26 12:00"), tick=False):
        yield


def chats(n, minutes=10, when="5 10:00", channel="chat"):
    """That many customers write, and are answered after so many minutes (None: not at all)."""
    for _ in range(n):
        ticket = make.ticket(when, channel=channel, email=f"{uuid4().hex}@example.com")
        if minutes is not None:
            make.answered(ticket, f"{when.partition(' ')[0]} 10:{minutes:02}")


def told():
    tasks.answer_times()
    return list(AnswerTime.objects.values_list("channel", "median_s", "p90_s", "n"))


def test_it_tells_the_median_and_one_in_ten():
    chats(27, 6)
    chats(2, 19)
    chats(1, 40)
    assert told() == [("chat", 360, 360, 30)]
    chats(2, 50)
    assert told() == [("chat", 360, 1140, 32)]


def test_few_say_nothing_and_take_back_what_was_said():
    chats(29)
    assert told() == []
    chats(1)
    assert len(told()) == 1
    with time_machine.travel(make.at("3/4 12:00"), tick=False):
        assert told() == []


def test_other_channels_and_older_chats_do_not_count():
    chats(29)
    chats(5, channel="email")
    chats(5, when="10/2 10:00")
    assert told() == []


def test_who_still_waits_counts_as_at_least_so_long():
    chats(26, 5)
    chats(10, None)
    assert told() == []  # more than one in ten are still waiting: nobody knows how long
    chats(90, 5)
    assert told() == [("chat", 300, 300, 126)]


def test_only_open_seconds_count():
    for number in range(30):
        ticket = make.ticket("5 16:50", channel="chat", email=f"m{number}@example.com")
        make.answered(ticket, "6 09:10")
    assert told() == [("chat", 1200, 1200, 30)]
