"""A desk of any number of tickets whose facts are kept already: rows by SQL, columns by numpy, no events.

What reports read of tickets is there, evenly over some years up to now: 98 in 100 are resolved.
"""

from datetime import UTC, datetime

import numpy as np
from django.db import connection

from metrics.digests.holding import edition
from metrics.facts.relation import ALWAYS
from metrics.facts.relations import FORM, RELATIONS
from metrics.facts.table import NONE
from metrics.facts.words import Words
from metrics.models import DigestRound, FactBlock, TicketDigest
from tickets.models import Customer, Ticket
from tickets.models.history import current_desk, seconds
from tickets.rules.lifecycle import DAY
from tickets.rules.version import RULES_VERSION

CHANCE = np.random.default_rng(7)
CHANNELS = ("email", "chat", "phone", "web")
CHOICES = {
    "channel": CHANNELS,
    "priority": ("low", "normal", "high", "urgent"),
    "status": ("open", "pending", "resolved"),
    "waiting_on": ("us", "customer", "third_party"),
    "weekday": ("monday", "tuesday", "wednesday", "thursday", "friday"),
    "hour": ("09", "10", "11", "14", "15"),
    "loop": ("confirmed", "presumed", "disputed", "reopened", "awaiting", "open"),
    "target": ("first_response", "next_response", "resolution"),
    "part": ("us", "customer", "third_party"),
    "rule": ("R1", "R2", "R3", "R4", "R5"),
    "reason": ("broken_promise", "third_chaser", "silence_after_no"),
    "survey": ("csat", "nps", "ces"),
    "tag": tuple(f"tag {number:02}" for number in range(40)),
    "fact": tuple(f"device={number}" for number in range(2000)),
}
STATES = {
    "clocks": ("achieved", "achieved", "achieved", "breached", "pending"),
    "running": ("breached", "pending"),
    None: ("kept", "kept", "broken"),
}
# Rows of a ticket on average, where it is not one.
ROWS = {"tags": 1.2, "following": 1.5, "clocks": 3, "promises": 0.6, "flags": 0.3, "resolutions": 1.1, "scores": 0.2}
ROWS |= {"surveys": 0.4, "contacts": 2.2, "arrivals": 2.2, "answers": 2, "spent": 1.7, "known": 1.3, "disputes": 0.03}
ROWS |= {"links": 0.001, "names": 0.001, "owed": 0.002, "open": 0.02, "risks": 0.002, "endings": 0.98, "returns": 0.98}
ROWS |= {"running": 0.04}  # two clocks of each that is open
STANDING = 0.002  # of flags: they have not ended


def fill(number: int, days: int, at: datetime) -> None:
    """So many tickets over so many days up to an instant."""
    first = seconds(at) // DAY - days + 1
    _tickets(number, days, first * DAY)
    words = Words()
    ends = np.linspace(0, number, days + 1).astype("i8")
    always = {name: [] for name in RELATIONS}
    for day in range(days):
        tickets = np.arange(max(ends[day] + 1, 3), min(ends[day + 1] + 1, number - 3))  # those that `_tickets` makes
        start = (first + day) * DAY + CHANCE.integers(0, DAY, len(tickets))
        start = np.minimum(start, seconds(at) - 1)
        blocks = []
        for name, relation in RELATIONS.items():
            rows = _rows(name, relation, tickets, start, words, seconds(at))
            kept = relation.days(rows)
            always[name].append(rows[kept == ALWAYS])
            dated = rows[kept != ALWAYS]
            if len(dated):  # those of later days lie with their ticket's: what is read is as much
                blocks.append(FactBlock(relation=name, day=first + day, form=FORM, stamp=1, data=dated.tobytes()))
        FactBlock.objects.bulk_create(blocks)
    standing = {name: np.concatenate(some) for name, some in always.items()}
    FactBlock.objects.bulk_create(
        FactBlock(relation=name, day=ALWAYS, form=FORM, stamp=1, data=rows.tobytes())
        for name, rows in standing.items()
        if len(rows)
    )
    words.write_down()
    DigestRound.objects.create(transaction=0, event=0, form=FORM, edition=edition(current_desk(at)), complete=True)


