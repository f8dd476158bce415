"""A mail waits some seconds: nothing of it has happened until it goes out, and then all of it has, once."""

from datetime import timedelta
from functools import partial

import pytest

from tests import make
from tickets.actions import composed, drafts, held
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.record import Invalid, Stale
from tickets.actions.sweep import release_of_who_left
from tickets.actions.verbs import VERBS
from tickets.models import ComposedFile, Draft, Event, Message, Promise, Ticket, User
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Status

SENT = make.at("10 10:10:00")
DUE = SENT + timedelta(seconds=10)
PROMISE = {"promise.text": ["A fix"], "promise.due_at": ["2025-03-11T10:00"]}


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("10 10:00")


@pytest.fixture
def ana(db):
    return make.person("ana", time_zone="Europe/Berlin")


def send(ticket, by, text="We look into it.", *, at=SENT, files=(), version=None, **typed):
    read = VERBS["reply"].read({"text": text}, actor=by, at=at, form=True)
    if files:
        read.given["attachments"] = list(files)
    return held.hold(ticket, read, typed=typed, seconds=10, actor=by, at=at, expected_version=version)


def answers():
    return Message.objects.filter(direction="out", automatic=False)


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_while_it_waits_nothing_has_happened(ticket, ana):
    before = (Event.objects.count(), fresh(ticket).version, fresh(ticket).status)
    send(ticket, ana, then=["resolve"], **PROMISE)
    held.let_go_due(DUE - timedelta(seconds=1))
    assert (Event.objects.count(), fresh(ticket).version, fresh(ticket).status) == before
    assert not answers().exists()
    assert not Promise.objects.exists()


def test_when_its_time_has_come_all_of_it_happens_at_that_moment(ticket, ana):
    owed = make.do("promise", ticket, by=ana, at=make.at("10 10:05"), text="a call")
    kept = Promise.objects.get(ticket=owed)
    send(
        ticket,
        ana,
        then=["resolve"],
        keeps=[str(kept.pk)],
        files=[InboundFile("a.txt", "text/plain", b"abc")],
        **PROMISE,
    )
    held.let_go_due(DUE)
    answer = answers().get()
    assert (answer.occurred_at, answer.delivery) == (DUE, "waiting")
    assert [file.file.read() for file in answer.attachments.all()] == [b"abc"]
    assert fresh(ticket).status == Status.RESOLVED
    kept.refresh_from_db()
    assert kept.state == "kept"
    assert Promise.objects.filter(text="A fix", due_at=make.at("11 10:00")).exists()
    at = Event.objects.filter(by=ana.pk, recorded_at__gte=SENT).values_list("occurred_at", flat=True)
    assert set(at) == {DUE}
    assert not Draft.objects.exists()
    assert not ComposedFile.objects.exists()


def test_it_goes_out_once_whoever_comes_first(ticket, ana):
    send(ticket, ana)
    waiting = Draft.objects.get()
    for seconds in range(3):
        held.let_go(waiting.pk, DUE + timedelta(seconds=seconds))
        held.let_go_due(DUE + timedelta(seconds=seconds))
    assert answers().count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("left_clean")
def test_two_workers_at_once_send_it_once():
    make.desk()
    ana, ticket = make.person(time_zone="Europe/Berlin"), make.ticket("10 10:00")
    for minute in range(5):
        send(ticket, ana, at=SENT + timedelta(minutes=minute))
        go = partial(held.let_go, Draft.objects.get().pk, DUE + timedelta(minutes=minute))
        assert make.at_once(go, go, go) == [None] * 3
        assert answers().count() == minute + 1


def test_taken_back_it_is_a_draft_with_all_that_was_in_it(ticket, ana):
    drafts.keep(ticket, by=ana, at=SENT, version=0, mode="reply", text="We look")
    send(ticket, ana, files=[InboundFile("a.txt", "text/plain", b"abc")], then=["wait"], channel=["email"], **PROMISE)
    assert not Draft.objects.typed().exists()
    draft = held.take_back(ticket, by=ana)
    held.let_go_due(DUE)
    assert not answers().exists()
    assert (draft.text, draft.goes_at, draft.came_back) == ("We look into it.", None, "")
    assert draft.given["promise.text"] == ["A fix"]
    assert [row.name for row in composed.of(ticket, ana, draft.given["files"])] == ["a.txt"]
    assert held.take_back(ticket, by=ana) is None


def test_what_was_typed_since_stays_below_it(ticket, ana):
    send(ticket, ana)
    drafts.keep(ticket, by=ana, at=SENT, version=0, mode="reply", text="One more thing")
    draft = held.take_back(ticket, by=ana)
    assert (draft.text, draft.version, draft.mode) == ("We look into it.\nOne more thing", 2, "reply")
    assert Draft.objects.count() == 1


