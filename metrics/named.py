"""Numbers that a statement names: one parameter, however many they are."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func, TextField, Value

from metrics.facts.table import Array


class _Named(Func):
    template = "(SELECT unnest(%(expressions)s::bigint[]))"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same, from JSON."""
        return self.as_sql(compiler, connection, template="(SELECT value FROM json_each(%(expressions)s))", **more)


def among(numbers: Array) -> Func:
    """For `filter(pk__in=among(numbers))`. A parameter each costs more than the rows that they find."""
    begin, end = "{}" if connection.vendor == "postgresql" else "[]"
    return _Named(Value(f"{begin}{','.join(map(str, numbers.tolist()))}{end}", TextField()))
