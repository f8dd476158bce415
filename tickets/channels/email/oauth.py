"""Access to a mailbox by OAuth: a refresh token that lasts, and access tokens of an hour that are had for it (RFC 6749,
section 6). Mail servers take one by XOAUTH2."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import requests
from django.utils.translation import gettext as _

from tickets.actions.inbox import mailboxes
from tickets.models import Mailbox

SECONDS = (5, 10)  # to connect, and for an answer
MARGIN = timedelta(minutes=2)  # a token that ends sooner is not worth a try
LASTS = 3600  # seconds, where the answer does not say


class NoToken(OSError):
    """There is no access token to be had; the text says why. It may be later."""


def access_token(mailbox: Mailbox, *, at: datetime) -> str:
    """A token that is good now: the one at hand, or a new one. Error: NoToken."""
    if mailbox.oauth_access_token and mailbox.oauth_expires_at and mailbox.oauth_expires_at > at + MARGIN:
        return str(mailbox.oauth_access_token)
    told = _ask(mailbox)
    mailbox.oauth_access_token = str(told["access_token"])
    mailbox.oauth_expires_at = at + timedelta(seconds=_seconds(told.get("expires_in")))
    mailbox.oauth_refresh_token = str(told.get("refresh_token") or mailbox.oauth_refresh_token)
    if mailbox.pk is not None:  # settings that are only tried are not kept
        mailboxes.keep_token(mailbox)
    return mailbox.oauth_access_token


def xoauth2(user: str, token: str) -> str:
    """What is said to a mail server."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _ask(mailbox: Mailbox) -> dict[str, Any]:
    """Never repeats what the server said: whoever set the address must not read other servers with our eyes."""
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": mailbox.oauth_refresh_token,
        "client_id": mailbox.oauth_client_id,
        "client_secret": mailbox.oauth_client_secret,
    }
    try:
        answer = requests.post(mailbox.oauth_token_url, asked, timeout=SECONDS, allow_redirects=False)
        told = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NoToken(_("The token address does not answer as one.")) from error
    if not isinstance(told, dict) or not told.get("access_token"):
        raise NoToken(_("The token address gives no access token: sign in there again and take a new refresh token."))
    return told


def _seconds(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value <= 24 * 3600 else LASTS
