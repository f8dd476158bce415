"""Facts as they are kept: blocks of rows by relation and day, read from the database, or from memory while they are the same.

A process remembers the blocks that it read last, up to REMEMBERED bytes; whether they still are those is asked each time. They are
kept as rows and read as columns, because a report reads few of them.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from django.db.models import Q

from metrics.facts.relation import ALWAYS, Days, Period, Relation
from metrics.facts.relations import FORM, RELATIONS
from metrics.facts.table import Array
from metrics.models import FactBlock
from tickets.rules.lifecycle import DAY

REMEMBERED = 256 * 1024 * 1024
AT_ONCE = 500  # blocks a query
Place = tuple[str, int]  # a relation and a day
Columns = dict[str, Array]


@dataclass
class _Memory:
    """Blocks by their place and stamp, those used longest ago in front."""

    blocks: OrderedDict[tuple[Place, int], Columns] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: tuple[Place, int]) -> Columns | None:
        with self.lock:
            if key in self.blocks:
                self.blocks.move_to_end(key)
            return self.blocks.get(key)

    def put(self, key: tuple[Place, int], rows: Columns) -> None:
        with self.lock:
            if key not in self.blocks:
                self.blocks[key] = rows
                self.size += _bytes(rows)
            while self.size > REMEMBERED:
                _key, oldest = self.blocks.popitem(last=False)
                self.size -= _bytes(oldest)


def _bytes(rows: Columns) -> int:
    return sum(column.nbytes for column in rows.values())


_MEMORY = _Memory()


def forget() -> None:
    """Remember no block any more, as a process that has just begun."""
    _MEMORY.blocks.clear()
    _MEMORY.size = 0


def of_period(names: Collection[str], period: Period) -> Mapping[str, Days]:
    """The rows of these relations that can matter to a period [since, to) (Unix seconds; a bound that is None is none)."""
    since, to = period
    first, end = Q(), Q()
    if since is not None:
        first = Q(day__gte=since // DAY)
    if to is not None:
        end = Q(day__lte=(to - 1) // DAY)
    onward = [name for name in names if RELATIONS[name].onward]
    bounded = [name for name in names if name not in onward]
    always = Q(relation__in=names, day=ALWAYS)
    return _by_day(names, always | Q(relation__in=bounded) & first & end | Q(relation__in=onward) & first)


def of_days(name: str, days: Iterable[int]) -> Days:
    """The rows of a relation that are kept under these days."""
    return _by_day([name], Q(relation=name, day__in=list(days)))[name]


def at(places: Collection[Place]) -> dict[str, Array]:
    """All rows at these places as they are kept, by relation."""
    days: defaultdict[str, list[int]] = defaultdict(list)
    for name, day in places:
        days[name].append(day)
    return {name: _stored(relation, days[name]) for name, relation in RELATIONS.items()}


def _stored(relation: Relation, days: Collection[int]) -> Array:
    kept = (
        FactBlock.objects.filter(relation=relation.name, day__in=days, form=FORM) if days else FactBlock.objects.none()
    )
    rows = [_unpacked(relation, data) for data in kept.values_list("data", flat=True)]
    return np.concatenate([np.empty(0, relation.dtype), *rows])


def _by_day(names: Iterable[str], wanted: Q) -> Mapping[str, Days]:
    kept = FactBlock.objects.filter(wanted, form=FORM).order_by("relation", "day")
    stamps = {
        (relation, day): (pk, stamp) for relation, day, pk, stamp in kept.values_list("relation", "day", "pk", "stamp")
    }
    found: dict[str, dict[int, Columns]] = {name: {} for name in names}
    blocks = {place: _MEMORY.get((place, stamp)) for place, (_pk, stamp) in stamps.items()}
    missing = [stamps[place][0] for place, rows in blocks.items() if rows is None]
    blocks |= _read(missing)
    for (relation, day), rows in blocks.items():
        if rows is not None:  # one that went away meanwhile has another stamp, and was read or is gone
            found[relation][day] = rows
    return found


def _read(pks: list[int]) -> dict[Place, Columns]:
    found = {}
    for start in range(0, len(pks), AT_ONCE):
        rows = FactBlock.objects.filter(pk__in=pks[start : start + AT_ONCE])
        for relation, day, stamp, data in rows.values_list("relation", "day", "stamp", "data"):
            found[relation, day] = _columns(_unpacked(RELATIONS[relation], data))
            _MEMORY.put(((relation, day), stamp), found[relation, day])
    return found


def _columns(rows: Array) -> Columns:
    return {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names or ()}


def _unpacked(relation: Relation, data: bytes | memoryview) -> Array:
    return np.frombuffer(bytes(data), dtype=relation.dtype)


def replace(gone: Mapping[int, Collection[Place]], rows: Mapping[str, Array], stamp: int) -> dict[int, list[Place]]:
    """Take the rows of tickets away from the places where they are, and put these rows where they belong.

    Gives the places of each ticket now. Whoever calls holds the round (`keeping`), so that two do not write a block at once.
    """
    leaving: defaultdict[Place, list[int]] = defaultdict(list)
    for ticket, places in gone.items():
        for place in places:
            leaving[place].append(ticket)
    coming = dict(_by_place(rows))
    places = list(leaving.keys() | coming.keys())
    for start in range(0, len(places), AT_ONCE):
        _write({place: (leaving[place], coming.get(place)) for place in places[start : start + AT_ONCE]}, stamp)
    now: defaultdict[int, list[Place]] = defaultdict(list)
    for place, some in coming.items():
        for ticket in np.unique(some["ticket"]).tolist():
            now[ticket].append(place)
    return now


def _by_place(rows: Mapping[str, Array]) -> Iterable[tuple[Place, Array]]:
    for name, every in rows.items():
        days = RELATIONS[name].days(every)
        for day in np.unique(days).tolist():
            yield (name, day), every[days == day]


def _write(changes: Mapping[Place, tuple[list[int], Array | None]], stamp: int) -> None:
    """Write the blocks of these places anew; an empty one goes. What is of another form is none of ours any more."""
    names, days = {name for name, _day in changes}, {day for _name, day in changes}
    kept = {
        (block.relation, block.day): block
        for block in FactBlock.objects.filter(relation__in=names, day__in=days)
        if (block.relation, block.day) in changes
    }
    blocks = []
    for place, (leaving, coming) in changes.items():
        relation, before = RELATIONS[place[0]], kept.get(place)
        staying = _unpacked(relation, before.data) if before and before.form == FORM else np.empty(0, relation.dtype)
        staying = staying[~np.isin(staying["ticket"], leaving)]
        after = staying if coming is None else np.concatenate([staying, coming])
        if len(after):
            blocks.append(FactBlock(relation=place[0], day=place[1], form=FORM, stamp=stamp, data=after.tobytes()))
        elif before:
            before.delete()
    FactBlock.objects.bulk_create(
        blocks, update_conflicts=True, unique_fields=["relation", "day"], update_fields=["form", "stamp", "data"]
    )
