"""Rows that hang on an event of a ticket: flags and clocks, told apart by a name and the event they are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from tickets.actions.change import Change, Written
from tickets.actions.projection.upsert import upsert
from tickets.models import Ticket
from tickets.rules.projection import Following
from tickets.rules.story import Event

Key = tuple[str, int]  # the name, and the anchor's id
Known = Mapping[Key, Mapping[str, Any]]


@dataclass(frozen=True)
class Anchored:
    """How the rows of a table follow: `of` gives each as its name, its anchor and the values of its columns."""

    model: type[models.Model]
    name: str
    columns: tuple[str, ...]
    of: Callable[[Following], Iterable[tuple[str, Event, dict[str, Any]]]]

    def rows(self, follows: Following, ticket: Ticket, written: Written) -> dict[Key, dict[str, Any]]:
        """What follows, by name and anchor."""
        return {(name, written.event_id(ticket, anchor)): values for name, anchor, values in self.of(follows)}

    def stored(self, tickets: Collection[int]) -> dict[int, dict[Key, dict[str, Any]]]:
        """What the tables hold: one statement for any number of tickets."""
        found: dict[int, dict[Key, dict[str, Any]]] = defaultdict(dict)
        rows = self.model._default_manager.filter(ticket__in=tickets)
        for ticket, name, anchor, *values in rows.values_list("ticket", self.name, "anchor", *self.columns):
            found[ticket][name, anchor] = dict(zip(self.columns, values, strict=True))
        return found

    def gather(self, homes: Mapping[int, int]) -> None:
        """Bring rows that hang on events to the tickets that these belong to, but for those that are there already."""
        found = list(
            self.model._default_manager.filter(anchor__in=homes).values_list("pk", "ticket", self.name, "anchor")
        )
        here = {(name, anchor) for _, ticket, name, anchor in found if ticket == homes[anchor]}
        for pk, ticket, name, anchor in found:
            if ticket != homes[anchor]:
                row = self.model._default_manager.filter(pk=pk)
                row.delete() if (name, anchor) in here else row.update(ticket=homes[anchor])

    def save(
        self, changes: Sequence[Change], written: Written, stored: Mapping[int, Known], more: Mapping[str, Any]
    ) -> None:
        """Write what is new or different, and take away what is no longer so. `more`: columns of new rows."""
        wanted, gone = [], []
        for change in changes:
            ticket = change.ticket
            known = dict(self._known(change, written, stored))
            for key, values in self.rows(change.after, ticket, written).items():
                if known.pop(key, None) != values:
                    wanted.append(self._row(ticket, key, {**values, **more}))
            gone += [(ticket, key) for key in known]
        upsert(self.model, wanted, keys=["ticket", self.name, "anchor"], values=list(self.columns))
        for ticket, (name, anchor) in gone:
            self.model._default_manager.filter(ticket=ticket, anchor=anchor, **{self.name: name}).delete()

    def _known(self, change: Change, written: Written, stored: Mapping[int, Known]) -> Known:
        if change.before is None:
            return stored.get(change.ticket.pk, {})
        return self.rows(change.before, change.ticket, written)

    def _row(self, ticket: Ticket, key: Key, values: Mapping[str, Any]) -> models.Model:
        name, anchor = key
        return self.model(ticket=ticket, anchor_id=anchor, **{self.name: name}, **values)
