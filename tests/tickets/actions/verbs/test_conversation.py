"""What our people say, note and ask, and what the customer told them."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.actions.verbs import VERBS, perform
from tickets.models import Event, Identity, KnownFact, Message, Promise, Ticket
from tickets.models.message import Delivery
from tickets.rules.access import RULE, Party, customer_actor
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


def said(kind):
    """What the newest event of a kind says."""
    return Event.objects.filter(kind=kind).latest("id")


def test_an_answer_waits_in_the_outbox_for_whom_it_is_for(ticket, ana):
    done = make.do("reply", ticket, by=ana, at=LATER, text="We look into it.")
    message = said("answer").message
    assert said("answer").data == {"channel": "email", "initiated": True}
    assert (message.recipient, message.author, message.text) == (make.MIA, ana, "We look into it.")
    assert (message.delivery, message.next_attempt_at) == (Delivery.WAITING, LATER)
    assert (done.waiting_on, done.last_answer_at) == ("customer", LATER)


def test_an_answer_by_telephone_leaves_nothing_to_send(ticket, ana):
    make.do("reply", ticket, by=ana, at=LATER, text="We spoke.", channel="phone", session="line:1")
    message = said("answer").message
    assert said("answer").data == {"channel": "phone", "initiated": False, "session": "line:1"}
    assert (message.delivery, message.next_attempt_at, message.session) == (Delivery.NONE, None, "line:1")


@pytest.mark.parametrize("initiated", [True, False])
def test_who_says_that_we_began_or_did_not_is_believed(ticket, ana, initiated):
    make.do("reply", ticket, by=ana, at=LATER, text="x", channel="phone", session="line:1", initiated=initiated)
    assert said("answer").data["initiated"] is initiated


def test_an_answer_of_before_is_told_at_its_own_time_with_all_that_comes_with_it(ticket, ana):
    told_at = make.at("5 10:30")
    promise = PromiseGiven("a fix", make.at("6 10:00"))
    done = make.do("reply", ticket, by=ana, at=LATER, text="x", occurred_at=told_at, promise=promise, then="wait")
    assert [said(kind).occurred_at for kind in ("answer", "promise", "status")] == [told_at] * 3
    assert (said("answer").message.recorded_at, done.first_answered_at) == (LATER, told_at)


# What comes then | the status, and the kinds of events that say it
THEN = [
    (None, "open", []),
    ("wait", "pending", ["status"]),
    ("resolve", "resolved", ["resolve", "asked_confirmation"]),
]


@pytest.mark.parametrize(("then", "status", "kinds"), THEN)
def test_what_comes_after_an_answer(ticket, ana, then, status, kinds):
    done = make.do("reply", ticket, by=ana, at=LATER, text="x", then=then)
    told = Event.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True)
    assert (done.status, list(told)[4:]) == (status, kinds)  # it came, was acknowledged, taken, and answered
    assert done.loop == ("awaiting" if then == "resolve" else "open")
    if then == "resolve":
        assert said("resolve").data == {"delivered": True}
        assert said("asked_confirmation").message == said("answer").message


def test_an_answer_keeps_what_it_delivers_and_promises_more(ticket, ana):
    make.do("promise", ticket, by=ana, at=make.at("5 10:30"), text="a build")
    owed = Promise.objects.get()
    given = {"keeps": [owed.pk], "promise": PromiseGiven("a fix")}
    make.do("reply", ticket, by=ana, at=LATER, text="Here it is.", **given)
    assert [(row.text, row.state) for row in Promise.objects.order_by("pk")] == [("a build", "kept"), ("a fix", "open")]
    assert said("promise").message == said("answer").message


def test_a_note_changes_no_figure_and_is_never_sent(ticket, ana):
    done = make.do("note", ticket, by=ana, at=LATER, text="Seen.")
    message = said("note").message
    assert (message.direction, message.channel, message.author, message.delivery) == ("internal", "other", ana, "none")
    assert (done.waiting_on, done.contacts, done.last_answer_at) == ("us", 1, None)


@pytest.mark.parametrize(("given", "verify"), [({}, False), ({"verify": True}, True)])
def test_what_was_asked_is_noted_by_its_plain_name(ticket, ana, given, verify):
    make.do("ask", ticket, by=ana, at=LATER, facts=[" Device ", "CITY"], **given)
    assert said("asked").data == {"facts": ["device", "city"], "verify": verify}


def test_what_the_customer_told_us_keeps_its_message_and_its_end(ticket, ana):
    message, until = ticket.messages.earliest("id"), make.at("9 10:00")
    make.do(
        "facts", ticket, by=ana, at=LATER, facts={"Device": " Pixel 7 "}, from_message=message.pk, valid_until=until
    )
    fact = KnownFact.objects.get()
    assert (fact.key, fact.value, fact.message, fact.valid_until) == ("device", "Pixel 7", message, until)
    assert "address" not in said("facts").data


def test_a_message_of_another_ticket_told_us_nothing_of_this_one(ticket, ana):
    other = make.ticket("5 10:10", email="leo@example.org").messages.earliest("id")
    with pytest.raises(Invalid, match="no such message"):
        make.do("facts", ticket, by=ana, at=LATER, facts={"device": "x"}, from_message=other.pk)


def test_what_a_customer_puts_right_names_by_whose_link(ticket):
    identity = Identity.objects.get()
    owner = customer_actor(ticket.customer_id, identity.pk)
    make.do("facts", ticket, by=owner, at=LATER, facts={"device": "Pixel 8"})
    assert said("facts").data == {"keys": ["device"], "address": identity.pk}


def looked(ticket, by, at):
    make.do("open-history", ticket, by=by, at=at)
    return Event.objects.filter(kind="opened_history").count()


def test_a_look_is_recorded_once_for_a_person_and_a_contact(ticket, ana):
    before = ticket.version
    assert [looked(ticket, ana, LATER), looked(ticket, ana, LATER + timedelta(hours=1))] == [1, 1]
    assert looked(ticket, make.person("ben"), LATER) == 2
    ticket.refresh_from_db()
    assert ticket.version == before  # nobody's page is outdated by it
    make.receive("5 13:00", ticket=ticket)
    assert looked(ticket, ana, make.at("5 14:00")) == 3


def test_what_did_not_arrive_is_sent_again_from_its_own_ticket_only(ticket, ana):
    make.answered(ticket, "5 11:00")
    message = said("answer").message
    Message.objects.filter(pk=message.pk).update(delivery=Delivery.FAILED, attempts=7)
    other = make.ticket("5 10:10", email="leo@example.org")
    with pytest.raises(Invalid, match="no such message"):
        make.do("retry", other, by=ana, at=LATER, message=message.pk)
    make.do("retry", ticket, by=ana, at=LATER, message=message.pk, recipient="new@example.org")
    message.refresh_from_db()
    assert (message.delivery, message.recipient, message.attempts) == (Delivery.WAITING, "new@example.org", 0)


def test_an_answer_and_a_status_that_cannot_be_leave_nothing(ticket, ana):
    make.resolved(ticket, "5 11:00", ana)
    before = Event.objects.count(), Message.objects.count()
    with pytest.raises(Forbidden):
        make.do("reply", ticket, by=ana, at=make.at("5 12:00"), text="x", then="wait")
    assert (Event.objects.count(), Message.objects.count()) == before


SAID = [
    ("reply", {"text": "x"}, "Sent."),
    ("reply", {"text": "x", "then": "resolve"}, "Sent and resolved. The customer is asked whether it is."),
    ("reply", {"text": "x", "promise": PromiseGiven("y")}, "Sent, and the promise is noted."),
    ("note", {"text": "x"}, "Noted. Only we see it."),
    ("ask", {"facts": ["x"]}, "Noted what was asked."),
    ("facts", {"facts": {"x": "y"}}, "Noted. Nobody has to ask for it again."),
    ("open-history", {}, ""),
    ("retry", {"message": 1}, "It is sent again."),
]


@pytest.mark.parametrize(("verb", "given", "sentence"), SAID)
def test_what_was_done_is_said(verb, given, sentence):
    assert VERBS[verb](**given).done(Ticket(), Ticket(loop="awaiting")) == sentence


def test_whoever_resolves_in_a_chat_reads_that_nobody_was_asked_yet():
    done = VERBS["reply"](text="x", then="resolve").done(Ticket(), Ticket(loop="open"))
    assert done == "Sent and resolved. The customer is asked whether it is as soon as they see it."


def owners():
    """Whom it was given to, by whom, in the order in which that was written down."""
    rows = Event.objects.filter(kind="assign").order_by("id")
    return [(row.data["to"], row.by_id, row.actor_kind, row.occurred_at) for row in rows]


@pytest.mark.parametrize("given", [{}, {"then": "resolve"}, {"channel": "phone", "session": "line:1"}])
def test_who_answers_a_ticket_that_nobody_owns_owns_it(ticket, ana, given):
    done = make.do("reply", ticket, by=ana, at=LATER, text="We look into it.", **given)
    assert (done.owner, owners()) == (ana, [(ana.pk, ana.pk, "person", LATER)])


def test_who_tells_the_customer_that_it_is_done_owns_it_as_well(ticket, ana):
    assert make.do("resolve", ticket, by=ana, at=LATER, text="It is fixed.").owner == ana


def test_an_answer_takes_no_ticket_from_anybody(ticket, ana):
    ben = make.person("ben")
    make.do("assign", ticket, by=ana, at=LATER, to=ben)
    assert make.do("reply", ticket, by=ana, at=LATER, text="We look into it.").owner == ben
    assert len(owners()) == 1


@pytest.mark.parametrize(("verb", "given"), [("note", {"text": "Seen."}), ("resolve", {"delivered": True})])
def test_neither_a_note_nor_a_resolution_without_words_takes_it(ticket, ana, verb, given):
    assert make.do(verb, ticket, by=ana, at=LATER, **given).owner is None


def test_a_rule_that_answers_owns_nothing(ticket):
    assert make.do("reply", ticket, by=Party(RULE, "7"), at=LATER, text="We look into it.").owner is None


def test_who_is_given_it_with_the_answer_keeps_it(ticket, ana):
    steps = [VERBS["assign"](to=make.person("ben")), VERBS["reply"](text="Ben looks into it.")]
    assert perform(ticket, steps, actor=ana, at=LATER).owner.username == "ben"


def test_an_answer_that_is_told_late_takes_it_from_its_own_time_on_or_from_now_if_it_was_released_since(ticket, ana):
    told_at = make.at("5 10:30")
    make.do("reply", ticket, by=ana, at=LATER, text="We spoke.", channel="phone", occurred_at=told_at)
    make.do("assign", ticket, by=ana, at=LATER, to=None)
    again = make.at("5 12:00")
    done = make.do("reply", ticket, by=ana, at=again, text="Before that.", channel="phone", occurred_at=told_at)
    assert [when for *_who, when in owners()] == [told_at, LATER, again]
    assert done.owner == ana
