"""One or many verbs in one decision and one save, by somebody who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tickets.actions.record import Entry, Invalid, permit
from tickets.actions.verbs import VERBS, perform
from tickets.actions.verbs.assignment import SetPriority, SetStatus
from tickets.actions.verbs.conversation import Learn, Note, OpenHistory, Reply
from tickets.actions.verbs.joining import Merge
from tickets.actions.verbs.outcome import Resolve
from tickets.actions.verbs.promises import KeepPromise, MakePromise
from tickets.events.note import Noted
from tickets.models import Event, Promise, Ticket
from tickets.rules.access import MAY, NO_PERSON, ROLES, Denied, Party, customer_actor
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db

LATER = make.at("5 11:00")


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


@pytest.fixture
def ana():
    return make.person()


def kinds(ticket):
    return list(Event.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True))


def actors(role):
    """Somebody of each role, and one of each kind of actor who is no person."""
    return make.person(role, role) if role in ROLES else Party(role, "1")


def test_many_steps_are_one_change(ticket, ana):
    steps = [SetPriority(to="high"), Reply(text="We look into it."), MakePromise(text="a fix"), SetStatus(to="pending")]
    done = perform(ticket, steps, actor=ana, at=LATER)
    assert kinds(ticket) == ["contact", "auto_reply", "priority", "assign", "answer", "promise", "status"]
    assert (done.priority, done.status, done.version) == ("high", "pending", ticket.version + 1)


def test_a_second_step_costs_no_second_decision(ticket, ana):
    perform(ticket, [Note(text="First.")], actor=ana, at=LATER)

    def statements(*steps):
        with CaptureQueriesContext(connection) as caught:
            perform(ticket, steps, actor=ana, at=LATER)
        return len(caught)

    assert statements(Note(text="One."), Note(text="Two.")) == statements(Note(text="One."))


def test_a_step_sees_what_the_steps_before_it_lead_to(ticket, ana):
    make.do("promise", ticket, by=ana, at=make.at("5 10:30"), text="a fix")
    keep = KeepPromise(promise=Promise.objects.get().pk)
    with pytest.raises(Invalid, match="Tell the customer first"):
        perform(ticket, [keep], actor=ana, at=LATER)
    perform(ticket, [Reply(text="Here it is."), keep], actor=ana, at=LATER)
    assert Promise.objects.get().state == "kept"


def test_what_one_step_may_not_undoes_all(ticket, ana):
    make.resolved(ticket, "5 10:30")
    before = kinds(ticket)
    with pytest.raises(Forbidden):
        perform(ticket, [Note(text="x"), SetStatus(to="on_hold")], actor=ana, at=LATER)
    with pytest.raises(Denied):
        perform(ticket, [Note(text="x"), Resolve()], actor=Party("customer", "1"), at=LATER)
    assert kinds(ticket) == before


def test_joining_tickets_is_done_alone(ticket, ana):
    other = make.ticket("5 10:10", email="leo@example.org")
    with pytest.raises(Invalid, match="alone"):
        perform(ticket, [Note(text="x"), Merge(into=other)], actor=ana, at=LATER)
    assert Ticket.objects.get(pk=ticket.pk).merged_into is None


def test_nobody_does_what_the_table_does_not_allow_them(ticket):
    """Every verb by everybody who may not, with nothing in its input: it is the actor that is refused."""
    refused = 0
    for actor in [actors(role) for role in (*ROLES, *NO_PERSON)]:
        for verb in VERBS.values():
            step = verb.__new__(verb)
            step.given = {}
            if actor.role in MAY[verb.permission]:
                permit(actor, verb.permission)
                continue
            with pytest.raises(Denied):
                perform(ticket, [step], actor=actor, at=LATER)
            refused += 1
    assert refused > 100


def test_a_call_without_an_actor_does_not_run(ticket):
    with pytest.raises(TypeError):
        perform(ticket, [Note(text="x")], at=LATER)
    with pytest.raises(AttributeError):
        perform(ticket, [Note(text="x")], actor=None, at=LATER)
    with pytest.raises(AttributeError):
        permit(None, "note")
    with pytest.raises(TypeError):
        Entry(Noted)
    assert kinds(ticket) == ["contact", "auto_reply"]


def test_somebody_looking_is_no_change_and_what_comes_with_it_is_one(ticket, ana):
    assert perform(ticket, [OpenHistory()], actor=ana, at=LATER).version == ticket.version
    ben = make.person("ben")
    assert perform(ticket, [OpenHistory(), Note(text="x")], actor=ben, at=LATER).version == ticket.version + 1


def test_every_step_must_be_allowed_and_not_only_the_first(ticket):
    mia = customer_actor(ticket.customer_id)
    with pytest.raises(Denied, match="note"):
        perform(ticket, [Learn(facts={"device": "x"}), Note(text="x")], actor=mia, at=LATER)
    assert kinds(ticket) == ["contact", "auto_reply"]


def test_what_leads_to_nothing_writes_nothing(ticket, ana):
    perform(ticket, [OpenHistory()], actor=ana, at=LATER)
    before = kinds(ticket)
    assert perform(ticket, [OpenHistory()], actor=ana, at=LATER).version == ticket.version
    assert kinds(ticket) == before
