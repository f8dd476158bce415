"""The outbox of scheduled mails: a row for each person and local day, claimed by a lease like the desk's other mails.

The row is unique, so beats and workers may be as many as they like. A sender that dies leaves its row to the next one, under the
same Message-ID: each mail is sent at least once, and a second copy, of one that was killed between its server's yes and our
note, is recognised.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from metrics.models import Mailing, ReportMail, ReportMailing
from tickets.actions import leases
from tickets.rules.retries import next_attempt_in

AT_ONCE = 100  # mails whose time has come, in one transaction
KEPT = timedelta(days=90)  # how long it is known what was sent


def put_out(at: datetime) -> int:
    """A row for each person who gets a mail whose time has come. Gives how many mails these were.

    After an outage there is one, the newest: what is older and not on its way yet is left out.
    """
    due = ReportMail.objects.filter(next_at__lte=at).order_by("next_at", "id")
    if not due.exists():  # most looks find nothing
        return 0
    with transaction.atomic():
        mails = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        for mail in mails:
            _put_out(mail, at)
    return len(mails)


def _put_out(mail: ReportMail, at: datetime) -> None:
    day, _instant = mail.rhythm.latest(at)
    older = ReportMailing.objects.filter(recipient__mail=mail, day__lt=day)
    older.unsent(at).update(state=Mailing.LEFT_OUT, reason=_("A newer one took its place."), lease_until=None)
    older.filter(day__lt=day - KEPT).delete()
    people = mail.recipients.filter(stopped_at=None).order_by("pk")
    ReportMailing.objects.bulk_create(
        (ReportMailing(recipient=person, day=day, next_attempt_at=at) for person in people), ignore_conflicts=True
    )
    ReportMail.objects.filter(pk=mail.pk).update(next_at=mail.rhythm.following(at))


def claim(at: datetime) -> ReportMailing | None:
    """Take one mail to send; nobody else gets it until the lease ends."""
    claimed = leases.claim(ReportMailing.objects.to_send(at), at, 1, state=Mailing.SENDING)
    return claimed.select_related("recipient__mail__by", "recipient__person").first()


def sent(mailing: ReportMailing, at: datetime) -> None:
    """It has left."""
    _mine(mailing).update(state=Mailing.SENT, sent_at=at, lease_until=None, reason="")


def left_out(mailing: ReportMailing, reason: str) -> None:
    """It is not to be sent, whatever the reason."""
    _mine(mailing).update(state=Mailing.LEFT_OUT, reason=reason, lease_until=None)


def failed(mailing: ReportMailing, reason: str, at: datetime, *, final: bool = False) -> None:
    """It could not be sent: tried again later, or never if that is `final` or there were enough attempts."""
    wait = None if final else next_attempt_in(mailing.attempts, random.random())  # noqa: S311  not a secret
    if wait is None:
        _mine(mailing).update(state=Mailing.FAILED, reason=reason, lease_until=None)
        return
    again = at + timedelta(seconds=wait)
    _mine(mailing).update(state=Mailing.WAITING, reason=reason, lease_until=None, next_attempt_at=again)


def _mine(mailing: ReportMailing) -> QuerySet[ReportMailing]:
    return leases.mine(mailing).filter(state=Mailing.SENDING)
