"""What was decided is written: events as they were said, and beside them the words that can be erased."""

import pytest

from tests import make
from tickets.actions.record import Entry, record
from tickets.events.facts import FactsNoted
from tickets.events.feedback import SurveySent
from tickets.events.note import Noted
from tickets.events.status import PrioritySet
from tickets.models import Event, Feedback, KnownFact, Message, TicketLink
from tickets.rules.access import SWEEP, customer_actor

pytestmark = pytest.mark.django_db
LATER = make.at("5 11:00").replace(microsecond=700_000)


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


def test_an_event_keeps_who_did_it_when_and_what_it_says(ticket):
    ana, then = make.person(), make.at("5 10:30")
    entry = Entry(PrioritySet, {"to": "high"}, actor=ana, at=then, recorded_at=LATER, external_id="L9")
    record(ticket, [entry, Entry(SurveySent, {"survey": "csat"}, actor=SWEEP)], at=LATER)
    first, second = Event.objects.order_by("-id")[:2][::-1]
    assert (first.kind, first.data, first.external_id, first.by) == ("priority", {"to": "high"}, "L9", ana)
    assert (first.actor_kind, first.actor_id) == ("person", str(ana.pk))
    assert (first.occurred_at, first.recorded_at) == (then, make.at("5 11:00"))  # cut to whole seconds
    assert (second.by, second.actor_kind, second.actor_id, second.external_id) == (None, "clock", "sweep", None)
    assert second.occurred_at == second.recorded_at == make.at("5 11:00")


def test_a_message_is_written_with_its_event_and_belongs_to_its_ticket(ticket):
    words = Message(direction="internal", channel="other", text="Seen.", occurred_at=LATER, recorded_at=LATER)
    record(ticket, [Entry(Noted, actor=make.person(), message=words)], at=LATER)
    note = Event.objects.latest("id")
    assert (note.message.text, note.message.ticket) == ("Seen.", ticket)


def test_facts_are_kept_beside_their_event(ticket):
    until = make.at("9 10:00")
    data = {"keys": ["device", "city"], "valid_until": int(until.timestamp())}
    mia = customer_actor(ticket.customer_id)
    record(ticket, [Entry(FactsNoted, data, actor=mia, facts={"device": "Pixel 7", "city": "Ulm"})], at=LATER)
    known = KnownFact.objects.order_by("key")
    assert [(fact.key, fact.value) for fact in known] == [("city", "Ulm"), ("device", "Pixel 7")]
    assert {(fact.customer_id, fact.valid_until, fact.event.kind) for fact in known} == {
        (ticket.customer_id, until, "facts")
    }


def test_a_score_and_its_comment_are_kept_beside_their_event(ticket):
    make.resolved(ticket, "5 10:30")
    make.do("feedback", ticket, at=LATER, survey="nps", score=9, comment="Fast.")
    row = Feedback.objects.get()
    assert (row.survey, row.score, row.comment, row.given_at) == ("nps", 9, "Fast.", make.at("5 11:00"))
    assert "comment" not in row.event.data


def test_a_link_is_a_row_once(ticket):
    other = make.ticket("5 10:10", email="leo@example.org")
    for _ in range(2):
        make.do("link", ticket, by=make.person(), at=LATER, to=other, relation="same_issue")
    link = TicketLink.objects.get()
    assert (link.from_ticket, link.to_ticket, link.relation) == (ticket, other, "same_issue")
    assert Event.objects.filter(kind="link").count() == 2


@pytest.mark.parametrize("number", [1, 5])
def test_many_entries_cost_no_statement_more(ticket, number, django_assert_num_queries):
    ana = make.person()
    record(ticket, [Entry(PrioritySet, {"to": "low"}, actor=ana)], at=LATER)
    entries = [Entry(PrioritySet, {"to": to}, actor=ana) for to in ("high", "low", "high", "low", "high")[:number]]
    with django_assert_num_queries(6):  # its savepoint and the end of it, the row, the log, the events, the row again
        record(ticket, entries, at=LATER)
