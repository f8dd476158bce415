"""What comes after a resolution: a thank-you that is one, and one that asks for more."""

import pytest
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from tests import make
from tickets.actions import sweep
from tickets.actions.projection import rebuild
from tickets.actions.record import Invalid
from tickets.actions.verbs import VERBS
from tickets.models import Event, Message
from tickets.models.message import Direction
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    """Resolved on Thursday at ten; at eleven the customer wrote no more than thanks."""
    make.desk()
    ticket = make.resolved(make.ticket("5 10:00"), "6 10:00")
    assert not make.receive("6 11:00", "Thank you!", ticket=ticket).new_ticket
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    return ticket


def thanks():
    return Message.objects.filter(direction=Direction.IN).latest("id")


def not_thanks(ticket, when="7 09:30", message=None, reason="They ask for a refund.", by=None):
    by = by or make.person()
    pk = message or thanks().pk
    return make.do("not-thanks", ticket, by=by, at=make.at(when), message=pk, reason=reason)


def test_it_is_a_contact_from_its_own_time_on(ticket):
    ticket = not_thanks(ticket)
    [figures] = make.figures(as_of="7 10:00").values()
    assert (ticket.status, ticket.waiting_on) == ("open", "us")
    assert figures["reopens"] == 1
    assert figures["contacts"] == 2
    [wait] = [wait for wait in figures["next_responses"] if wait["running"]]
    assert wait["calendar_s"] == 23 * 3600  # from the thank-you, not from the second look at it
    assert figures["ttr"]["running"]


def test_the_reason_is_kept_where_only_we_see_it(ticket):
    not_thanks(ticket)
    note = Message.objects.latest("id")
    assert (note.direction, note.text, note.author.username) == ("internal", "They ask for a refund.", "ana")


def test_figures_of_before_stay_as_they_were_known(ticket):
    before = make.figures(as_of="7 09:00")
    not_thanks(ticket)
    assert make.figures(as_of="7 09:00") == before


def test_it_goes_out_and_comes_in_again(ticket):
    not_thanks(ticket)
    lines, figures = make.exported(), make.figures()
    assert [line["text"] for line in lines if line["kind"] == "not_thanks"] == ["They ask for a refund."]
    with make.passing():
        make.empty()
        assert not make.take(lines).refused
        assert make.exported() == lines
        assert make.figures() == figures


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"message": 10**9},
    ],
)
def test_what_is_refused(ticket, wrong):
    with pytest.raises(Invalid):
        not_thanks(ticket, **wrong)


def test_a_contact_of_another_ticket_cannot_be_named(ticket):
    other = make.ticket("6 12:00", email="leo@example.org")
    with pytest.raises(Invalid):
        not_thanks(other)


def test_who_only_reads_may_not(ticket):
    with pytest.raises(Denied):
        not_thanks(ticket, by=make.person("rita", "read_only"))


LATER = make.at("10 10:00")


@pytest.fixture
def hers():
    """Mia's ticket, which nobody has answered."""
    make.desk()
    return make.ticket("5 10:00")


@pytest.mark.parametrize(("given", "delivered"), [({}, False), ({"delivered": True}, True)])
def test_without_words_nobody_was_told_unless_somebody_says_so(hers, given, delivered):
    done = make.do("resolve", hers, by=make.person(), at=LATER, **given)
    assert (done.status, done.loop) == ("resolved", "open")
    assert Event.objects.get(kind="resolve").data == {"delivered": delivered}


def test_with_words_it_is_an_answer_that_asks(hers):
    done = make.do("resolve", hers, by=make.person(), at=LATER, text="It is fixed.")
    assert (done.status, done.loop, done.first_answered_at) == ("resolved", "awaiting", LATER)


def test_a_person_of_ours_who_opens_it_again_causes_no_reopen(ticket):
    done = make.do("reopen", ticket, by=make.person(), at=LATER)
    assert (done.status, done.waiting_on, done.reopens) == ("open", "us", 0)


def test_a_yes_that_was_heard_says_who_noted_it(ticket):
    done = make.do("confirm", ticket, by=make.person(), at=LATER, spoken=True)
    event = Event.objects.get(kind="confirm")
    assert (done.loop, event.data, event.by) == ("confirmed", {"spoken": True}, make.person())


# Whether it was spoken, and what they said | contacts, and how the words reached us
NO = [(False, "", 2, None), (False, "It hangs.", 3, "web"), (True, "It hangs.", 3, "phone"), (True, "  ", 2, None)]


@pytest.mark.parametrize(("spoken", "text", "contacts", "channel"), NO)
def test_a_no_comes_back_and_its_words_are_the_customers_contact(ticket, spoken, text, contacts, channel):
    done = make.do("dispute", ticket, by=make.person(), at=LATER, spoken=spoken, text=text)
    assert (done.status, done.loop, done.reopens, done.contacts) == ("open", "disputed", 1, contacts)
    if channel:
        event = Event.objects.filter(kind="contact").latest("id")
        assert (event.actor_kind, event.by, event.message.channel) == ("customer", None, channel)
        assert not event.message.proven


