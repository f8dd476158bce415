"""What a piece of work asks of the database: every statement with its plan, and how long the work takes."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass
class Statements:
    """Statements in the order in which they were sent; transactions' own BEGIN and COMMIT are not among them."""

    sql: list[str] = field(default_factory=list)
    plans: list[dict] = field(default_factory=list)

    def __len__(self):
        return len(self.sql)

    def __str__(self):
        return "\n".join(f"{number:3} {sql[:300]}" for number, sql in enumerate(self.sql, 1))

    def indexes(self):
        """The names of all indexes that the plans use."""
        return {node["Index Name"] for node in self._nodes() if "Index Name" in node}

    def scanned(self):
        """The tables that some plan reads from beginning to end."""
        return {node["Relation Name"] for node in self._nodes() if node["Node Type"] == "Seq Scan"}

    def culprits(self, tables):
        """The statements that read one of these tables from beginning to end."""
        guilty = [
            sql
            for sql, plan in zip(self.sql, self.plans, strict=True)
            if any(node["Node Type"] == "Seq Scan" and node["Relation Name"] in tables for node in _walk(plan))
        ]
        return "\n".join(guilty)

    def _nodes(self):
        return [node for plan in self.plans for node in _walk(plan)]


@contextmanager
def statements(*, planned=False):
    """Note every statement of the block; with `planned`, how PostgreSQL means to carry it out."""
    noted = Statements()

    def note(execute, sql, params, many, context):
        noted.sql.append(sql)
        noted.plans.append(_plan(sql, params) if planned else {})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


def timed(work, times):
    """How long the median and the slowest of twenty take, in milliseconds."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return took[len(took) // 2], took[-(-len(took) * 95 // 100) - 1]


def _plan(sql, params):
    if not sql.lstrip("( ").upper().startswith(PLANNED):
        return {}
    with connection.connection.cursor() as cursor:
        ((plan,),) = cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params).fetchone()
    return plan["Plan"]


def _walk(node):
    if node:
        yield node
        for below in node.get("Plans", []):
            yield from _walk(below)
