"""Mailboxes: who fetches from one, how far it has been read, and what went wrong.

Fetching is claimed by a lease: a worker that dies leaves the mailbox to the next one. Each mail that is stored moves the
mark at once, so that a kill costs at most a second look at one mail, which its content's hash recognises.
"""

from __future__ import annotations

from tickets.models import Mailbox


def keep_token(mailbox: Mailbox) -> None:
    """Keep an access token for as long as it is good; the refresh token may have been replaced with it."""
    Mailbox.objects.filter(pk=mailbox.pk).update(
        oauth_access_token=mailbox.oauth_access_token,
        oauth_expires_at=mailbox.oauth_expires_at,
        oauth_refresh_token=mailbox.oauth_refresh_token,
    )
