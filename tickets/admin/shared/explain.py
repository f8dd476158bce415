"""Where the figures of a ticket are explained: addresses of the managers' pages, which the desk knows by their name only."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tickets.models import Ticket
from tickets.rules.promises import PromiseOutcome
from tickets.rules.service_level import Clock
from tickets.rules.stalled import Flag

RESOLUTION, WAIT = "ttr", "wait"


def explain_url(ticket: Ticket, figure: str) -> str:
    """The page that explains a figure of a ticket; "" for a ticket that was merged away: its story is told elsewhere."""
    if ticket.merged_into_id:
        return ""
    return f"{reverse('reports:explain', args=[ticket.pk])}?{urlencode({'figure': figure})}"


def promise_key(outcome: PromiseOutcome) -> str:
    """What the explanation of a promise's due time is called."""
    return f"promise:{outcome.promise.event.name}"


def clock_key(clock: Clock) -> str:
    """What the explanation of a service-level clock is called."""
    return f"clock:{clock.metric}:{clock.anchor.name}"


def flag_key(flag: Flag) -> str:
    """What the explanation of a stalled flag is called."""
    return f"flag:{flag.rule}:{flag.anchor.name}"
