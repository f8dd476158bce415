"""One mail or call that was claimed leaves by its person's own sight at that moment, and what became of it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.utils.translation import gettext as _

from tickets.actions.telling import outbox
from tickets.channels.email import sending
from tickets.channels.email.smtp import Connections
from tickets.channels.notices.hook import NotCalled, call
from tickets.channels.notices.letter import letter
from tickets.channels.notices.wording import Line, lines
from tickets.models import Telling
from tickets.models.notice import Way

log = structlog.get_logger(__name__)


def send(telling: Telling, connections: Connections, at: datetime) -> None:
    """Send it, whatever comes of it: one that cannot be made never holds up the others."""
    found = lines(telling)
    if reason := _in_the_way(telling, found):
        outbox.left_out(telling, reason)
        return
    try:
        _leave(telling, found, connections, at)
    except NotCalled as error:
        outbox.failed(telling, str(error), at, final=error.final)
    except sending.RecipientRefused as error:
        outbox.failed(telling, str(error), at, final=True)
    except (sending.Later, sending.Trouble) as error:
        outbox.failed(telling, str(error), at)
    except Exception as error:
        log.exception("notice_not_sent", telling=telling.pk)
        outbox.failed(telling, _("It could not be made (%(error)s).") % {"error": type(error).__name__}, at)
    else:
        outbox.sent(telling, at)


def _leave(telling: Telling, found: Sequence[Line], connections: Connections, at: datetime) -> None:
    if telling.way == Way.HOOK:
        call(telling, found, at)
    else:
        sending.send_by_the_desks_own(letter(telling, found), connections)


def _in_the_way(telling: Telling, found: Sequence[Line]) -> str:
    """Why it is not sent though its turn has come; "" where it is."""
    if not telling.person.is_active:
        return _("They do not work here any more.")
    if not found:
        return _("They may not see any of it any more.")
    if telling.way == Way.MAIL and not telling.person.email:
        return _("They have no mail address.")
    if telling.way == Way.HOOK and not telling.person.told.hook_url:
        return _("They have no webhook any more.")
    return ""
