"""New rows written in bulk."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from tickets.actions.change import BATCH

MANY = 100  # rows from which it is worth the statement that asks for their ids
IDS = "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)"
# Fields whose values SQLite takes as they are; a field of our own may keep its values otherwise.
AS_THEY_ARE = {
    *(models.CharField, models.TextField, models.BooleanField, models.ForeignKey, models.OneToOneField),
    *(models.BigAutoField, models.BigIntegerField, models.SmallIntegerField),
    *(models.PositiveIntegerField, models.PositiveSmallIntegerField),
}
LAST_ID = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s"


def insert(model: type[models.Model], rows: Collection[Any]) -> None:
    """Write rows and give them their ids. What they refer to is written already.

    An import spends most of its time on turning rows into one long text of SQL, so its thousands go in as values: PostgreSQL
    copies them, SQLite runs one statement for them all. Call it inside a transaction, as SQLite's ids are counted here.
    """
    if len(rows) < MANY:
        model._default_manager.bulk_create(rows, batch_size=BATCH)
    elif connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        _run_for_all(model, rows)


def _copy(model: type[models.Model], rows: Collection[Any]) -> None:
    fields = model._meta.concrete_fields
    of_json = {field.attname for field in fields if isinstance(field, models.JSONField)}
    table, columns = _names(model)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(IDS, [model._meta.db_table, len(rows)])
        _number(rows, (pk for (pk,) in cursor.fetchall()))
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                values = ((field.attname, getattr(row, field.attname)) for field in fields)
                copy.write_row([Jsonb(value) if name in of_json else value for name, value in values])


def _run_for_all(model: type[models.Model], rows: Collection[Any]) -> None:
    fields = [(field.attname, _written(field)) for field in model._meta.concrete_fields]
    table, columns = _names(model)
    with connection.cursor() as cursor:
        cursor.execute(LAST_ID, [model._meta.db_table])
        last = cursor.fetchone()[0]
        _number(rows, range(last + 1, last + 1 + len(rows)))
        places = ", ".join(["%s"] * len(fields))
        values = [[written(getattr(row, name)) for name, written in fields] for row in rows]
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608  names of our own


def _names(model: type[models.Model]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)


def _number(rows: Collection[Any], ids: Any) -> None:
    for row, pk in zip(rows, ids, strict=True):
        row.pk, row._state.adding, row._state.db = pk, False, connection.alias


def _written(field: Any) -> Callable[[Any], Any]:
    """How SQLite keeps a field's value."""
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if type(field) in AS_THEY_ARE:
        return _as_it_is
    if type(field) is models.JSONField:
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    return lambda value: field.get_db_prep_save(value, connection)


def _as_it_is(value: Any) -> Any:
    return value
