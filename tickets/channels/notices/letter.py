"""A mail to one of us, of what happened while they were away."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from tickets.channels.notices.wording import Line, headline
from tickets.models import Telling
from tickets.rules.identity import for_servers


def letter(telling: Telling, found: Sequence[Line]) -> EmailMultiAlternatives:
    """The mail, answered by no machine; sent again it has the same Message-ID."""
    page = f"{settings.PUBLIC_URL}{reverse('admin:ticket_told')}"
    context = {"lines": found, "headline": headline(found), "page": page}
    mail = EmailMultiAlternatives(
        subject=headline(found),
        body=render_to_string("mail/notices.txt", context),
        to=[formataddr((" ".join(str(telling.person).split()), for_servers(telling.person.email)))],
        headers={
            "Message-ID": _message_id(telling),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{page}>",
        },
    )
    mail.attach_alternative(render_to_string("mail/notices.html", context), "text/html")
    return mail


def _message_id(telling: Telling) -> str:
    mark = salted_hmac("tickets.notices", str(telling.key)).hexdigest()[:20]
    return f"<told.{telling.pk}.{mark}@{settings.DESK_EMAIL.rpartition('@')[2]}>"
