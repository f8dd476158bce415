"""What a scheduled mail asks of its page, and how often it comes, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import dates
from django.utils.translation import gettext as _

from metrics.mails.rhythm import MONTHLY, WEEKLY
from metrics.models import ReportMail
from metrics.reports.asking import INSTANTS, OF_THE_PERIOD

OF_AN_INSTANT = (*OF_THE_PERIOD, *INSTANTS)


def whole(address: str) -> str:
    """An address of the desk's as a mail needs it."""
    return f"{settings.PUBLIC_URL}{address}"


def moving(asked: Mapping[str, str], period: str) -> dict[str, str]:
    """The choices of a page with a period by its name, which moves with the days: no day and no instant is fixed."""
    kept = {name: value for name, value in asked.items() if name not in OF_AN_INSTANT}
    return kept | {"period": period} if period else kept


def how_often(mail: ReportMail) -> str:
    """Every Monday at 08:00 (Europe/Berlin)."""
    told = {"time": f"{mail.at:%H:%M}", "zone": mail.zone, "day": mail.day}
    if mail.every == WEEKLY and mail.weekday is not None:
        told["weekday"] = dates.WEEKDAYS[mail.weekday]
        return _("every %(weekday)s at %(time)s (%(zone)s)") % told
    if mail.every == MONTHLY:
        return _("on day %(day)d of every month at %(time)s (%(zone)s)") % told
    return _("every day at %(time)s (%(zone)s)") % told