@pytest.mark.parametrize(("survey", "low", "high"), [("csat", 1, 5), ("nps", 0, 10), ("ces", 1, 7)])
def test_each_survey_has_its_own_scale(survey, low, high):
    def score(value):
        return VERBS["feedback"].read({"survey": survey, "score": value}, actor=None, at=LATER).given["score"]

    assert [score(low), score(high)] == [low, high]
    for beyond in (low - 1, high + 1):
        with pytest.raises(ValidationError):
            score(beyond)


@pytest.mark.parametrize(("verb", "role"), [("spam", "agent"), ("test", "team_lead")])
def test_what_is_no_ticket_leaves_the_list_and_every_figure(hers, verb, role):
    done = make.do(verb, hers, by=make.person("lea", role), at=LATER)
    assert (done.status, done.due_at, done.stalled_rules) == (verb, None, [])


def test_the_next_mail_joins_what_is_no_spam_and_no_spam(hers):
    ana = make.person()
    make.do("spam", hers, by=ana, at=LATER)
    with make.passing():
        assert make.receive("10 11:00", "Hello?").ticket != hers
    done = make.do("not-spam", hers, by=ana, at=make.at("10 11:30"))
    assert (done.status, done.waiting_on, done.waiting_since) == ("new", "us", make.at("5 10:00"))
    joined = make.receive("10 12:00", "Hello?").ticket
    assert (joined, joined.chasers) == (hers, 1)


@pytest.mark.parametrize("status", ["open", "pending", "on_hold", "resolved"])
def test_what_is_no_spam_is_back_where_it_was_in_all_its_rows(hers, status):
    ana = make.person()
    make.do("assign", hers, by=ana, at=make.at("5 10:10"), to=ana)
    steps = {"resolved": ("resolve", {"delivered": True})}
    verb, given = steps.get(status, ("status", {"to": status}))
    make.do(verb, hers, by=ana, at=make.at("5 10:20"), **given)
    sweep.check_due(LATER)
    before = make.rows(hers.pk)
    make.do("spam", hers, by=ana, at=LATER)
    make.do("not-spam", hers, by=ana, at=LATER)
    assert make.rows(hers.pk) == before
    assert rebuild.check([hers.pk]) == []


def test_what_is_not_marked_cannot_be_found_to_be_no_spam(hers):
    with pytest.raises(Forbidden, match="not marked as spam"):
        make.do("not-spam", hers, by=make.person(), at=LATER)


def test_resolved_without_telling_is_one_state_with_the_reason_in_a_note(hers):
    done = make.do("resolve", hers, by=make.person(), at=LATER, reason="They left the company.")
    assert (done.status, done.loop, done.untold, done.standing) == (
        "resolved",
        "open",
        True,
        "Resolved without telling",
    )
    note = Message.objects.get(direction="internal")
    assert (note.text, note.author) == ("Resolved without telling: They left the company.", make.person())


@pytest.mark.parametrize("given", [{"text": "It is fixed."}, {"delivered": True}])
def test_whom_somebody_told_was_told(hers, given):
    done = make.do("resolve", hers, by=make.person(), at=LATER, **given)
    assert (done.untold, done.standing) == (False, "Resolved")


def test_what_is_open_again_is_told_as_open(hers):
    make.do("resolve", hers, by=make.person(), at=LATER)
    done = make.do("reopen", hers, by=make.person(), at=make.at("10 11:00"))
    assert (done.untold, done.standing) == (False, "Open")


def test_at_the_desk_it_is_never_without_a_reason_and_a_program_may_have_none():
    with pytest.raises(ValidationError) as refused:
        VERBS["resolve"].read(QueryDict("text=&reason="), actor=None, at=LATER, form=True)
    assert list(refused.value.detail) == ["reason"]
    assert VERBS["resolve"].read({"delivered": False}, actor=None, at=LATER).given == {"delivered": False}


def by_hand(**said):
    ticket = make.ticket("7 10:00", email=f"{said['told_on']}@example.org")
    return make.do("resolve", ticket, by=make.person(), at=make.at("7 10:30"), **said)


def test_a_person_who_told_them_says_how_and_silence_counts_once_they_were_asked(ticket):
    told = by_hand(told_on="phone")
    assert (told.untold, told.loop, told.standing) == (False, "open", "Resolved")
    note = Message.objects.filter(ticket=told, direction=Direction.INTERNAL).latest("id")
    assert note.text == "The customer was told: Phone."
    asked = by_hand(told_on="in_person", asked=True)
    assert (asked.untold, asked.loop) == (False, "awaiting")
    sweep.check_due(make.at("14 10:31"))
    asked.refresh_from_db()
    assert asked.loop == "presumed"


def test_whoever_was_asked_was_told_somehow(ticket):
    verb = VERBS["resolve"]
    given = {"actor": make.person(), "at": make.at("7 10:00"), "form": True}
    with pytest.raises(ValidationError) as refused:
        verb.read(QueryDict("asked=on&reason=x"), **given)
    assert "told_on" in refused.value.detail
    step = verb.read(QueryDict("told_on=&asked=&text=&reason=They left."), **given)
    assert step.given["told_on"] is None
    assert verb.read(QueryDict("told_on=phone&asked=on"), **given).given["asked"] is True
