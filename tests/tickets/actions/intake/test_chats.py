"""Chats beside their words: whose they are, where they can be reached, and their answers by mail once they have left."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import WEDNESDAY, account
from tickets.actions.intake import chats, sessions
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


BROWSER = "b" * 64


def test_one_browser_has_one_chat_until_it_ends_it(widget):
    one, key = chats.open_chat(widget, at=WEDNESDAY, browser=BROWSER)
    again, same = chats.open_chat(widget, at=WEDNESDAY + A_MINUTE, browser=BROWSER)
    assert (again, same, again.seen_at) == (one, key, WEDNESDAY + A_MINUTE)
    assert chats.open_chat(widget, at=WEDNESDAY, browser="c" * 64)[0] != one
    chats.end(one, at=WEDNESDAY + A_MINUTE)
    later, other_key = chats.open_chat(widget, at=WEDNESDAY + A_MINUTE, browser=BROWSER)
    assert (later != one, other_key != key) == (True, True)


def test_neither_the_browsers_secret_nor_the_key_is_kept(widget):
    chat, key = chats.open_chat(widget, at=WEDNESDAY, browser=BROWSER)
    kept = ChannelSession.objects.filter(pk=chat.pk).values().get()
    assert not [name for name, value in kept.items() if BROWSER in str(value) or key in str(value)]


def test_one_secret_opens_another_chat_in_another_widget(widget):
    one, _key = chats.open_chat(widget, at=WEDNESDAY, browser=BROWSER)
    assert chats.open_chat(account("chat", "shop")[0], at=WEDNESDAY, browser=BROWSER)[0] != one


def test_no_browser_names_what_a_site_vouches_for(widget):
    subject = "0f8fad5b-d9cb-469f-a165-70867728950e-0f8fad5b"  # as long as a browser's key, and guessed
    hers, key = chats.open_chat(widget, at=WEDNESDAY, subject=subject)
    for browser in (subject, f"vouched:{subject}"):
        his, his_key = chats.open_chat(widget, at=WEDNESDAY, browser=browser)
        assert (his != hers, his_key != key, his.subject) == (True, True, "")


def test_a_chat_of_before_goes_on_for_whom_the_site_vouches_for(widget):
    one, _key = chats.open_chat(widget, at=WEDNESDAY, subject="u1")
    ChannelSession.objects.update(opener="")
    assert chats.open_chat(widget, at=WEDNESDAY, subject="u1")[0] == one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", [{"browser": BROWSER}, {"subject": "u1"}])
def test_pages_that_open_it_at_the_same_moment_open_one(who):
    widget = account("chat", "demo")[0]
    opened = make.at_once(*[lambda: chats.open_chat(widget, at=WEDNESDAY, **who)] * 4)
    assert len({(chat.pk, key) for chat, key in opened}) == 1
    assert ChannelSession.objects.count() == 1


@pytest.mark.usefixtures("left_clean")
@pytest.mark.django_db(transaction=True)
def test_two_first_words_at_the_same_moment_are_one_ticket():
    widget = account("chat", "demo")[0]

    def first_word(text):
        chat, _key = chats.open_chat(widget, at=WEDNESDAY, browser=BROWSER)
        line = make.message(text, channel="chat", email="", session=chat.external_id, external_id=f"x:{text}")
        return sessions.said(chat, line, at=WEDNESDAY, account=widget)

    said = make.at_once(lambda: first_word("It hangs."), lambda: first_word("On every start."))
    assert len({received.ticket.pk for received in said}) == 1
    assert set(Message.objects.values_list("text", flat=True)) == {"It hangs.", "On every start."}
    assert ChannelSession.objects.get().ticket == said[0].ticket


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
