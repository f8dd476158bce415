"""A desk of any size, by COPY: the demo's past goes through the importer once and is then told again and again.

The only writer besides the actions, and only for benchmarks on a throw-away PostgreSQL. Every copy has customers,
tickets, events and all that follows from them for itself, under ids and keys of its own; people and teams are shared.
`test_seed.py` holds the rows against what the actions make of the same events.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from io import StringIO

import psycopg
from django.core.management import call_command
from django.db import connection
from django.db.models import Field, Max, Model

from tickets.actions.search import keeping
from tickets.models import (
    Customer,
    Event,
    Feedback,
    Identity,
    KnownFact,
    Message,
    Promise,
    SearchDocument,
    ServiceClock,
    StalledFlag,
    Ticket,
    TicketLink,
)
from tickets.models.history import forget_desk
from tickets.search_indexes import install_search_indexes

COPIED = [
    Customer,
    Identity,
    Ticket,
    TicketLink,
    Message,
    Event,
    KnownFact,
    Feedback,
    Promise,
    StalledFlag,
    ServiceClock,
    SearchDocument,
]
SERIAL = "'x' || substr(md5(id || '.' || n), 1, 8)"
NUMBER = "(1000000 + (id * 7919 + n::bigint * 104729) % 8999999)::text"
# What is unique besides ids. n is the number of the copy; references have twelve characters of sixteen.
OWN = {
    "identity.value": "n || '.' || value",
    "ticket.reference": "reference || 'N' || n",
    "ticket.source_key": "source_key || '~' || n",
    "event.external_id": "external_id || '~' || n",
    # Each document has a serial number and a telephone number of its own.
    "searchdocument.text": f"text || ' Serial SN-' || {SERIAL} || ', call +49 170 ' || {NUMBER}",
    "searchdocument.words": f"words || format('sn:1 %1$s:2 sn%1$s:3 49170%2$s:4 p_49170%2$s:5', {SERIAL}, {NUMBER})::tsvector",
}
# Events point at rows and at other lines from within their data, each kind in its own way.
POINTS_AT_A_ROW = [("data ? 'address'", "address", Identity), ("kind = 'merge'", "into", Ticket)]
POINTS_AT_A_ROW += [("kind = 'link'", "to", Ticket)]
POINTS_AT_A_LINE = ["promise", "of", "from_line"]


def seed(tickets: int, copied: Sequence[type[Model]] = COPIED) -> None:
    """Fill an empty desk with at least so many tickets: the demo's, and as many copies of them as it takes."""
    call_command("demo", stdout=StringIO())
    forget_desk()
    while keeping.keep():
        pass
    copies = -(-tickets // Ticket.objects.count()) - 1
    top = {model: model._default_manager.aggregate(top=Max("id"))["top"] for model in copied}
    with closing(_connect()) as source, closing(_connect()) as target:
        # Rows that are copied whole need no checking row by row; that triples the speed.
        target.execute("SET session_replication_role = replica")
        target.execute("DROP INDEX search_words")  # made at once for all it takes a tenth of the time
        for model in copied:
            _copy(model, copies, top, source, target)
        _know_words(target)
        target.commit()
    install_search_indexes(connection.alias)
    with closing(_connect()) as target:
        target.autocommit = True
        target.execute("VACUUM ANALYZE")


def _know_words(target: psycopg.Connection) -> None:
    """The words that only the copies have; what is there has been looked at."""
    target.execute(
        """INSERT INTO tickets_searchword (word) SELECT 'sn' || found[1]
        FROM (SELECT regexp_match(text, 'Serial SN-([a-z0-9]+), call') found FROM tickets_searchdocument) told
        WHERE found IS NOT NULL ON CONFLICT DO NOTHING"""
    )


def _connect() -> psycopg.Connection:
    return psycopg.connect(**_address())


def _address() -> dict[str, object]:
    """How Django reaches its database, without what only Django understands."""
    params = connection.get_connection_params()
    return {name: params[name] for name in ("host", "port", "user", "password", "dbname") if params.get(name)}


def _copy(
    model: type[Model],
    copies: int,
    top: dict[type[Model], int],
    source: psycopg.Connection,
    target: psycopg.Connection,
) -> None:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    values = ", ".join(_values(model, top))
    told = f"COPY (SELECT {values} FROM {table}, generate_series(1, {copies}) n) TO STDOUT (FORMAT BINARY)"
    kept = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
    with source.cursor().copy(told) as rows, target.cursor().copy(kept) as to:
        for block in rows:
            to.write(block)
    target.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _values(model: type[Model], top: dict[type[Model], int]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        pointed_at = model if field.primary_key else field.related_model
        if pointed_at in top:
            yield f"{field.column} + n::bigint * {top[pointed_at]}"
        else:
            yield OWN.get(_name(field)) or (_data(top) if _name(field) == "event.data" else field.column)


def _name(field: Field) -> str:
    return f"{field.model._meta.model_name}.{field.column}"


def _data(top: dict[type[Model], int]) -> str:
    """An event's choices as its copy has them."""
    cases = [
        f"WHEN {when} THEN jsonb_set(data, '{{{key}}}', to_jsonb((data->>'{key}')::bigint + n::bigint * {top[model]}))"
        for when, key, model in POINTS_AT_A_ROW
    ]
    cases += [
        f"WHEN data ? '{key}' THEN jsonb_set(data, '{{{key}}}', to_jsonb((data->>'{key}') || '~' || n))"
        for key in POINTS_AT_A_LINE
    ]
    return f"CASE {' '.join(cases)} ELSE data END"
