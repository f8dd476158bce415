"""Rows as columns: numpy arrays of one length, by name. What a report counts is counted on all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
NONE = int(np.iinfo(np.int64).min)
"""An instant or a number that is not there: whole numbers have no other."""


class Table:
    """Columns of the same length; each is an attribute: `lives.start`."""

    __slots__ = ("columns",)

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self.columns = dict(columns)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def where(self, chosen: Array) -> Table:
        """The rows of a mask, or of places in their order."""
        return Table({name: column[chosen] for name, column in self.columns.items()})

    def having(self, **more: Array) -> Table:
        """The same rows with further columns, or others of these names."""
        return Table({**self.columns, **more})


def joined(*tables: Table) -> Table:
    """The rows of tables with the same columns, one below the other."""
    return Table({name: np.concatenate([one.columns[name] for one in tables]) for name in tables[0].columns})


def each(keys: Array, of: Array) -> Array:
    """For each of `keys`, how often it is among `of`; both are tickets or other whole numbers."""
    found, counts = np.unique(of, return_counts=True)
    return looked_up(keys, found, counts, 0)


def looked_up(keys: Array, known: Array, values: Array, without: Any = NONE) -> Array:
    """For each of `keys` its value, where `known` (sorted, each once) says it, and else `without`."""
    if not len(known):
        return np.full(len(keys), without, dtype=values.dtype)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, values[places], without)
