"""What a person wants to be told: everybody says it for themselves."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import time
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.models import Told, User
from tickets.models.notice import Kind, Paces, told_of

LONGEST_URL = 2000


@transaction.atomic
def want(
    *,
    by: User,
    by_mail: Sequence[str] = (),
    by_hook: Sequence[str] = (),
    away_minutes: int = 5,
    pace: str = Paces.AT_ONCE,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    hook_url: str = "",
) -> tuple[Told, str]:
    """Set what one is told, and give it with the webhook's secret if its address is a new one ("": it is not).

    Errors: Invalid for half of the quiet hours, mail to nobody's address, and an address that no webhook has.
    """
    permit(by, "view")
    if (quiet_from is None) != (quiet_until is None):
        raise Invalid("quiet_until", _("Say from when and until when, or neither."))
    if by_mail and not by.email:
        raise Invalid("by_mail", _("You have no mail address here. Whoever sets the desk up can give you one."))
    if by_hook and not hook_url:
        raise Invalid("hook_url", _("Say which address is called."))
    if hook_url and not _is_one(hook_url):
        raise Invalid("hook_url", _("An address of a webhook begins with https:// and names a server."))
    known = told_of(by.pk)
    secret = hook_secret() if hook_url and hook_url != known.hook_url else ""
    known.by_mail = [kind for kind in Kind.values if kind in by_mail]
    known.by_hook = [kind for kind in Kind.values if kind in by_hook]
    known.away_minutes, known.pace = away_minutes, pace
    known.quiet_from, known.quiet_until = quiet_from, quiet_until
    known.hook_url, known.hook_secret = hook_url, secret or (known.hook_secret if hook_url else "")
    known.save()
    return known, secret


def hook_secret() -> str:
    """A new secret, as Standard Webhooks write one."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _is_one(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  errs for what is no number
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and plain
        and len(url) <= LONGEST_URL
    )
