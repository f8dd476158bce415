"""Work in hand: a row that waits is claimed for some seconds, and the claim is renewed while its worker lives.

So a worker that is killed leaves its row to the next one within seconds, and one that talks to a slow server for a minute
keeps it. A worker that cannot renew (it was stopped, or the database was away) may lose its row while it works: then the
other one decides, for each claim is counted. The clocks of all machines with workers have to agree to a few seconds.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet

from tickets.models.lease import Leased

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=8)
RENEWED_EVERY = 2.0  # seconds: three renewals may fail before somebody else takes the row
Row = TypeVar("Row", bound=Leased)


def claim(waiting: QuerySet[Row], at: datetime, limit: int, **changes: Any) -> QuerySet[Row]:
    """Take up to `limit` of the rows that wait; nobody else gets them until the lease ends. Commits before it answers."""
    model = waiting.model
    if not waiting.exists():  # most looks find nothing, and no transaction has to wait for another's end to see it
        return model._default_manager.none()
    with transaction.atomic():
        rows = waiting.select_for_update(skip_locked=True, of=("self",))
        ids = list(rows.values_list("pk", flat=True)[:limit])
        counted = {model.claims: F(model.claims) + 1}
        model._default_manager.filter(pk__in=ids).update(lease_until=at + LEASE, **counted, **changes)
    return model._default_manager.filter(pk__in=ids)


def mine(*rows: Row) -> QuerySet[Row]:
    """Rows while they are still ours: whoever took one over after our lease has raised the count of its claims."""
    model = type(rows[0])
    by_claims: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_claims[getattr(row, model.claims)].append(row.pk)
    ours = Q()
    for claims, ids in by_claims.items():
        ours |= Q(pk__in=ids, **{model.claims: claims})
    return model._default_manager.filter(ours)


@contextmanager
def renewed(*rows: Leased, clock: Callable[[], datetime]) -> Iterator[None]:
    """Keep claimed rows in hand while the block runs, however long that takes."""
    ended = threading.Event()
    threading.Thread(target=_renew, args=(mine(*rows), ended, clock), name="lease", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _renew(rows: QuerySet[Leased], ended: threading.Event, clock: Callable[[], datetime]) -> None:
    """Runs beside the work, by a connection of its own that is opened only for work that lasts.

    A lease is never shortened: what the work itself wrote at its end (let go, or wait for longer) stands.
    """
    try:
        while not ended.wait(RENEWED_EVERY):
            until = clock() + LEASE
            try:
                if not rows.filter(lease_until__lte=until).update(lease_until=until):
                    return
            except DatabaseError:
                log.warning("lease_not_renewed", exc_info=True)
                connection.close()
    finally:
        connection.close()
