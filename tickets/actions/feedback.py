"""What the customer thought of it."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.ledger import Entry, Invalid, record
from tickets.models import Ticket

SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


def give(ticket: Ticket | int, *, at: datetime, survey: str, score: int, comment: str = "") -> Ticket:
    """A score: CSAT 1-5, NPS 0-10, CES 1-7. The last one of a ticket and survey counts. Errors: Invalid."""
    if survey not in SCALES:
        raise Invalid("survey", "A survey is csat, nps or ces.")
    low, high = SCALES[survey]
    if not low <= score <= high:
        raise Invalid("score", f"A score goes from {low} to {high}.")
    return record(ticket, [Entry("feedback", {"survey": survey, "score": score}, text=comment)], at=at)
