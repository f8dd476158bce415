"""The indexes of the search that are not Django's: installed after every migrate, does no harm twice.

PostgreSQL: the words of documents, and parts of words by pg_trgm where the account may use it; a desk that is allowed it later
has it with its next migrate. SQLite: tables of FTS5 that follow ours by triggers, which it drops when it rewrites a table.
"""

from typing import Any

from django.db import connections, transaction
from django.db.utils import DatabaseError

DOCUMENTS, WORDS = "tickets_searchdocument", "tickets_searchword"

# Without a list of what is yet to be sorted in, which every search would have to read through.
POSTGRESQL = f"CREATE INDEX IF NOT EXISTS search_words ON {DOCUMENTS} USING gin (words) WITH (fastupdate = off)"
PARTS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS search_parts_of_words ON {WORDS} USING gin (word gin_trgm_ops)",
]


def _following(table: str, column: str, tokenizer: str) -> list[str]:
    """A table of FTS5 over one column of ours, and the triggers that keep it up."""
    fts = f"{table}_fts"
    gone = f"INSERT INTO {fts} ({fts}, rowid, {column}) VALUES ('delete', old.id, old.{column})"  # noqa: S608
    there = f"INSERT INTO {fts} (rowid, {column}) VALUES (new.id, new.{column})"  # noqa: S608
    return [
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5
            ({column}, content='{table}', content_rowid='id', tokenize="{tokenizer}")""",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_insert AFTER INSERT ON {table} BEGIN {there}; END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_delete AFTER DELETE ON {table} BEGIN {gone}; END",
        f"CREATE TRIGGER IF NOT EXISTS {fts}_update AFTER UPDATE ON {table} BEGIN {gone}; {there}; END",
    ]


SQLITE = [
    *_following(DOCUMENTS, "words", "unicode61 remove_diacritics 0 tokenchars '_'"),
    *_following(WORDS, "word", "trigram"),
]


def install_search_indexes(using: str, **_kwargs: Any) -> None:
    """Put the indexes where their tables are; pg_trgm only where the database allows it."""
    connection = connections[using]
    if DOCUMENTS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else [POSTGRESQL]:
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(using), connection.cursor() as cursor:
                for statement in PARTS:
                    cursor.execute(statement)
        except DatabaseError:
            pass  # the account may not: everything but parts of words and typing errors is found
