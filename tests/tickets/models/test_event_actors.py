"""Old events learn who did them, as far as they can tell, forwards and back; the database takes none without."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests import make
from tickets.event_guards import install_event_guards
from tickets.models import Customer, Event, Ticket, User

THIS = ("tickets", "0010_actors")
# An event as it was: its kind, whether a person is named, whether it was imported, the channel of its words; and who did it.
ROWS = [
    ("reply by a person", {"kind": "answer", "by": True}, "person"),
    ("a person's, from another system", {"kind": "resolve", "by": True, "external_id": "1"}, "person"),
    ("a contact", {"kind": "contact", "words": "web"}, "customer"),
    ("a contact of another system", {"kind": "contact", "external_id": "2"}, "customer"),
    ("a click", {"kind": "confirm"}, "customer"),
    ("an acknowledgement", {"kind": "auto_reply", "words": "chat"}, "channel chat"),
    ("a bounce", {"kind": "bounce"}, "channel email"),
    ("a closing", {"kind": "close"}, "clock sweep"),
    ("a closing of another system", {"kind": "close", "external_id": "3"}, "clock sweep"),
    ("handed over by nobody who is named", {"kind": "assign", "external_id": "4"}, "import history"),
    ("handed over when it came in", {"kind": "assign"}, "channel web"),
    ("a call back", {"kind": "promise"}, "channel phone"),
]


def migrated(*targets):
    """The database moved; gives the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


def made(models, ticket, ana, kind, by=False, external_id=None, words=None):
    """An event of before."""
    when = {"occurred_at": make.at("5 10:00"), "recorded_at": make.at("5 10:00")}
    messages, events = (models.get_model("tickets", name).objects for name in ("Message", "Event"))
    message = words and messages.create(ticket_id=ticket.pk, channel=words, direction="in", **when)
    return events.create(
        ticket_id=ticket.pk,
        kind=kind,
        by_id=ana.pk if by else None,
        message_id=message.pk if message else None,
        external_id=external_id,
        **when,
    ).pk


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_old_events_say_who_did_them_and_can_forget_it_again():
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    before = [parent.key for parent in MigrationExecutor(connection).loader.graph.node_map[THIS].parents]
    customer = Customer.objects.create(created_at=make.at("5 10:00"))
    ticket = Ticket.objects.create(reference="FT-0000-0000", customer=customer, created_at=make.at("5 10:00"))
    ana = User.objects.create(username="ana")
    whole = {"person": f"person {ana.pk}", "customer": f"customer {customer.pk}"}
    try:
        old = migrated(*before)
        install_event_guards(connection.alias)  # as every migrate ends, also one that goes back
        # The contact comes first: it is the web's, and so is what came in with it.
        pks = {
            name: made(old, ticket, ana, **given)
            for name, given, _who in sorted(ROWS, key=lambda r: r[0] != "a contact")
        }
        new = migrated(THIS).get_model("tickets", "Event").objects
        told = {name: " ".join(new.values_list("actor_kind", "actor_id").get(pk=pk)) for name, pk in pks.items()}
        assert told == {name: whole.get(who, who) for name, _given, who in ROWS}
        back = migrated(*before).get_model("tickets", "Event").objects
        assert back.count() == len(ROWS)
    finally:
        migrated(*leaves)
        install_event_guards(connection.alias)
        with transaction.atomic():
            make.empty()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor",
    [
        {"actor_kind": "", "actor_id": "5"},
        {"actor_kind": "somebody", "actor_id": "5"},
        {"actor_kind": "clock", "actor_id": ""},
        {"actor_kind": "person", "actor_id": "5"},  # and names nobody
    ],
)
def test_the_database_takes_no_event_of_nobody(actor):
    ticket = make.ticket()
    when = make.at("5 11:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(ticket=ticket, kind="note", occurred_at=when, recorded_at=when, **actor)


@pytest.mark.django_db
def test_the_database_takes_no_machine_that_names_a_person():
    ticket, when = make.ticket(), make.at("5 11:00")
    given = {"kind": "close", "actor_kind": "clock", "actor_id": "sweep", "by": make.person()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(ticket=ticket, occurred_at=when, recorded_at=when, **given)
