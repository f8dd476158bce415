"""A run of scheduled mails: each is made by its recipient's own sight when its turn comes, and leaves by the desk's own server."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils.translation import gettext as _

from metrics.actions import mailing as outbox
from metrics.mails.figures import Meaningless
from metrics.mails.letter import letter
from metrics.mails.people import hindrance
from metrics.models import ReportMailing
from tickets.channels.email import sending
from tickets.channels.email.smtp import Connections

log = structlog.get_logger(__name__)


def send(mailing: ReportMailing, connections: Connections, at: datetime) -> None:
    """Send one that was claimed, and write down what became of it, whatever that is."""
    reason = _in_the_way(mailing)
    if reason:
        outbox.left_out(mailing, reason)
        return
    try:
        sending.send_by_the_desks_own(letter(mailing, at), connections)
    except Meaningless as error:
        outbox.left_out(mailing, str(error))
    except sending.RecipientRefused as error:
        outbox.failed(mailing, str(error), at, final=True)
    except (sending.Later, sending.Trouble) as error:
        outbox.failed(mailing, str(error), at)
    except Exception as error:
        # Whatever it is, too much time as well: one mail that cannot be made never holds up the others.
        log.exception("figures_not_mailed", mailing=mailing.pk)
        outbox.failed(mailing, _("It could not be made (%(error)s).") % {"error": type(error).__name__}, at)
    else:
        outbox.sent(mailing, at)


def _in_the_way(mailing: ReportMailing) -> str:
    """Why it is not sent though its turn has come; "" where it is."""
    recipient = mailing.recipient
    if recipient.stopped_at is not None or recipient.mail.next_at is None:
        return _("It was stopped.")
    return hindrance(recipient.person)