def test_words_of_a_note_never_become_an_answer(ticket, ana):
    send(ticket, ana)
    drafts.keep(ticket, by=ana, at=SENT, version=0, mode="note", text="She is angry")
    assert held.take_back(ticket, by=ana).mode == "note"


def test_nobody_takes_back_anothers(ticket, ana):
    send(ticket, ana)
    assert held.take_back(ticket, by=make.person("ben")) is None
    assert Draft.objects.held().exists()


@pytest.mark.parametrize(
    "comes",
    [
        lambda ticket: make.receive("10 10:10:05", "Still broken!", ticket=ticket),
        lambda ticket: make.do("note", ticket, by=make.person("ben"), at=make.at("10 10:10:05"), text="I called her"),
        lambda ticket: make.do("reply", ticket, by=make.person("ben"), at=make.at("10 10:10:05"), text="Use this one"),
    ],
    ids=["customer", "note", "answer"],
)
def test_it_goes_out_over_nothing_that_its_writer_has_not_seen(ticket, ana, comes):
    send(ticket, ana, then=["resolve"])
    comes(ticket)
    held.let_go_due(DUE)
    assert not answers().filter(author=ana).exists()
    assert fresh(ticket).status != Status.RESOLVED
    draft = Draft.objects.get()
    assert (draft.goes_at, draft.text) == (None, "We look into it.")
    assert draft.came_back == "Something new came in it since you looked."
    assert draft.seen < Event.objects.latest("pk").pk


def test_ones_own_note_and_whose_it_is_stop_nothing(ticket, ana):
    send(ticket, ana)
    make.do("note", ticket, by=ana, at=make.at("10 10:10:03"), text="For us")
    make.do("assign", ticket, by=make.person("lea", "team_lead"), at=make.at("10 10:10:05"), to=make.person("ben"))
    held.let_go_due(DUE)
    assert answers().count() == 1


def test_it_goes_out_when_its_writer_has_left(ticket, ana):
    make.do("assign", ticket, by=ana, at=make.at("10 10:05"), to=ana)
    send(ticket, ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    release_of_who_left(make.at("10 10:10:05"))
    held.let_go_due(DUE)
    assert answers().get().author == ana


def test_what_would_be_refused_is_refused_when_it_is_sent(ticket, ana):
    with pytest.raises(Stale):
        send(ticket, ana, version=0)
    with pytest.raises(Denied):
        send(ticket, make.person("rita", "read_only"))
    with pytest.raises(Invalid):
        send(ticket, ana, files=[InboundFile(str(n), "", b"x") for n in range(11)])
    assert not Draft.objects.exists()


def test_what_has_become_impossible_comes_back_and_says_why(ticket, ana):
    send(ticket, ana)
    make.do("merge", ticket, by=ana, at=make.at("10 10:10:05"), into=make.ticket("10 09:00", email="tom@example.org"))
    held.let_go_due(DUE)
    assert "merged into" in Draft.objects.get().came_back


def test_one_that_breaks_stands_in_nobodys_way(ticket, ana, monkeypatch):
    send(ticket, ana)
    other = make.ticket("10 10:00", email="tom@example.org")
    send(other, ana, "Hello Tom")
    real = held._perform
    monkeypatch.setattr(held, "_perform", lambda row, at: 1 / 0 if row.ticket_id == ticket.pk else real(row, at))
    held.let_go_due(DUE)
    assert answers().get().text == "Hello Tom"
    assert "ZeroDivisionError" in Draft.objects.get().came_back


def test_the_next_answer_sends_the_one_before_at_once(ticket, ana):
    send(ticket, ana)
    send(ticket, ana, "And this.", at=SENT + timedelta(seconds=3))
    assert answers().get().occurred_at == SENT + timedelta(seconds=3)
    assert Draft.objects.held().get().text == "And this."
    held.let_go_due(DUE + timedelta(seconds=5))
    assert answers().count() == 2


def test_pressed_twice_it_is_one_answer(ticket, ana):
    send(ticket, ana, files=[InboundFile("a.txt", "", b"abc")])
    send(ticket, ana, at=SENT + timedelta(seconds=1), files=[InboundFile("a.txt", "", b"abc")])
    held.let_go_due(DUE + timedelta(minutes=1))  # a second one would be due by then
    assert answers().count() == 1


def test_only_a_mail_is_held(ticket, ana):
    def holds(verb, **said):
        return held.is_held(VERBS[verb](**said), ticket, SENT)

    assert holds("reply", text="x", channel="email")
    assert not holds("reply", text="x", channel="phone")
    assert not holds("reply", text="x", channel="chat")
    assert not holds("note", text="x")
