"""The same request twice is one request: the answer is kept with what it answered, in the same transaction.

The key's row is written first. A twin that runs meanwhile waits at its unique index until the first one has committed
(and then repeats its answer) or has failed (and then does the work itself).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from tickets.models import IdempotencyKey

KEPT = timedelta(days=7)
LOCK_NOT_AVAILABLE = "55P03"

Answer = dict[str, Any]


class KeyConflict(Exception):
    """The same request is still running; the text says what to do."""


class Mismatch(Exception):
    """The key was used before, with another body; the text says what to do."""


class _Known(Exception):
    """The key has its row already."""


def once(owner: str, key: str, body_hash: str, *, at: datetime, work: Callable[[], Answer]) -> tuple[Answer, bool]:
    """The answer to a request, and whether it is a repeat's.

    `work` does the thing and gives the answer as JSON can hold it; if it fails nothing is kept. A key belongs to its
    `owner`: nobody can read another's answer. Errors: Conflict, Mismatch, and whatever `work` raises.
    """
    try:
        return _first(owner, key, body_hash, at=at, work=work), False
    except _Known:
        known = IdempotencyKey.objects.filter(owner=owner, key=key).first()
    if known is None or known.created_at <= at - KEPT:  # forgotten just now, or to be forgotten
        IdempotencyKey.objects.filter(owner=owner, key=key, created_at__lte=at - KEPT).delete()
        return once(owner, key, body_hash, at=at, work=work)
    if known.body_hash != body_hash:
        raise Mismatch(_("This Idempotency-Key was used with another body. Take a new key for a new request."))
    return known.answer or {}, True


def forget(at: datetime) -> int:
    """Drop the answers that were kept long enough; says how many."""
    return IdempotencyKey.objects.filter(created_at__lte=at - KEPT).delete()[0]


def _first(owner: str, key: str, body_hash: str, *, at: datetime, work: Callable[[], Answer]) -> Answer:
    with transaction.atomic():
        row = _claim(IdempotencyKey(owner=owner, key=key, body_hash=body_hash, created_at=at))
        row.answer = work()
        row.save(update_fields=["answer"])
    return row.answer


def _claim(row: IdempotencyKey) -> IdempotencyKey:
    # PostgreSQL waits for a twin as long as for any lock (`config/settings.py`). SQLite has one writer at a time: there the
    # twin waits where its transaction begins.
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise _Known from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
            raise KeyConflict(_("The same request is still being worked on. Try again in a moment.")) from error
        raise
    return row
