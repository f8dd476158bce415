"""New rows written in bulk."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from tickets.actions.change import BATCH

MANY = 100  # rows from which PostgreSQL's COPY is worth the statement that it needs before it
IDS = "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)"


def insert(model: type[models.Model], rows: Collection[Any]) -> None:
    """Write rows and give them their ids. What they refer to is written already.

    An import spends most of its time on turning rows into one long text of SQL, so its thousands are copied instead.
    """
    if len(rows) < MANY or connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows, batch_size=BATCH)
    else:
        _copy(model, rows)


def _copy(model: type[models.Model], rows: Collection[Any]) -> None:
    fields = model._meta.concrete_fields
    of_json = {field.attname for field in fields if isinstance(field, models.JSONField)}
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(IDS, [table, len(rows)])
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = pk, False, connection.alias
        with cursor.copy(f"COPY {quote(table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                values = ((field.attname, getattr(row, field.attname)) for field in fields)
                copy.write_row([Jsonb(value) if name in of_json else value for name, value in values])
