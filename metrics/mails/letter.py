"""A scheduled mail as a mail server takes it: words, the same as HTML, and the picture inside it, with a way to stop it."""

from __future__ import annotations

from datetime import datetime
from email.mime.image import MIMEImage
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from metrics.audience import whose
from metrics.mails.asked import how_often, whole
from metrics.mails.figures import Told, told
from metrics.mails.marks import message_id, stop_link
from metrics.models import ReportMailing
from tickets.rules.identity import for_servers

PICTURE = "picture"
LONGEST_SUBJECT = 200


class _WithPicture(EmailMultiAlternatives):
    """What is attached belongs into the HTML."""

    mixed_subtype = "related"


def letter(mailing: ReportMailing, at: datetime) -> EmailMultiAlternatives:
    """The mail of one person, of what they may see at this instant. Errors: Meaningless."""
    recipient = mailing.recipient
    found = told(recipient.mail.page, recipient.mail.asked, recipient.person, at)
    stop = stop_link(recipient)
    context = {
        "told": found,
        "whose": whose(recipient.person),
        "link": whole(found.address),
        "stop": stop,
        "how_often": how_often(recipient.mail),
        "by": recipient.mail.by if recipient.mail.by_id != recipient.person_id else None,
        "picture": f"cid:{PICTURE}",
    }
    mail = _WithPicture(
        subject=subject(found),
        body=render_to_string("metrics/mails/letter.txt", context),
        to=[formataddr((" ".join(str(recipient.person).split()), for_servers(recipient.person.email)))],
        headers=_headers(mailing, stop),
    )
    mail.attach_alternative(render_to_string("metrics/mails/letter.html", context), "text/html")
    if found.picture is not None:
        mail.attach(_inline(found.picture))
    return mail


def subject(found: Told) -> str:
    """The page, its period, and the verdict: what one reads without opening it."""
    words = [found.title, found.in_short[0] if found.has_period else "", found.verdict]
    return " · ".join(filter(None, words))[:LONGEST_SUBJECT]


def _headers(mailing: ReportMailing, stop: str) -> dict[str, str]:
    """Stopped by one press in mail programs (RFC 8058), and answered by no machine."""
    return {
        "Message-ID": message_id(mailing),
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _inline(png: bytes) -> MIMEImage:
    image = MIMEImage(png, "png")
    image.add_header("Content-ID", f"<{PICTURE}>")
    image.add_header("Content-Disposition", "inline", filename=_("figures.png"))
    return image
