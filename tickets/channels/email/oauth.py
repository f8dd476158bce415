"""Access to a mailbox by OAuth: a refresh token that lasts, and access tokens of an hour that are had for it. Mail servers
take one by XOAUTH2. One that they refuse is thrown away and asked for anew, once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.actions.inbox import access
from tickets.channels.email import token_address
from tickets.channels.email.mail_errors import NoToken, TokenRefused
from tickets.models import Mailbox

MARGIN = timedelta(minutes=2)  # a token that ends sooner is not worth a try
PATIENCE = 15  # seconds for which somebody else's question is waited for
LOOK_AGAIN = 0.1  # seconds
Result = TypeVar("Result")
Ask = Callable[[Mailbox, str], token_address.Answer]


def with_token(mailbox: Mailbox, attempt: Callable[[str], Result], *, at: datetime) -> Result:
    """Do what needs a token: by the one at hand, and once more by a new one if the server refuses it with TokenRefused.

    Errors: NoToken, TokenRefused of a new one, and whatever the attempt raises. Settings that are only tried have a new one.
    """
    token = _good(mailbox, at)
    if token:
        try:
            return attempt(token)
        except TokenRefused:
            if mailbox.pk is None:
                raise
    new = _renewed(mailbox, mailbox, token, at, token_address.ask)
    try:
        return attempt(new)
    except TokenRefused:
        access.drop(mailbox, new)
        raise


def token_for_trial(mailbox: Mailbox, stored: Mailbox | None, *, at: datetime, ask: Ask) -> None:
    """Give settings that are only tried a new token. Where their refresh token is the stored one, one that the provider
    puts in its place is stored: the old one may open nothing any more. Errors: NoToken."""
    if stored is not None and stored.oauth_refresh_token == mailbox.oauth_refresh_token != "":
        mailbox.oauth_access_token = _renewed(stored, mailbox, stored.oauth_access_token, at, ask)
    else:
        mailbox.oauth_access_token = ask(mailbox, mailbox.oauth_refresh_token).access_token
    mailbox.oauth_expires_at = at + timedelta(seconds=token_address.LASTS)


def xoauth2(user: str, token: str) -> str:
    """What is said to a mail server."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _good(mailbox: Mailbox, at: datetime) -> str:
    """The token at hand, if it is good for a while yet, else ""."""
    ends = mailbox.oauth_expires_at
    return str(mailbox.oauth_access_token) if ends and ends > at + MARGIN else ""


def _renewed(stored: Mailbox, mailbox: Mailbox, refused: str, at: datetime, ask: Ask) -> str:
    """A token that is not the refused one, asked for by `mailbox`'s settings unless somebody else just did."""
    row = _alone(stored, refused)
    try:
        token = _good(row, at)
        if not token:
            told = ask(mailbox, row.oauth_refresh_token)
            access.keep(row, told.access_token, at + timedelta(seconds=told.seconds), told.refresh_token)
            token = told.access_token
        return token
    finally:
        access.let_go(row)


def _alone(mailbox: Mailbox, refused: str) -> Mailbox:
    """The mailbox as it is once nobody else is asking: a refresh token that was replaced is good for nobody. Error: NoToken."""
    until = time.monotonic() + PATIENCE
    while (row := access.claim(mailbox, refused, at=timezone.now())) is None:
        if time.monotonic() > until:
            raise NoToken(_("Another worker is asking for a token and gets no answer. It is tried again later."))
        time.sleep(LOOK_AGAIN)
    return row