def _rows(name, relation, tickets, start, words, until):
    times = ROWS.get(name, 1)
    places = np.sort(CHANCE.choice(len(tickets), int(len(tickets) * times), replace=times > 1))
    rows = np.zeros(len(places), relation.dtype)
    for column in relation.columns:
        rows[column] = _column(name, column, len(places), words)
    rows["ticket"], rows["start"] = tickets[places], start[places]
    took = CHANCE.exponential(1.5 * DAY, len(places)).astype("i8")
    running = rows["start"] + took > until
    for column in {"end", "until", "at", "due_at", "resolved_at", "cleared", "due"} & set(relation.columns):
        rows[column] = np.minimum(rows["start"] + took, until - 1)
        if column in ("end", "until"):
            rows[column][running] = NONE
    if "before" in relation.columns and len(rows):
        again = np.append(False, rows["ticket"][1:] == rows["ticket"][:-1])
        rows["before"] = np.where(again, np.roll(rows["channel"], 1), NONE)
    if name in ("clocks", "running"):
        rows["since"] = NONE
    if name == "flags":
        rows["cleared"][CHANCE.random(len(places)) < STANDING] = NONE
    if "business" in relation.columns:
        rows["business"] = np.where(running, NONE, took // 4)
    return rows


def _column(name, column, number, words):
    if column == "state":
        choices = STATES.get(name, STATES[None])
    elif column in CHOICES:
        choices = CHOICES[column]
    elif column in ("owner", "team", "running", "back_after", "stalled_since"):
        return np.full(number, NONE)
    elif column in ("handled", "known"):
        return np.full(number, 2)
    elif column == "points":
        return CHANCE.integers(1, 6, number)
    elif column == "counts":
        return np.ones(number, "?")
    elif column in ("calendar", "times"):
        return CHANCE.integers(0, 4, number) * (9000 if column == "calendar" else 1)
    else:
        return CHANCE.integers(0, 2, number)
    codes = np.array([words(choice) for choice in choices], dtype="i8")
    return codes[CHANCE.integers(0, len(codes), number)]


def _tickets(number, days, since):
    """A customer for every third ticket."""
    moment = f"to_timestamp({since} + t * ({days} * 86400.0 / {number}))"
    if connection.vendor == "sqlite":
        moment = f"datetime({since} + t * ({days} * 86400.0 / {number}), 'unixepoch')"
    series = f"WITH RECURSIVE s(t) AS (SELECT 1 UNION ALL SELECT t + 1 FROM s WHERE t < {number})"
    if connection.vendor == "postgresql":
        series = f"WITH s AS (SELECT t FROM generate_series(1, {number}) t)"
    _insert(Customer, series + " SELECT {columns} FROM s WHERE t % 3 = 0", {"id": "t / 3 + 1", "created_at": moment})
    ends = f"CASE WHEN t % 50 = 0 THEN NULL ELSE {moment} END"
    _insert(
        Ticket,
        series + " SELECT {columns} FROM s WHERE t / 3 + 1 > 1 AND t < " + str(number - 3),
        {
            "id": "t",
            "reference": "'F-' || t",
            "customer_id": "t / 3 + 1",
            "created_at": moment,
            "started_at": moment,
            "resolved_at": ends,
            "first_resolved_at": ends,
            "status": "CASE WHEN t % 50 = 0 THEN 'open' ELSE 'resolved' END",
            "last_channel": "CASE t % 4 WHEN 0 THEN 'email' WHEN 1 THEN 'chat' WHEN 2 THEN 'phone' ELSE 'web' END",
            "rules_version": str(RULES_VERSION),
        },
    )
    epoch = f"{since} + id * ({days} * 86400 / {number})" if days * 86400 >= number else f"{since}"
    _insert(
        TicketDigest,
        f"SELECT {{columns}} FROM {Ticket._meta.db_table}",
        {
            "ticket_id": "id",
            "version": "version",
            "true_from": epoch,
            "known_from": epoch,
            "start": epoch,
            "places": "'[]'",
        },
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _insert(model, select, given):
    """Every column that is not given has its default."""
    columns = {field.column: field for field in model._meta.concrete_fields}
    told = {column: given.get(column) or _default(field) for column, field in columns.items()}
    with connection.cursor() as cursor:
        names = ", ".join(f'"{column}"' for column in told)
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) ' + select.format(columns=", ".join(told.values()))
        )


def _default(field):
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, (list, dict)):
        return "'[]'" if isinstance(value, list) else "'{{}}'".replace("{{", "{").replace("}}", "}")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"'{value.astimezone(UTC)}'"
    return str(value) if isinstance(value, (int, float)) else f"'{value}'"
