"""Numbers that a statement names: one parameter, however many they are."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Func, TextField, Value

from metrics.facts.table import Array


class _Named(Func):
    """The numbers of a list that is written as JSON."""

    template = "(SELECT value FROM json_each(%(expressions)s))"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same as its planner knows it."""
        template = "(SELECT unnest(translate(%(expressions)s, '[]', '{}')::bigint[]))"
        return self.as_sql(compiler, connection, template=template, **more)


def among(numbers: Array) -> Func:
    """For `filter(pk__in=among(numbers))`. A parameter each costs more than the rows that they find."""
    return _Named(Value(f"[{','.join(map(str, numbers.tolist()))}]", TextField()))
