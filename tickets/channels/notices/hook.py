"""A call of a person's webhook: a sentence as chat systems take it, the same as data, signed as Standard Webhooks are."""

from __future__ import annotations

import json
import ssl
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from http.client import HTTPException

from django.utils.translation import gettext as _
from standardwebhooks.webhooks import Webhook

from tickets.channels import public_https
from tickets.channels.email.public_hosts import NotPublic
from tickets.channels.notices.wording import Line
from tickets.models import Telling


class NotCalled(Exception):
    """The webhook did not take it; the text says why, and nothing that its server said. `final`: it never will."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


def call(telling: Telling, found: Sequence[Line], at: datetime) -> None:
    """Call it. The id is the same whenever it is called again, so that a receiver knows a repeat. Errors: NotCalled."""
    told = telling.person.told
    body = payload(found)
    name, sent = f"told_{telling.key}", at.astimezone(UTC)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Followthrough",
        "webhook-id": name,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(told.hook_secret).sign(name, sent, body),
    }
    try:
        status, _answer = public_https.post(told.hook_url, body, headers)
    except NotPublic as error:
        raise NotCalled(_("The webhook is not on the public internet."), final=True) from error
    except ssl.SSLCertVerificationError as error:
        raise NotCalled(_("The webhook's certificate does not vouch for its name.")) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotCalled(_("The webhook does not answer.")) from error
    if not 200 <= status < 300:
        raise NotCalled(_("The webhook answered with the status %(status)d.") % {"status": status}, final=status == 410)


def payload(found: Sequence[Line]) -> str:
    """One text for chat systems, and each thing by itself for programs."""
    text = "\n".join(f"#{line.number} {line.subject}: {line.says} {line.url}" for line in found)
    return json.dumps({"type": "notices", "text": text, "notices": [asdict(line) for line in found]})
