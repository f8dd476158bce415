"""A step is tried: not whether something was typed, but whether it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config import health
from tickets.admin.shared.formatting import Formatter
from tickets.models import ChannelAccount, Mailbox, User, words
from tickets.models.history import current_desk
from tickets.rules.lifecycle import Channel

MOST_TRIED = 5  # mailboxes: each may take its server's time
SECONDS = 5


@dataclass(frozen=True)
class Found:
    """Whether it works, and what was found in a sentence or two."""

    ok: bool
    told: str


def mailboxes(at: datetime) -> Found:
    """Sign in to each open mailbox with what is stored, to receive and to send."""
    if not ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).exists():
        return Found(False, _("There is no open mailbox to try."))
    try_stored = import_string(settings.MAILBOX_TRIAL)
    rows = Mailbox.objects.filter(account__active=True).select_related("account").order_by("account__name", "pk")
    found = [(mailbox, *try_stored(mailbox, at)) for mailbox in rows[:MOST_TRIED]]
    if not found:
        return Found(True, _("Mail is handed in by a pipe or a webhook: there is no server to sign in to."))
    told = [_("%(mailbox)s: %(found)s") % {"mailbox": mailbox, "found": sentence} for mailbox, _ok, sentence in found]
    return Found(all(ok for _mailbox, ok, _sentence in found), " ".join(told))


def hours(at: datetime) -> Found:
    """When the desk opens next, or closes."""
    tell = Formatter(current_desk(at), at)
    calendar, now = tell.desk.calendar, tell.now
    if calendar.is_open(now):
        closes = calendar.next_close(now)
        return Found(
            True, _("Open now, until %s.") % tell.moment(closes) if closes else _("Open now, around the clock.")
        )
    opens = calendar.next_open(now)
    if opens is None:
        return Found(False, _("Closed, and it never opens."))
    return Found(True, _("Closed now. It opens %s.") % tell.moment(opens))


def targets(at: datetime) -> Found:
    """What a customer who writes at this instant may count on."""
    tell = Formatter(current_desk(at), at)
    told = []
    for metric, name in words.METRIC:
        target = tell.desk.target(metric, tell.now)
        by_clock = tell.now + target.target_s if target else None
        due = tell.desk.calendar.due(tell.now, target.target_s) if target and target.clock == "business" else by_clock
        if due is not None:
            told.append(_("%(target)s by %(moment)s") % {"target": name, "moment": tell.moment(due)})
    if not told:
        return Found(False, _("No target holds today."))
    return Found(True, _("Who writes now: %s.") % ", ".join(told))


def who_can_sign_in() -> QuerySet[User]:
    """People whom the desk lets in: those known only from an imported history have no desk."""
    return User.objects.filter(is_active=True, is_staff=True)


def people(at: datetime) -> Found:
    """How many can sign in, and who of them could not be mailed a new password."""
    rows = list(who_can_sign_in().order_by("username", "pk"))
    unreachable = [str(row) for row in rows if not row.email]
    told = ngettext("%d person can sign in.", "%d people can sign in.", len(rows)) % len(rows)
    if unreachable:
        told += " " + _("Without a mail address: %s.") % ", ".join(unreachable)
    return Found(len(rows) - len(unreachable) >= 2, told)


def worker(at: datetime) -> Found:
    """Whether the broker answers, and the clock and the worker went round lately."""
    checks = health.examine(at)
    late = [check.reason for name, check in checks.items() if not check.ok and name not in health.ELSEWHERE]
    if late:
        return Found(False, " ".join(late))
    return Found(True, _("The broker answers, and the worker went round %.0f seconds ago.") % (checks["beat"].age or 0))


def public_address(at: datetime) -> Found:
    """Whether this desk answers under the address that stands in its mails."""
    parts = urlsplit(settings.PUBLIC_URL)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", parts.path + reverse("healthz"))
        answers = connection.getresponse()
        ok = answers.status == 200 and b"alive" in answers.read(100)
    except (OSError, HTTPException):
        ok = False
    finally:
        connection.close()
    told = _("%s answers.") if ok else _("%s does not answer as this desk does.")
    return Found(ok, told % settings.PUBLIC_URL)
