"""Builders: small functions that bring a desk to a state by the verbs that lead there.

Times are told as people at the desk of the story tell them: `at("5 10:04")` is the fifth of March 2025 in Berlin,
`at("17/4 16:00")` a day of another month.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from unittest.mock import patch
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.measures import TicketStory, measure
from tickets.actions import feed
from tickets.actions.importing import history
from tickets.actions.intake import receive as intake
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.search import keeping
from tickets.actions.setup import accounts, agent_figures, api_keys, hours_and_targets
from tickets.actions.verbs import VERBS, perform
from tickets.channels.email import incoming
from tickets.event_guards import install_event_guards
from tickets.events.replay import story_of
from tickets.exchange.export import export_lines
from tickets.models import Event, Promise, ServiceClock, StalledFlag, Ticket, User, tokens
from tickets.models.history import Horizon, current_desk, event_name, forget_desk, load_events, seconds
from tickets.rules.access import COMMAND, channel_actor, customer_actor
from tickets.rules.desk import Desk
from tickets.rules.showing import Holder

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = {str(day): [["09:00", "17:00"]] for day in range(5)}
HOURS = {"versions": [{"valid_from": None, "tz": "Europe/Berlin", "hours": WEEKDAYS, "holidays": []}]}
TARGETS = {
    "first_response": {"target_s": 3600, "clock": "business"},
    "next_response": {"target_s": 8 * 3600, "clock": "business"},
    "update": {"target_s": 16 * 3600, "clock": "business"},
    "resolution": {"target_s": 24 * 3600, "clock": "business"},
}
DESK = Desk.from_json({"calendar": HOURS, "policy": {}, "targets": TARGETS})

MIA = "mia@example.org"
ACCOUNT = channel_actor("email")
WEDNESDAY = datetime(2025, 3, 5, 9, tzinfo=UTC)
SECRET = "X-Followthrough-Secret"


def at(when):
    """ "5 10:04" or "17/4 16:00:30" as an instant; an instant stays what it is."""
    if isinstance(when, datetime):
        return when
    day, _, clock = when.partition(" ")
    day, _, month = day.partition("/")
    moment = f"2025-{int(month or 3):02}-{int(day):02}T{clock}"
    return datetime.fromisoformat(moment).replace(tzinfo=BERLIN)


def desk(**targets):
    """Mon-Fri 9-17 in Berlin and the story's targets (or those given), published from ever; gives the rules' desk."""
    given = {"calendar": HOURS, "policy": {}, "targets": targets or TARGETS}
    hours_and_targets.set_desk(given, by=COMMAND, at=at("1/1 00:00"))
    forget_desk()
    return Desk.from_json(given)


def person(name="ana", role="agent", **more):
    """Somebody who works here."""
    return User.objects.get_or_create(username=name, defaults={"role": role, **more})[0]


def compare_agents():
    """A desk that decided that figures may be split by agent."""
    agent_figures.decide(True, by=person("boss", "manager"), at=at("1/1 00:00"))
    forget_desk()


def account(channel, slug, **more):
    """An account and the headers that open it."""
    row, secret = accounts.create_account(by=COMMAND, channel=channel, slug=slug, name=slug.title(), **more)
    return row, {SECRET: secret}


def api_key(user, *scopes, **more):
    """The header of a key that acts as `user`."""
    _, secret = api_keys.create_api_key(
        by=COMMAND, user=user, name="a program", scopes=scopes or ("tickets",), at=timezone.now(), **more
    )
    return {"HTTP_AUTHORIZATION": f"Api-Key {secret}"}


def message(text="The app hangs.", *, channel="email", email=MIA, **more):
    """What a channel hands over. `phone`, `handle` and `name` say who else the sender is."""
    sender = Sender(email=email, **{key: more.pop(key) for key in ("phone", "handle", "name") if key in more})
    return InboundMessage(channel=channel, sender=sender, text=text, **more)


def receive(when, text="The app hangs.", *, ticket=None, claims=(), account=None, occurred_at=None, **more):
    """A contact of a customer comes in; gives what became of it."""
    doors = {"ticket": ticket, "claims": claims, "account": account, "occurred_at": occurred_at}
    return intake.receive(message(text, **more), at=at(when), **doors)


def searchable():
    """What was said until now can be found: also what the test's own transaction has not committed."""
    with patch.object(feed, "_seen_by_all", Event.objects.all):
        while keeping.keep():
            pass


def ticket(when="5 10:00", text="The app hangs.", **more):
    """A customer's first contact, and the ticket that it opened."""
    return receive(when, text, **more).ticket


def contact(text="The app hangs.", *, at=None, **more):
    """A contact by our own form, an hour ago unless somebody says when; gives its ticket."""
    return ticket(at or timezone.now() - timedelta(hours=1), text, channel="web", name="Mia", **more)


def mail(text="The app hangs.", *, sender="Mia Novak <mia@example.com>", subject="Help", **headers):
    """A raw mail; headers are given with underscores (`in_reply_to`)."""
    named = {"From": sender, "To": "help@example.org", "Subject": subject}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    return f"{head}\r\n{text}".encode()


def arrive(box, body, when=WEDNESDAY):
    """A raw mail comes into a mailbox and is read; gives what was stored of it."""
    raw, _is_new = incoming.store(box, body, at=at(when))
    incoming.process(raw, at=at(when))
    raw.refresh_from_db()
    return raw


