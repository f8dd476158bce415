"""What is to leave for people, claimed by a lease like the desk's other mails, and what became of it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db.models import QuerySet

from tickets.actions import leases
from tickets.models import Telling
from tickets.models.notice import State, to_send
from tickets.rules.retries import next_attempt_in


def claim(at: datetime) -> Telling | None:
    """Take one to send; nobody else gets it until the lease ends."""
    return leases.claim(to_send(at), at, 1, state=State.SENDING).select_related("person__told").first()


def sent(telling: Telling, at: datetime) -> None:
    """It has left."""
    _mine(telling).update(state=State.SENT, sent_at=at, lease_until=None, reason="")


def left_out(telling: Telling, reason: str) -> None:
    """It is not to be sent, whatever the reason."""
    _mine(telling).update(state=State.LEFT_OUT, reason=reason, lease_until=None)


def failed(telling: Telling, reason: str, at: datetime, *, final: bool = False) -> None:
    """It could not be sent: tried again later, or never if that is `final` or there were enough attempts."""
    wait = None if final else next_attempt_in(telling.attempts, random.random())  # noqa: S311  not a secret
    if wait is None:
        _mine(telling).update(state=State.FAILED, reason=reason, lease_until=None)
        return
    again = at + timedelta(seconds=wait)
    _mine(telling).update(state=State.WAITING, reason=reason, lease_until=None, next_attempt_at=again)


def _mine(telling: Telling) -> QuerySet[Telling]:
    return leases.mine(telling).filter(state=State.SENDING)
