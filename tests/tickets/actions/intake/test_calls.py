"""Calls: what each event leaves, in whatever order it comes, and the call back that a missed call owes."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.make import WEDNESDAY, account, person
from tickets.actions import sweep
from tickets.actions.intake import calls
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.record import Invalid
from tickets.models import Event, Message, Promise, Ticket
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db
MIA = Sender(name="Mia", phone="+4930901820")
AN_HOUR, A_MINUTE = timedelta(hours=1), timedelta(minutes=1)


def caller(sender=MIA, call="line:1", event="offered"):
    return InboundMessage("phone", sender, calls.RANG, session=call, external_id=f"{call}:{event}")


@pytest.fixture
def phone():
    return account("phone", "line")[0]


@pytest.fixture
def ring(phone):
    """An event of a call, so many minutes after nine."""

    def happens(event, minute=0, *, call="line:1", sender=MIA, **more):
        when = WEDNESDAY + minute * A_MINUTE
        verb = getattr(calls, event)
        return verb(
            phone, caller(sender, call, event), at=when + more.pop("late", 0) * A_MINUTE, occurred_at=when, **more
        )

    return happens


def test_a_call_of_somebody_who_waits_joins_their_ticket(phone):
    waiting = receive(InboundMessage("web", MIA, "It hangs."), at=WEDNESDAY).ticket
    call = calls.offered(phone, caller(), at=WEDNESDAY + AN_HOUR, occurred_at=WEDNESDAY + AN_HOUR)
    assert call.ticket == waiting
    assert Ticket.objects.get().chasers == 1


def test_a_call_handed_over_is_answered_twice_and_owned_by_the_last(phone):
    ana, ben = person("ana"), person("ben")
    for agent in (ana, ben, ben):
        calls.answered(phone, caller(), by=agent, at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert list(Event.objects.filter(kind="answer").order_by("id").values_list("by", flat=True)) == [ana.pk, ben.pk]
    assert Ticket.objects.get().owner == ben


def test_a_call_is_answered_in_the_ticket_that_its_own_was_merged_into(phone):
    ben = person("ben")
    call = calls.offered(phone, caller(), at=WEDNESDAY, occurred_at=WEDNESDAY)
    other = receive(InboundMessage("web", Sender(email="mia@example.com"), "Hello"), at=WEDNESDAY).ticket
    make.do("merge", call.ticket, by=ben, at=WEDNESDAY, into=other)
    calls.answered(phone, caller(), by=ben, at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert Event.objects.get(kind="answer").ticket == other


def test_no_line_of_a_call_comes_before_its_first(phone):
    ben = person("ben")
    calls.offered(phone, caller(), at=WEDNESDAY, occurred_at=WEDNESDAY)
    early = WEDNESDAY - timedelta(minutes=3)
    calls.answered(phone, caller(), by=ben, at=WEDNESDAY, occurred_at=early)
    calls.ended(phone, caller(), at=WEDNESDAY, occurred_at=early)
    assert set(Event.objects.values_list("occurred_at", flat=True)) == {WEDNESDAY}


def test_missed_after_answered_changes_nothing(phone):
    calls.answered(phone, caller(), by=person("ben"), at=WEDNESDAY, occurred_at=WEDNESDAY)
    call = calls.missed(phone, caller(), at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert call.ended_at is None
    assert not Message.objects.filter(text=calls.MISSED).exists()


def test_who_left_us_answers_no_calls(phone):
    with pytest.raises(Invalid):
        calls.answered(phone, caller(), by=person("old", is_active=False), at=WEDNESDAY, occurred_at=WEDNESDAY)
    assert not Ticket.objects.exists()


# The call back


def call_backs():
    return list(Promise.objects.order_by("id").values_list("state", "owed"))


@pytest.mark.parametrize("event", ["missed", "ended", "voicemail"])
def test_a_call_that_nobody_took_owes_a_call_back_by_the_policy(ring, event):
    make.desk()
    ring("offered")
    ring(event, 1)
    promise = Promise.objects.get()
    assert (promise.text, promise.by, promise.made_at) == ("Call back", None, WEDNESDAY + A_MINUTE)
    assert promise.due_at - promise.made_at == timedelta(days=1)  # eight hours of a desk that is open for eight
    ticket = Ticket.objects.get()
    assert (ticket.waiting_on, ticket.due_kind, ticket.first_answered_at) == ("us", "first_response", None)


def test_a_missed_call_is_told_by_a_voicemail_and_a_hanging_up_and_owes_one_call_back(ring):
    for minute, event in enumerate(("offered", "missed", "voicemail", "ended")):
        ring(event, minute)
    assert call_backs() == [("open", True)]


def test_ringing_five_times_owes_one_call_back_counted_from_the_first(ring):
    for number in range(5):
        ring("offered", 10 * number, call=f"line:{number}")
        ring("missed", 10 * number + 1, call=f"line:{number}")
    assert Ticket.objects.count() == 1
    assert Promise.objects.get().made_at == WEDNESDAY + A_MINUTE


def test_a_broken_call_back_is_still_owed_and_a_further_missed_call_gives_no_second_chance(ring):
    make.desk()
    ring("missed")
    ring("missed", 3 * 24 * 60, call="line:2")
    promise = Promise.objects.get()
    assert (promise.state, promise.owed) == ("broken", True)


def test_only_a_call_that_we_make_keeps_it(ring):
    ana = person("ana")
    ticket = ring("missed").ticket
    promise = Promise.objects.get()
    make.do("note", ticket, by=ana, at=WEDNESDAY + 5 * A_MINUTE, text="I called, nobody there.")
    with pytest.raises(Invalid):
        make.do("keep-promise", ticket, by=ana, at=WEDNESDAY + 6 * A_MINUTE, promise=promise.pk)
    said = {"channel": "phone", "text": "We spoke.", "keeps": [promise.pk]}
    make.do("reply", ticket, by=ana, at=WEDNESDAY + 7 * A_MINUTE, **said)
    assert call_backs() == [("kept", False)]
    ticket.refresh_from_db()
    assert ticket.waiting_on == "customer"


def test_what_is_told_of_a_call_after_we_called_back_owes_no_second_one(ring):
    ticket = ring("missed").ticket
    said = {"channel": "phone", "text": "We spoke.", "keeps": [Promise.objects.get().pk]}
    make.do("reply", ticket, by=person("ana"), at=WEDNESDAY + 2 * A_MINUTE, **said)
    ring("voicemail", 1, late=5, transcript="Please call me.")
    assert call_backs() == [("kept", False)]


def test_the_caller_who_rings_again_and_is_answered_is_still_owed_it_until_they_say_otherwise(ring):
    ana = person("ana")
    ticket = ring("missed").ticket
    ring("offered", 30, call="line:2")
    ring("answered", 31, call="line:2", by=ana)
    ring("ended", 35, call="line:2")
    assert call_backs() == [("open", True)]
    ticket.refresh_from_db()
    assert ticket.waiting_on == "us"
    make.do("waive-promise", ticket, by=ana, at=WEDNESDAY + AN_HOUR, promise=Promise.objects.get().pk)
    ticket.refresh_from_db()
    assert (call_backs(), ticket.waiting_on) == ([("waived", False)], "customer")


def test_who_cannot_be_called_back_is_owed_no_call_back(ring):
    ring("missed", sender=Sender())
    assert (call_backs(), Ticket.objects.get().waiting_on) == ([], "us")


def test_spam_is_owed_nothing(ring):
    ticket = ring("offered").ticket
    make.do("spam", ticket, by=person("ana"), at=WEDNESDAY)
    ring("missed", 1)
    assert call_backs() == []


def test_a_missed_call_after_the_resolution_reopens_and_is_owed_a_call_back(ring):
    ana = person("ana")
    ticket = ring("offered").ticket
    ring("answered", 1, by=ana)
    make.do("resolve", ticket, by=ana, at=WEDNESDAY + 2 * A_MINUTE, delivered=True)
    ring("offered", 60, call="line:2")
    ring("missed", 61, call="line:2")
    assert call_backs() == [("open", True)]


def test_a_promise_by_the_desk_comes_back_from_its_export_as_it_was(ring):
    make.desk()
    ring("missed")
    ring("ended", 60, call="line:2", sender=Sender(phone="+4930901821"))
    ring("answered", 59, call="line:2", sender=Sender(phone="+4930901821"), by=person("ana"), late=5)
    lived = make.exported()
    told = [(line.get("by"), line["text"], line["missed"]) for line in lived if line["kind"] == "promise"]
    assert told == [(None, "Call back", "line:1"), (None, "Call back", "line:2")]
    sweep.check_due(make.at("1/12 12:00"))
    states = call_backs()
    make.empty()
    make.desk()
    assert not make.take(lived).refused
    by_id = {line["id"]: line for line in lived}
    assert {line["id"]: line for line in make.exported()} == by_id
    assert sorted(call_backs()) == sorted(states) == [("broken", True), ("void", False)]


# Twice, late and in any order

A_CALL = {"offered": 0, "answered": 1, "ended": 9}
A_MISSED_CALL = {"offered": 0, "missed": 1, "voicemail": 2, "ended": 3}


def told_in(order, events, ring):
    """What the desk makes of a call whose events come in an order, each at its true time."""
    make.desk()
    ana = make.person("ana")
    for number, event in enumerate(order):
        ring(event, events[event], late=20 + number, **({"by": ana} if event == "answered" else {}))
    (figures,) = make.figures(as_of=WEDNESDAY + timedelta(days=2)).values()
    rang = Message.objects.filter(session="line:1", direction="in", text=calls.MISSED).exists()
    names = ("start", "first_response", "ttr", "contacts", "chasers", "reopens", "waiting_on", "longest_silence")
    owed = [(row["made_at"], row["due_at"], row["state"]) for row in figures["promises"]]
    return {name: figures[name] for name in names} | {"promises": owed, "missed": rang}


@pytest.mark.parametrize("order", list(permutations(A_CALL)))
def test_an_answered_call_is_the_same_in_any_order_and_owes_nothing(ring, order):
    with make.passing():
        expected = told_in(A_CALL, A_CALL, ring)
    assert told_in(order, A_CALL, ring) == expected
    assert (expected["promises"], expected["missed"], expected["first_response"]["calendar_s"]) == ([], False, 60)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations([*A_MISSED_CALL] * 2))
def test_a_missed_call_owes_one_call_back_in_any_order_and_told_twice(phone, ring, order):
    with make.passing():
        expected = told_in(A_MISSED_CALL, A_MISSED_CALL, ring)
    with make.passing():
        found = told_in(order, A_MISSED_CALL, ring)
    assert [len(found["promises"]), found["start"], found["contacts"]] == [1, expected["start"], 1]
    assert found["first_response"] == expected["first_response"]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations([*A_CALL] * 2))
def test_an_answered_call_told_twice_is_told_once(phone, ring, order):
    with make.passing():
        expected = told_in(A_CALL, A_CALL, ring)
    with make.passing():
        assert told_in(order, A_CALL, ring) == expected


def test_a_replay_of_who_answered_does_not_take_the_call_back_to_them(phone, ring):
    ana, ben = person("ana"), person("ben")
    for minute, agent in ((1, ana), (5, ben)):
        ring("answered", minute, by=agent)
    ring("answered", 1, by=ana, late=60)
    ring("ended", 9)
    ring("answered", 10, by=ana, late=60)
    assert Ticket.objects.get().owner == ben
    assert Event.objects.filter(kind="answer").count() == 3


# Taking it


def test_who_takes_a_call_has_answered_it(ring):
    ana = person("ana")
    session = ring("offered")
    ticket = calls.pick_up(session, by=ana, at=WEDNESDAY + A_MINUTE)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.first_answered_at) == (ana, WEDNESDAY + A_MINUTE)
    calls.pick_up(session, by=ana, at=WEDNESDAY + 2 * A_MINUTE)
    assert Event.objects.filter(kind="answer").count() == 1


def test_a_call_is_taken_once_and_never_after_its_end(ring):
    ana, ben = person("ana", first_name="Ana"), person("ben")
    session = ring("offered")
    calls.pick_up(session, by=ana, at=WEDNESDAY)
    with pytest.raises(Invalid, match="Ana has taken"):
        calls.pick_up(session, by=ben, at=WEDNESDAY)
    over = ring("missed", call="line:2", sender=Sender(phone="+4930901821"))
    with pytest.raises(Invalid, match="hung up"):
        calls.pick_up(over, by=ben, at=WEDNESDAY)
    with pytest.raises(Denied):
        calls.pick_up(over, by=person("eve", role="read_only"), at=WEDNESDAY)
