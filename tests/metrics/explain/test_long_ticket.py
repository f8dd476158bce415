"""A ticket of thousands of messages is explained in a time that follows them."""

from metrics.explain.explaining import Explaining
from metrics.explain.figures import figures
from metrics.measures import TicketStory
from tests.histories import DAY, MINUTE
from tests.make import DESK
from tests.telling import clock, lines
from tests.yardstick import within_cpu
from tickets.events.replay import story_of


def conversation(number):
    start = clock("5 09:00")
    for turn in range(number):
        at = start + turn * 10 * MINUTE
        yield at, "contact", {"name": f"c{turn}"}
        yield at + 5 * MINUTE, "answer", {"name": f"a{turn}", "by": "ana"}
        if turn % 3 == 0:
            yield at + 6 * MINUTE, "promise", {"name": f"p{turn}", "by": "ana"}


def test_five_thousand_messages_and_four_hundred_days():
    own = lines(*conversation(2500))
    ticket = TicketStory("T", 1, story_of(own, DESK), own)
    until = own[-1].at + 400 * DAY
    with within_cpu(3):
        every = figures(ticket, DESK, until)
        explaining = Explaining(ticket, DESK, until, every)
        for key in ("ttr", "ttr_net", "time_us", "clock:resolution:c0", "promise:p0"):
            found = explaining.explanation(next(figure for figure in every if figure.key == key))
            assert found.total.days