def do(verb, ticket, *, at, by=None, expected_version=None, **given):
    """One verb done to a ticket, with values as the verb takes them: `make.do("note", ticket, by=ana, at=now, text="Seen.")`.

    Where nobody of ours is named, the account that a ticket came in on assigns, and the customer does the rest.
    """
    actor = by or (
        ACCOUNT
        if verb == "assign"
        else customer_actor(Ticket.objects.get(pk=getattr(ticket, "pk", ticket)).customer_id)
    )
    return perform(ticket, [VERBS[verb](**given)], actor=actor, at=at, expected_version=expected_version)


def answered(ticket, when, by=None, text="We look into it.", **more):
    """The ticket after a person of ours answered."""
    return do("reply", ticket, by=by or person(), at=at(when), text=text, **more)


def resolved(ticket, when, by=None):
    """The ticket after we said that it is done, and asked whether it is."""
    return answered(ticket, when, by, "It is fixed.", then="resolve")


def holder(ticket):
    """For whom a link is made that was mailed to the customer: the identity that is longest on their file."""
    return Holder(identity=ticket.customer.identities.order_by("-verified", "pk").first().pk)


def token(ticket, *, at):
    """The token of a link that was mailed to a ticket's customer."""
    return tokens.sign(ticket, holder(ticket), at=at)


def take(lines, desk=DESK, when="1/12 12:00"):
    """Import lines of the history format (objects or texts); gives the report."""
    moment = at(when) if isinstance(when, str) else when
    return history.import_lines(enumerate(lines, start=1), desk=desk, at=moment)


def exported():
    """All that happened, as lines of the history format."""
    return [json.loads(json.dumps(line)) for line in export_lines()]


def figures(desk=DESK, as_of="1/12 12:00"):
    """Every figure of every ticket that was not merged away, by its key; events by the ids of their lines."""
    until = at(as_of) if isinstance(as_of, str) else as_of
    keys = {ticket.pk: ticket.key for ticket in Ticket.objects.filter(merged_into=None)}
    lines = load_events(list(keys), Horizon(as_of=until))
    told = {keys[pk]: TicketStory(keys[pk], None, story_of(own, desk)) for pk, own in lines.items()}
    return {key: measure(ticket, desk, seconds(until)) for key, ticket in told.items()}


TIMES = ["waiting_since", "started_at", "first_answered_at", "last_contact_at", "last_answer_at", "first_resolved_at"]
TIMES += ["resolved_at", "due_at", "stalled_since", "snoozed_until", "next_check_at"]
STATE = [
    "status",
    "waiting_on",
    "priority",
    "owner__username",
    "team__name",
    "loop",
    "last_channel",
    "channels",
    "contacts",
]
STATE += ["contacts_by_channel", "chasers", "reopens", "due_kind", "stalled_rules", "merged_into"]
FOLLOWING = {
    Promise: ["text", "made_at", "due_at", "state", "owed", "settled_at", "fulfilled_late_at"],
    StalledFlag: ["rule", "anchor", "stalled_from", "cleared_at"],
    ServiceClock: ["metric", "anchor", "target_s", "clock", "started_at", "due_at", "ended_at", "state", "breached_at"],
}


def rows(ticket, without=()):
    """What is derived from a ticket's events, as plain values: its row, promises, flags and clocks, by their anchors."""
    found = {Ticket: [Ticket.objects.filter(pk=ticket).values(*(set(TIMES + STATE) - set(without))).get()]}
    following = {
        model: list(model.objects.filter(ticket=ticket).values(*fields)) for model, fields in FOLLOWING.items()
    }
    anchors = {row["anchor"] for values in following.values() for row in values if "anchor" in row}
    events = Event.objects.filter(pk__in=anchors).values_list("pk", "external_id")
    names = {pk: external or event_name(pk) for pk, external in events}
    for model, values in following.items():
        for row in values:
            row |= {"anchor": names[row["anchor"]]} if "anchor" in row else {}
        found[model] = sorted(values, key=lambda row: repr(sorted(row.items(), key=str)))
    return found


@contextmanager
def counted():
    """Counts SQL statements. The desk, which is read anew every ten seconds, is not read anew in between."""
    with time_machine.travel(timezone.now(), tick=False):
        current_desk(timezone.now())
        with CaptureQueriesContext(connection) as statements:
            yield statements


@contextmanager
def passing():
    """What happens inside is undone at the end: the next block finds the desk as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def at_once(*tasks):
    """Run tasks in threads that start together, each with a connection of its own; gives results or errors."""
    together = Barrier(len(tasks))

    def run(task):
        try:
            together.wait()
            return task()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


OURS = ("tickets_", "metrics_")


def empty():
    """Take everything away, events too: the guards go for this moment and come back."""
    tables = connection.introspection.django_table_names(only_existing=True)  # not those in which SQLite keeps an index
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = ", ".join(f'"{table}"' for table in tables if table.startswith(OURS))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was checked late is checked now
            cursor.execute(f"TRUNCATE {named} CASCADE")
            return
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER event_no_{verb}")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            if table.startswith(OURS) or table == "django_admin_log":  # it names people
                cursor.execute(f'DELETE FROM "{table}"')
    install_event_guards(connection.alias)
