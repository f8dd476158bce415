"""What arrives from outside is stored as it came, before anybody tries to read it; then it is read once.

Reading is claimed by a lease: a reader that dies leaves the arrival to the next one within seconds. What cannot be read
stays, with the reason, for a person to look at and to try again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets.actions import leases
from tickets.actions.record import Invalid, permit
from tickets.models import ChannelAccount, Message, RawInbound
from tickets.models.inbound import InboundState
from tickets.rules.access import Actor

PAUSE = timedelta(minutes=2)  # until what failed for a reason of ours is tried again
MOST_ATTEMPTS = 5  # an arrival that kills its reader again and again is shown to a person


def store(
    account: ChannelAccount,
    body: bytes,
    source_key: str,
    *,
    at: datetime,
    provider: str = "",
    content_type: str = "",
    error: str = "",
    head: tuple[str, str] | None = None,
) -> tuple[RawInbound, bool]:
    """Keep what came; the same source key again is the same arrival. Says whether it is new.

    `provider` and `content_type` say how a webhook's body is read. With an `error` it is for a person from the beginning.
    `head`: sender and subject of a mail that is too large, whose head is all that came.
    """
    state = InboundState.UNREADABLE if error else InboundState.WAITING
    kept = {"account": account, "body": body, "received_at": at, "state": state, "error": error}
    kept |= {"provider": provider, "content_type": content_type}
    if head is not None:
        kept |= {"is_head": True, "sender": head[0][:320], "subject": head[1][:300]}
    return RawInbound.objects.get_or_create(source_key=source_key, defaults=kept)


def claim(at: datetime, limit: int) -> list[RawInbound]:
    """Take up to `limit` arrivals to read; nobody else gets them until the lease ends."""
    claimed = leases.claim(RawInbound.objects.to_read(at), at, limit)
    return list(claimed.select_related("account").order_by("pk"))


def mark_done(raw: RawInbound, message: Message | None, *, longer: bool = False, html: bool = False) -> None:
    """It has been read and became `message`, which may be less than it says, and not as it looks."""
    _settle(raw, state=InboundState.DONE, message=message, error="", longer=longer, html=html)


def unreadable(raw: RawInbound, error: str, *, sender: str = "", subject: str = "") -> None:
    """It cannot be read; a person sees why, and what its head says of it."""
    _settle(raw, state=InboundState.UNREADABLE, error=error, sender=sender[:320], subject=subject[:300])


def mark_failed(raw: RawInbound, error: str, *, at: datetime) -> None:
    """Reading it failed for a reason of ours: it is tried again after a pause, and shown after a few times."""
    if raw.attempts >= MOST_ATTEMPTS:
        unreadable(raw, error)
    else:
        _mine(raw).update(error=error, lease_until=at + PAUSE)


def retry(raw: RawInbound, *, by: Actor) -> None:
    """Try again what could not be read. Of a mail that was too large there is nothing more to read than its head: Invalid."""
    permit(by, "mend")
    if raw.is_head:
        raise Invalid("state", _("Only the head of this mail is stored. The whole of it is still in the mailbox."))
    RawInbound.objects.filter(pk=raw.pk, state=InboundState.UNREADABLE).update(
        state=InboundState.WAITING, lease_until=None, attempts=0
    )


def _settle(raw: RawInbound, **values: object) -> None:
    _mine(raw).update(lease_until=None, **values)


def _mine(raw: RawInbound) -> QuerySet[RawInbound]:
    return leases.mine(raw).filter(state=InboundState.WAITING)
