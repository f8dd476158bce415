"""Rows as columns: numpy arrays of one length, by name. What a report counts is counted on all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
NONE = int(np.iinfo(np.int64).min)
"""An instant or a number that is not there: whole numbers have no other."""


class Table:
    """Columns of the same length; each is an attribute: `lives.start`. One that nobody asks for is not made."""

    __slots__ = ("_columns", "_length", "_made")

    def __init__(self, columns: Mapping[str, Array | Callable[[], Array]], length: int | None = None) -> None:
        self._columns: dict[str, Array | Callable[[], Array]] = dict(columns)
        self._made: dict[str, Array] = {}
        self._length = length

    @classmethod
    def of(cls, rows: Array) -> Table:
        """The fields of rows of a numpy type."""

        def column(name: str) -> Callable[[], Array]:
            return lambda: np.ascontiguousarray(rows[name])

        return cls({name: column(name) for name in rows.dtype.names or ()}, len(rows))

    def __getattr__(self, name: str) -> Any:
        if name in self._made:
            return self._made[name]
        if name not in self._columns:
            raise AttributeError(name)
        column = self._columns[name]
        self._made[name] = column() if callable(column) else column
        return self._made[name]

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self._columns)))) if self._length is None else self._length

    @property
    def names(self) -> tuple[str, ...]:
        """What its columns are called."""
        return tuple(self._columns)

    @property
    def columns(self) -> dict[str, Array]:
        """All columns."""
        return {name: getattr(self, name) for name in self._columns}

    def where(self, chosen: Array) -> Table:
        """The rows of a mask, or of places in their order."""
        places = np.flatnonzero(chosen) if chosen.dtype == bool else chosen

        def column(name: str) -> Callable[[], Array]:
            return lambda: getattr(self, name)[places]

        return Table({name: column(name) for name in self._columns}, len(places))

    def having(self, **more: Array) -> Table:
        """The same rows with further columns, or others of these names."""

        def column(name: str) -> Callable[[], Array]:
            return lambda: getattr(self, name)

        return Table({**{name: column(name) for name in self._columns}, **more}, self._length)


def stacked(parts: Sequence[Mapping[str, Array]]) -> Table:
    """The rows of parts with the same columns, one below the other; there is one at least."""

    def column(name: str) -> Callable[[], Array]:
        return lambda: np.concatenate([one[name] for one in parts])

    length = sum(len(next(iter(one.values()))) for one in parts)
    return Table({name: column(name) for name in parts[0]}, length)


def joined(*tables: Table) -> Table:
    """The rows of tables with the same columns, one below the other."""

    def column(name: str) -> Callable[[], Array]:
        return lambda: np.concatenate([getattr(one, name) for one in tables])

    return Table({name: column(name) for name in tables[0].names}, sum(len(one) for one in tables))


def distinct(numbers: Array) -> Array:
    """Each once, in their order. Rows mostly come in the order of their tickets: sorting such is faster than numpy's own `unique`."""
    ordered = np.sort(numbers)
    return ordered[begins(ordered)]


def begins(rows: Array) -> Array:
    """Which of these numbers are others than the one before."""
    found = np.ones(len(rows), "?")
    np.not_equal(rows[1:], rows[:-1], out=found[1:])
    return found


def counted(numbers: Array) -> tuple[Array, Array]:
    """Each once, in their order, and how often it is there."""
    ordered = np.sort(numbers)
    first = np.flatnonzero(begins(ordered))
    return ordered[first], np.diff(np.append(first, len(ordered)))


def each(keys: Array, of: Array) -> Array:
    """For each of `keys`, how often it is among `of`; both are tickets or other whole numbers."""
    return looked_up(keys, *counted(of), 0)


def looked_up(keys: Array, known: Array, values: Array, without: Any = NONE) -> Array:
    """For each of `keys` its value, where `known` (sorted, each once) says it, and else `without`."""
    if not len(known):
        return np.full(len(keys), without, dtype=values.dtype)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, values[places], without)
