"""Machines that answer machines: two desks that write to each other, and robots that answer everything (trust S5).

At most three mails of a machine of ours in a ticket and hour, at most one acknowledgement an address and day; and whatever
a robot sends is kept. The clock moves a minute a round; each round runs the desk's own tasks.
"""

import re
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail as outbox

from tests import make
from tests.make import WEDNESDAY, account, mail
from tickets import tasks
from tickets.actions.outbox import delivery
from tickets.channels.email import incoming
from tickets.models import Message, RawInbound, Ticket
from tickets.models.message import Delivery, Direction

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk():
    return account("email", "help", address="help@desk.example")[0]


def hand_in(box, raw, at):
    """A mail arrives and is read."""
    incoming.store(box, raw, at=at)
    with time_machine.travel(at, tick=False):
        tasks.process_inbound()


def sent(at):
    """What leaves now, as it is on the wire."""
    before = len(outbox.outbox)
    with time_machine.travel(at, tick=False):
        tasks.deliver()
    return [each.message().as_bytes() for each in outbox.outbox[before:]]


def most_by_machines_an_hour():
    """The most mails that machines of ours sent within any hour in one ticket."""
    rows = Message.objects.filter(direction=Direction.OUT, automatic=True, delivery=Delivery.SENT)
    times = {}
    for ticket, sent_at in rows.values_list("ticket", "sent_at"):
        times.setdefault(ticket, []).append(sent_at)
    return max(
        (sum(at <= other < at + timedelta(hours=1) for other in own) for own in times.values() for at in own), default=0
    )


def acknowledgements():
    """How many acknowledgements each address got."""
    return Counter(Message.objects.filter(automatic=True, direction=Direction.OUT).values_list("recipient", flat=True))


def without(raw, *names):
    """A mail as a careless machine sends it: without the headers that say what it is."""
    kept = message_from_bytes(raw, policy=policy.default)
    for name in names:
        del kept[name]
    return kept.as_bytes()


SAYS_SO = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress")


@pytest.mark.slow
@pytest.mark.parametrize(
    "hidden", [(), SAYS_SO], ids=["as they are", "a relay strips what says that they are machines"]
)
def test_two_desks_that_write_to_each_other_fall_silent(desk, hidden):
    """Both desks live in this database: a mailbox each; what one sends to the other's address arrives there.

    A person asks at the first in the name of the second, and one of ours answers every hour, for six hours.
    """
    other = account("email", "other", address="service@other.example")[0]
    hand_in(desk, mail(sender="service@other.example", To="help@desk.example"), WEDNESDAY)
    boxes = {"help@desk.example": desk, "service@other.example": other}
    for minute in range(6 * 60):
        at = WEDNESDAY + minute * MINUTE
        if minute % 60 == 30:
            first = Ticket.objects.order_by("pk").first()
            make.do("reply", first, by=make.person("ben"), at=at, text=f"Answer {minute}.", channel="email")
        for raw in sent(at):
            to = message_from_bytes(raw, policy=policy.default)["To"].addresses[0].addr_spec
            marked = re.sub(r"\+[^@]*", "", to)
            hand_in(boxes[marked], without(raw, *hidden), at)
    assert most_by_machines_an_hour() <= 3
    assert max(acknowledgements().values(), default=0) <= 1
    assert Message.objects.filter(automatic=True, direction=Direction.OUT).count() <= 2
    assert Message.objects.filter(direction=Direction.OUT, author__isnull=False).count() == 6


