"""A file's lines put in order on disk, so that an import of any size is replayed ticket by ticket in flat memory."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tickets.events.history_format import HistoryLine, parse
from tickets.events.keys import InvalidLine

TABLE = """
CREATE TABLE line (
    no INTEGER PRIMARY KEY, id TEXT UNIQUE, ticket TEXT, at INTEGER, kind TEXT, raw TEXT, line BLOB, kin TEXT);
CREATE TABLE kin (ticket TEXT PRIMARY KEY, name TEXT);
"""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A well-formed line with its number in the file (not positive: it was parked by an earlier import)."""

    no: int
    line: HistoryLine
    raw: str


class Spool:
    """Lines by ticket and time. Tickets that merge or split are kin and come together, links come last."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None)  # a temporary file that nobody else sees
        self.database.executescript(TABLE)
        self.database.execute("BEGIN")
        self.kin: dict[str, str] = {}
        self.parked: set[str] = set()  # ids of lines that an earlier import could not take

    def put(self, no: int, raw: str | dict[str, object]) -> bool:
        """Take a line; False for one whose id was there before. Errors: InvalidLine."""
        line = parse(raw)
        text = raw if isinstance(raw, str) else json.dumps(raw)
        try:
            self.database.execute(
                "INSERT INTO line (no, id, ticket, at, kind, raw, line) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (no, line.id, line.ticket, line.at, line.kind, text, pickle.dumps(line)),
            )
        except (sqlite3.IntegrityError, UnicodeEncodeError) as error:
            if isinstance(error, UnicodeEncodeError):
                raise InvalidLine("The line holds half a character.") from error
            return False
        if joins := line.kind_class.joins:
            self.join(line.ticket, line.said[joins])
        return True

    def join(self, one: str, other: str) -> None:
        """Make two tickets kin."""
        self.kin[self._eldest(one)] = self._eldest(other)

    def _eldest(self, ticket: str) -> str:
        while self.kin.get(ticket, ticket) != ticket:
            ticket = self.kin[ticket]
        return ticket

    def __len__(self) -> int:
        return int(self.database.execute("SELECT count(*) FROM line").fetchone()[0])

    def __contains__(self, ticket: object) -> bool:
        found = self.database.execute("SELECT 1 FROM line WHERE ticket = ? LIMIT 1", (ticket,))
        return found.fetchone() is not None

    def settle(self) -> None:
        """Say once, after the last line, who is kin; then the lines can be read in order."""
        pairs = [(ticket, self._eldest(ticket)) for ticket in self.kin]
        self.database.executemany("INSERT INTO kin VALUES (?, ?)", pairs)
        self.database.execute(
            "UPDATE line SET kin = coalesce((SELECT name FROM kin k WHERE k.ticket = line.ticket), ticket)"
        )
        self.database.execute("CREATE INDEX by_kin ON line (kin, at, no)")
        self.database.execute("CREATE INDEX by_ticket ON line (ticket)")

    def families(self, *, links: bool) -> Iterator[list[Spooled]]:
        """Each family's lines in the order of time and file; links alone, or all but links."""
        wanted = "kind = 'link'" if links else "kind <> 'link'"
        rows = self.database.execute(f"SELECT no, raw, line, kin FROM line WHERE {wanted} ORDER BY kin, at, no")  # noqa: S608
        return _families(rows)


def _families(rows: Iterable[tuple[int, str, bytes, str]]) -> Iterator[list[Spooled]]:
    family: list[Spooled] = []
    current = None
    for no, raw, line, kin in rows:
        if kin != current and family:
            yield family
            family = []
        current = kin
        family.append(Spooled(no, pickle.loads(line), raw))  # noqa: S301  written above, in a file that nobody else sees
    if family:
        yield family
