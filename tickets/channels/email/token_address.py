"""What is asked at a token address, and what its answers mean: a new access token for a refresh token (RFC 6749, section 6).

Never repeats what the server said: whoever set the address must not read other servers with our eyes.
"""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from tickets.channels import public_https
from tickets.channels.email.mail_errors import NoToken
from tickets.channels.email.public_hosts import NotPublic
from tickets.models import Mailbox

LASTS = 3600  # seconds, where the answer does not say
LONGEST = 24 * 3600  # seconds that an answer is believed
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
OK, TOO_MANY, OVERLOADED = 200, 429, 500


@dataclass(frozen=True)
class Answer:
    """An access token and for how many seconds it is good; the refresh token for the next time, "" if it stays."""

    access_token: str
    seconds: int
    refresh_token: str


def ask(mailbox: Mailbox, refresh_token: str) -> Answer:
    """A new access token by a mailbox's settings. Errors: NoToken, whose text says what is wrong."""
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": mailbox.oauth_client_id,
        "client_secret": mailbox.oauth_client_secret,
    }
    status, told = _post(mailbox.oauth_token_url, urlencode(asked))
    token = told.get("access_token")
    if status != OK or not isinstance(token, str) or not token:
        raise NoToken(_why_not(status, told.get("error")))
    renewed = told.get("refresh_token")
    return Answer(token, _seconds(told.get("expires_in")), renewed if isinstance(renewed, str) else "")


def _post(url: str, form: str) -> tuple[int, dict[str, Any]]:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise NoToken(_("A token address begins with https://."))
    try:
        status, body = public_https.post(url, form, FORM)
        return status, _read(body)
    except NotPublic as error:
        raise NoToken(_("The token address is not on the public internet.")) from error
    except ssl.SSLCertVerificationError as error:
        raise NoToken(_("The token address's certificate does not vouch for its name.")) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoToken(_("The token address does not answer as one.")) from error


def _read(body: bytes) -> dict[str, Any]:
    """Error: ValueError."""
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError
    return told


def _why_not(status: int, error: Any) -> str:
    """A sentence for a code of RFC 6749, section 5.2; a provider's own codes and all that it says beside them are not shown."""
    if error in ("invalid_grant", "interaction_required"):
        return _(
            "The refresh token has expired or was revoked: sign in with the provider again, and give the new one here."
        )
    if error == "invalid_client":
        return _("The provider does not know this client id with this client secret: is the secret wrong, or expired?")
    if error in ("unauthorized_client", "invalid_scope", "access_denied"):
        return _("The provider does not allow this client to get an access token: look at its rights there.")
    if status == TOO_MANY or status >= OVERLOADED:
        return _("The token address cannot answer just now. It is asked again later.")
    return _("The token address gives no access token: sign in there again and take a new refresh token.")


def _seconds(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value <= LONGEST else LASTS
