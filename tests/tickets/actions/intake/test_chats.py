"""Chats beside their words: whose they are, where they can be reached, and their answers by mail once they have left."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import WEDNESDAY, account
from tickets.actions.intake import chats
from tickets.actions.record import Invalid
from tickets.models import ChannelSession, Identity, Message

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def widget():
    return account("chat", "demo")[0]


@pytest.fixture
def chat(widget):
    """A stranger's, in which something was said."""
    row, _key = chats.open_chat(widget, at=WEDNESDAY)
    row.ticket = make.ticket(WEDNESDAY, email="", channel="chat", session=row.external_id)
    row.save()
    return row


def fresh(chat):
    return ChannelSession.objects.get(pk=chat.pk)


def test_a_strangers_chat_is_new_each_time_and_only_its_fingerprint_is_kept(widget):
    (one, key), (other, other_key) = (chats.open_chat(widget, at=WEDNESDAY) for _ in range(2))
    assert one != other
    assert key != other_key
    assert key not in one.key_hash
    assert (one.seen_at, one.external_id.partition(".")[0]) == (WEDNESDAY, "demo")


def test_whom_the_site_vouches_for_goes_on_until_they_end_it(widget):
    one, key = chats.open_chat(widget, at=WEDNESDAY, subject="u1", vouched={"email": make.MIA})
    again, same = chats.open_chat(widget, at=WEDNESDAY + A_MINUTE, subject="u1")
    assert (again, same, again.vouched, again.seen_at) == (one, key, {}, WEDNESDAY + A_MINUTE)
    assert chats.open_chat(widget, at=WEDNESDAY, subject="u2")[0] != one
    chats.end(one, at=WEDNESDAY + 2 * A_MINUTE)
    assert chats.open_chat(widget, at=WEDNESDAY + 3 * A_MINUTE, subject="u1")[0] != one


def test_an_end_is_the_first_end_and_a_line_once_shown_stays_shown(chat):
    for minute in (1, 2):
        chats.end(chat, at=WEDNESDAY + minute * A_MINUTE)
    chats.seen(chat, at=WEDNESDAY, shown=9)
    chats.seen(fresh(chat), at=WEDNESDAY + A_MINUTE, shown=3)
    row = fresh(chat)
    assert (row.ended_at, row.shown, row.seen_at) == (WEDNESDAY + A_MINUTE, 9, WEDNESDAY + A_MINUTE)


def test_an_address_that_is_left_is_an_unproven_identity_of_somebody_unknown(chat):
    chats.leave_address(chat, " MIA@example.org ", at=WEDNESDAY)
    row = Identity.objects.get()
    assert (fresh(chat).reach, row.value, row.verified) == (make.MIA, make.MIA, False)
    with pytest.raises(Invalid, match="no email address"):
        chats.leave_address(chat, "mia", at=WEDNESDAY)
    chats.leave_address(chat, "other@example.org", at=WEDNESDAY)
    assert (fresh(chat).reach, Identity.objects.count()) == ("other@example.org", 1)


@pytest.mark.parametrize(("days", "left"), [(3, 1), (4, 0)])
def test_a_chat_in_which_nobody_ever_said_anything_is_forgotten(widget, chat, days, left):
    silent, _ = chats.open_chat(widget, at=WEDNESDAY)
    chats.forget_silent(WEDNESDAY + timedelta(days=days))
    assert ChannelSession.objects.filter(pk=silent.pk).count() == left
    assert fresh(chat)


def answer(chat):
    make.answered(chat.ticket, WEDNESDAY + A_MINUTE, channel="chat")
    return Message.objects.get(direction="out", automatic=False)


# Minutes since they were last seen | what they have seen of it | whether it goes after them
LEFT = [(1, False, 0), (2, False, 1), (2, True, 0), (60 * 25, False, 0)]


@pytest.mark.parametrize(("minutes", "shown", "handed"), LEFT)
def test_an_answer_that_they_left_without_seeing_goes_after_them_by_mail(chat, minutes, shown, handed):
    chats.leave_address(chat, make.MIA, at=WEDNESDAY)
    said = answer(chat)
    chats.seen(chat, at=WEDNESDAY + A_MINUTE, shown=said.pk if shown else 0)
    now = WEDNESDAY + (1 + minutes) * A_MINUTE
    assert chats.hand_over(now) == handed
    said.refresh_from_db()
    assert (said.channel, said.delivery, said.recipient) == (
        "chat",
        *(("waiting", make.MIA) if handed else ("none", "")),
    )
    assert chats.hand_over(now) == 0


def test_without_an_address_it_stays_in_the_chat(chat):
    answer(chat)
    assert chats.hand_over(WEDNESDAY + timedelta(hours=1)) == 0
