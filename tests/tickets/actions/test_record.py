"""The one door: what is recorded, what is refused, and who did it."""

import pytest

from tests import make
from tests.telling import lines
from tickets.actions.record import Entry, Stale, decide, log_of, permit, record
from tickets.events.contact import Contacted
from tickets.events.note import Noted
from tickets.events.resolution import Confirmed
from tickets.events.status import PrioritySet
from tickets.models import Event, Ticket
from tickets.models.history import seconds
from tickets.rules.access import COMMAND, SWEEP, Denied
from tickets.rules.lifecycle import Forbidden
from tickets.rules.version import RULES_VERSION

pytestmark = pytest.mark.django_db
LATER = make.at("5 11:00")


@pytest.fixture
def ticket():
    make.desk()
    return make.ticket("5 10:00")


@pytest.fixture
def ana():
    return make.person()


def test_every_event_says_who_did_it(ticket, ana):
    make.do("note", ticket, by=ana, at=LATER, text="x")
    make.resolved(ticket, "5 12:00", ana)
    make.do("confirm", ticket, at=make.at("5 13:00"))
    told = [
        f"{kind} {who} {number}" for kind, who, number in Event.objects.values_list("kind", "actor_kind", "actor_id")
    ]
    assert told == [
        f"contact customer {ticket.customer_id}",
        "auto_reply channel email",
        f"note person {ana.pk}",
        f"assign person {ana.pk}",
        f"answer person {ana.pk}",
        f"resolve person {ana.pk}",
        "asked_confirmation channel email",
        f"confirm customer {ticket.customer_id}",
    ]


def kinds(ticket):
    return list(Event.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True))


def test_what_the_lifecycle_forbids_leaves_nothing_of_the_whole(ticket, ana):
    before, version = kinds(ticket), ticket.version
    with pytest.raises(Forbidden, match="nothing to confirm"):
        record(ticket, [Entry(PrioritySet, {"to": "high"}, actor=ana), Entry(Confirmed, actor=ana)], at=LATER)
    ticket.refresh_from_db()
    assert (kinds(ticket), ticket.version, ticket.priority) == (before, version, "normal")


def test_each_change_is_a_version_and_who_saw_an_older_one_is_told(ticket, ana):
    fresh = record(ticket, [Entry(PrioritySet, {"to": "high"}, actor=ana)], at=LATER, expected_version=ticket.version)
    assert (fresh.version, fresh.priority) == (ticket.version + 1, "high")
    with pytest.raises(Stale) as caught:
        record(ticket, [Entry(PrioritySet, {"to": "low"}, actor=ana)], at=LATER, expected_version=ticket.version)
    assert caught.value.ticket.priority == "high"


def test_a_ticket_that_was_merged_away_says_where_to_go_on(ticket, ana):
    other = make.ticket("5 10:10", email="leo@example.org")
    make.do("merge", other, by=ana, at=LATER, into=ticket)
    with pytest.raises(Forbidden, match=f"#{ticket.pk}"):
        record(other, [Entry(Noted, actor=ana)], at=LATER)
    assert [event.kind for event in log_of(ticket)].count("contact") == 2  # its log is told with the other's


def test_a_log_without_what_was_split_off_it(ticket, ana):
    second = make.receive("5 10:30", "Also.", ticket=ticket).message
    make.do("split", ticket, by=ana, at=LATER, messages=[second.pk])
    assert [event.kind for event in log_of(ticket)].count("contact") == 1


def test_only_who_may_passes(ana):
    permit(ana, "reply")
    for actor, verb in ((ana, "set-up"), (make.ACCOUNT, "reply"), (SWEEP, "resolve")):
        with pytest.raises(Denied, match=verb):
            permit(actor, verb)


def told(*entries, before=(), **more):
    """What becomes of a ticket with these entries; nothing is written."""
    return decide(Ticket(pk=1), lines(*before), entries, desk=make.DESK, at=LATER, **more)


CONFIRM = Entry(Confirmed, actor=COMMAND)
CONTACT = Entry(Contacted, {"channel": "email"}, actor=COMMAND)


def test_deciding_says_what_is_so_then_and_what_is_refused():
    change = told(CONFIRM, CONTACT)
    assert [entry for entry, _ in change.refused] == [CONFIRM]
    assert list(change.entries.values()) == [CONTACT]
    assert (change.after.row["status"], change.before, change.has_rows) == ("new", None, False)


def test_after_a_merge_what_is_forbidden_stays_in_the_history():
    at = seconds(LATER)
    assert told(CONFIRM, forgive_after=at - 1).refused == []
    assert len(told(CONFIRM, forgive_after=at).refused) == 1


@pytest.mark.parametrize(("version", "anew", "known"), [(0, False, True), (-1, False, False), (0, True, False)])
def test_what_the_rows_hold_is_told_again_only_of_todays_rules(version, anew, known):
    projected = {"projected_at": make.at("5 10:30"), "rules_version": RULES_VERSION + version}
    row = Ticket(pk=1, **projected)
    change = decide(row, lines(("5 10:00", "contact")), [CONTACT], desk=make.DESK, at=LATER, anew=anew)
    assert (change.before is not None, change.has_rows) == (known, True)


def test_what_an_entry_says_of_its_time_is_when_it_happened_and_was_recorded():
    then, noted = make.at("5 10:10"), make.at("5 10:20")
    change = told(Entry(Contacted, {"channel": "email"}, actor=COMMAND, at=then, recorded_at=noted, external_id="L1"))
    (event,) = change.after.story.applied
    assert (event.at, event.recorded_at, event.name) == (seconds(then), seconds(noted), "L1")
    assert told(CONTACT).after.story.applied[0].at == seconds(LATER)
