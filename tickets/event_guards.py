"""The triggers of events: both databases refuse to change or delete one, and PostgreSQL writes down in which transaction it came."""

from typing import Any

from django.db import connections

REFUSAL = "events are append-only"

SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS event_no_{verb.lower()} BEFORE {verb} ON tickets_event
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for verb in ("UPDATE", "DELETE")
]

POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON tickets_event
        FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
    # Not a column's default: Django would write DEFAULT for each row then, and give up its fast insert of many rows at once.
    """CREATE OR REPLACE FUNCTION stamp_event_transaction() RETURNS trigger AS $$
        BEGIN NEW.transaction := pg_current_xact_id()::text::bigint; RETURN NEW; END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER event_transaction BEFORE INSERT ON tickets_event
        FOR EACH ROW EXECUTE FUNCTION stamp_event_transaction()""",
]


def install_event_guards(using: str, **_kwargs: Any) -> None:
    """Make the database itself refuse UPDATE and DELETE on events, and stamp new ones; runs after every migrate, does no harm twice.

    TRUNCATE stays possible: it is the database owner's tool (and the test runner's), not an application's.
    """
    connection = connections[using]
    if "tickets_event" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
