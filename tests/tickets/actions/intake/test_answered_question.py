"""A yes or a no in words: from whom was asked, as the answer to that question, and from nobody else."""

import pytest

from tests import make
from tickets.actions.intake import chats, sessions
from tickets.models import Event, Message, Ticket, tokens
from tickets.rules.identity import JoinHint
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db
LEO = "leo@example.org"


@pytest.fixture
def ticket():
    """Resolved on Thursday at ten by a mail to Mia that asks her."""
    make.desk()
    return make.resolved(make.ticket("5 10:00"), "6 10:00")


def our_mail(ticket):
    return tokens.message_id_for(Message.objects.filter(ticket=ticket, direction="out", automatic=False).latest("pk"))


def mails(ticket, text="Yes, thanks", when="6 11:00", email=make.MIA, answers=None, hint=JoinHint.TOKEN, **more):
    """An answer to our mail; gives the ticket that it went to, as it stands then."""
    reply = {"in_reply_to": our_mail(ticket) if answers is None else answers, "email": email, **more}
    return make.receive(when, text, claims=[(ticket, hint)], **reply).ticket


def kinds(ticket):
    """What the last contact left."""
    said = Event.objects.filter(ticket=ticket, id__gt=resolved_by(ticket)).exclude(kind="auto_reply")
    return list(said.order_by("id").values_list("kind", flat=True))


def resolved_by(ticket):
    return Event.objects.filter(ticket=ticket, kind="asked_confirmation").latest("id").pk


@pytest.mark.parametrize("text", ["yes", "Ja, danke!", "Solved", "Yes, works now, thank you."])
def test_a_mailed_yes_confirms(ticket, text):
    stands = mails(ticket, text)
    assert (stands.pk, stands.status, stands.loop, stands.reopens) == (ticket.pk, "resolved", "confirmed", 0)
    assert kinds(ticket) == ["thanks", "confirm"]
    yes = Event.objects.get(kind="confirm")
    assert (yes.actor_kind, yes.by, yes.data) == ("customer", None, {"spoken": False})


def test_a_yes_after_seven_days_of_silence_confirms_what_was_presumed(ticket):
    assert mails(ticket, when="17 11:00").loop == "confirmed"


def test_a_mailed_no_disputes_and_its_words_wait_for_an_answer(ticket):
    stands = mails(ticket, "No, not yet.")
    assert (stands.status, stands.loop, stands.reopens, stands.waiting_on) == ("open", "disputed", 1, "us")
    assert kinds(ticket) == ["dispute", "contact"]


def test_a_second_yes_is_none_and_opens_nothing_again(ticket):
    mails(ticket)
    stands = mails(ticket, "Ja!", when="6 12:00")
    assert (stands.status, stands.loop) == ("resolved", "confirmed")
    assert kinds(ticket) == ["thanks", "confirm", "thanks"]


def test_a_thank_you_alone_confirms_nothing(ticket):
    assert mails(ticket, "Thank you!").loop == "awaiting"


# What is not from whom was asked, or not the answer to the question
NOT_AN_ANSWER = {
    "forged": {"forged": True},
    "of another sender": {"vouched_other": True},
    "of somebody else": {"email": LEO},
    "by no mark of ours": {"hint": JoinHint.THREAD},
    "to no mail": {"answers": ""},
    "to a mail that we never sent": {"answers": "<ft.1.aaaaaaaaaaaaaaaaaaaaaaaa@example.org>"},
    "of a machine": {"automatic": True},
    "with more to say": {"text": "Yes, but slowly."},
}


@pytest.mark.parametrize("given", NOT_AN_ANSWER.values(), ids=NOT_AN_ANSWER)
def test_nothing_else_confirms(ticket, given):
    mails(ticket, **given)
    assert not Event.objects.filter(kind="confirm").exists()
    assert Ticket.objects.get(pk=ticket.pk).loop != "confirmed"


def test_who_takes_part_and_was_not_asked_answers_nothing(ticket):
    make.receive("6 10:30", "I have it too.", ticket=ticket, email=LEO, proven=True)
    make.resolved(ticket, "6 10:45")
    asked = Message.objects.filter(direction="out", automatic=False).latest("pk").recipient
    assert asked != make.MIA  # whoever wrote last is answered
    stands = mails(ticket, email=make.MIA)
    assert (stands.pk, stands.status, stands.loop) == (ticket.pk, "open", "reopened")


def test_a_yes_to_an_older_mail_of_ours_is_none(ticket):
    make.receive("6 11:00", "It still hangs.", ticket=ticket)
    before = our_mail(ticket)
    make.resolved(ticket, "6 12:00")
    assert mails(ticket, when="6 13:00", answers=before).loop == "reopened"


def test_a_person_of_ours_overrules_it_with_a_reason(ticket):
    mails(ticket)
    message = Message.objects.filter(direction="in").latest("pk").pk
    given = {"message": message, "reason": "She asks for the invoice."}
    stands = make.do("not-thanks", ticket, by=make.person(), at=make.at("6 12:00"), **given)
    assert (stands.status, stands.loop, stands.waiting_on, stands.reopens) == ("open", "reopened", "us", 1)
    [figures] = make.figures(as_of="6 13:00").values()
    assert (figures["loop"], figures["reopens"], figures["contacts"]) == ("reopened", 1, 2)


def test_it_goes_out_and_comes_in_again(ticket):
    mails(ticket)
    lines, figures = make.exported(), make.figures()
    with make.passing():
        make.empty()
        assert not make.take(lines).refused
        assert (make.exported(), make.figures()) == (lines, figures)


@pytest.fixture
def chat():
    """A stranger's chat that was resolved in it and that its visitor has looked at since."""
    make.desk()
    row, _key = chats.open_chat(make.account("chat", "demo")[0], at=make.at("5 10:00"))
    say(row, "It hangs.", "5 10:00")
    make.do("reply", row.ticket, by=make.person(), at=make.at("5 10:01"), text="Fixed.", channel="chat", then="resolve")
    return row


def say(chat, text, when):
    line = make.message(text, channel="chat", email="", session=chat.external_id, external_id=f"x:{text}")
    received = sessions.said(chat, line, at=make.at(when), account=chat.account)
    chat.refresh_from_db()
    return received.ticket


def test_a_yes_in_the_chat_confirms_once_it_was_asked_there(chat):
    home = chat.home
    make.do("ask-whether-solved", home, by=make.channel_actor("chat"), at=make.at("5 10:02"))
    assert say(chat, "yes, thanks", "5 10:03").loop == "confirmed"


def test_before_the_question_was_seen_a_yes_is_a_contact(chat):
    stands = say(chat, "yes", "5 10:03")
    assert (stands.status, stands.loop) == ("open", "reopened")


def test_no_yes_confirms_what_is_not_resolved():
    make.desk()
    hers = make.answered(make.ticket("5 10:00"), "5 11:00")
    assert mails(hers, when="5 12:00").loop == "open"
    with pytest.raises(Forbidden):
        make.do("confirm", hers, at=make.at("5 13:00"))
