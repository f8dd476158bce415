"""Who else gets an answer, as the composer shows it: chips that can be taken off and added to."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import QueryDict

from tickets.actions.intake.participants import reply_all
from tickets.admin.ticket.page_data import PageData


@dataclass(frozen=True)
class Copies:
    """`usual`: who gets it unless somebody says otherwise. `chosen`: somebody did, and `cc` and `bcc` are what they said."""

    usual: list[str]
    cc: list[str]
    bcc: list[str]
    chosen: bool

    @property
    def usual_json(self) -> str:
        """For the page's script, which brings it back once something is sent."""
        return json.dumps(self.usual)


def copies(page: PageData, recipient: str, typed: QueryDict) -> Copies:
    """Nothing is asked of the database where nobody was in copy."""
    usual = reply_all(page.ticket, recipient) if recipient and any(message.cc for message in page.messages) else []
    chosen = bool(typed.get("addressed"))
    cc, bcc = ([value for value in typed.getlist(name) if value.strip()] for name in ("cc", "bcc"))
    return Copies(usual, cc if chosen else usual, bcc if chosen else [], chosen)
