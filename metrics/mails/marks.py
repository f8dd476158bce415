"""What we sign of a scheduled mail: the address at which its recipient stops theirs, and its Message-ID. Nothing is stored."""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from metrics.models import ReportMailing, ReportMailRecipient

STOP, MESSAGE = "metrics.mails.stop", "metrics.mails.message-id"
TOKEN = re.compile(r"(\d{1,18})-([0-9a-f]{40})", re.ASCII)


def stop_link(recipient: ReportMailRecipient) -> str:
    """The whole address at which whoever holds it stops this person's mail, and sees nothing but what it is called."""
    token = f"{recipient.pk}-{_mac(STOP, recipient.pk, settings.SECRET_KEY)}"
    return f"{settings.PUBLIC_URL}{reverse('reports:stop-mail', args=[token])}"


def recipient_of(token: str) -> ReportMailRecipient | None:
    """Whose mail such an address stops; None for what we did not sign, and for a mail that is gone."""
    found = TOKEN.fullmatch(token)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not found or not any(constant_time_compare(_mac(STOP, int(found[1]), key), found[2]) for key in keys):
        return None
    return ReportMailRecipient.objects.select_related("mail", "person").filter(pk=int(found[1])).first()


def message_id(mailing: ReportMailing) -> str:
    """The same whenever a mail is sent again, so that a repeat is recognised."""
    domain = settings.DESK_EMAIL.rpartition("@")[2]
    return f"<figures.{mailing.pk}.{_mac(MESSAGE, mailing.pk, settings.SECRET_KEY)}@{domain}>"


def _mac(salt: str, pk: int, key: str) -> str:
    return salted_hmac(salt, str(pk), secret=key).hexdigest()