@pytest.mark.slow
@pytest.mark.parametrize("says_so", [True, False], ids=["it says so", "it does not"])
@pytest.mark.parametrize("threads", [True, False], ids=["to the mail it answers", "as if it were new"])
def test_a_robot_that_answers_everything_at_once(desk, says_so, threads):
    """It answers each mail of ours five times; a person of ours answers once an hour, for twelve hours."""
    ben = make.person("ben")
    hand_in(desk, mail(sender="robot@machine.example"), WEDNESDAY)
    first, sent_in = Ticket.objects.get(), 1
    for hour in range(12):
        at = WEDNESDAY + timedelta(hours=hour)
        make.do("reply", first, by=ben, at=at, text=f"Answer {hour}.", channel="email")
        for raw in sent(at):
            ours = message_from_bytes(raw, policy=policy.default)
            for copy in range(5):
                headers = {"In_Reply_To": ours["Message-ID"]} if threads else {}
                headers |= {"Auto_Submitted": "auto-replied"} if says_so else {}
                answer = mail(f"Beep {sent_in} {copy}", sender="robot@machine.example", **headers)
                hand_in(desk, answer, at + MINUTE)
                sent_in += 1
    assert most_by_machines_an_hour() <= 3
    assert acknowledgements() == {"robot@machine.example": 1}
    assert Message.objects.filter(direction=Direction.IN).count() == sent_in  # nothing is lost
    assert RawInbound.objects.exclude(state="done").count() == 0


def test_a_robot_with_a_new_name_for_each_mail_gets_a_word_for_each_ticket_and_no_more(desk):
    for number in range(50):
        hand_in(desk, mail(f"Beep {number}", sender=f"robot+{number}@machine.example"), WEDNESDAY)
        sent(WEDNESDAY)
    assert most_by_machines_an_hour() == 1
    assert Ticket.objects.count() == 50


def test_what_one_address_sends_beyond_twenty_mails_an_hour_is_kept_and_counts_as_a_machines(desk):
    for number in range(30):
        hand_in(desk, mail(f"Beep {number}", sender="robot@machine.example"), WEDNESDAY + number * MINUTE)
    theirs = Message.objects.filter(direction=Direction.IN)
    assert (theirs.count(), theirs.filter(automatic=True).count()) == (30, 10)
    hand_in(desk, mail("An hour later", sender="robot@machine.example"), WEDNESDAY + timedelta(hours=2))
    assert theirs.filter(automatic=True).count() == 10


def test_nobody_silences_a_customer_by_writing_in_their_name(desk):
    """Twenty forged mails an hour make the next forged one a machine's, and not hers, which carries our token."""
    hand_in(desk, mail(), WEDNESDAY)
    make.do("reply", Ticket.objects.get(), by=make.person("ben"), at=WEDNESDAY, text="Which?", channel="email")
    token = message_from_bytes(sent(WEDNESDAY)[-1], policy=policy.default)["Message-ID"]
    for number in range(25):
        hand_in(desk, mail(f"Spam {number}"), WEDNESDAY + number * MINUTE)
    hand_in(desk, mail("It is I.", In_Reply_To=token), WEDNESDAY + timedelta(minutes=30))
    assert not Message.objects.get(text="It is I.").automatic
    assert Message.objects.filter(text__startswith="Spam", automatic=True).exists()


def test_whatever_a_machine_of_ours_wants_to_say_the_fourth_time_in_an_hour_is_held_back(desk):
    """The outbox counts, whoever wrote the words: so it holds for every machine that will come."""
    hand_in(desk, mail(), WEDNESDAY)
    ticket = Ticket.objects.get()
    for number in range(5):
        row = {"ticket": ticket, "direction": Direction.OUT, "channel": "email", "automatic": True}
        times = {"occurred_at": WEDNESDAY, "recorded_at": WEDNESDAY, "next_attempt_at": WEDNESDAY}
        Message.objects.create(
            **row, **times, text=f"Word {number}", recipient="mia@example.com", delivery=Delivery.WAITING
        )
    assert len(sent(WEDNESDAY)) == 3
    held = Message.objects.filter(delivery=Delivery.FAILED)
    assert {message.error for message in held} == {
        "Not sent: machines of ours wrote three times in this ticket within an hour."
    }
    for message in held:  # a person may send it all the same, an hour later
        delivery.retry(message, WEDNESDAY + timedelta(hours=1), by=make.person())
    assert len(sent(WEDNESDAY + timedelta(hours=1))) == 3


def test_a_person_of_ours_is_never_held_back(desk):
    hand_in(desk, mail(), WEDNESDAY)
    for number in range(6):
        make.do(
            "reply", Ticket.objects.get(), by=make.person("ben"), at=WEDNESDAY, text=f"Answer {number}", channel="email"
        )
    assert len(sent(WEDNESDAY)) == 7
