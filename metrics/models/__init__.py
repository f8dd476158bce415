"""What metrics keeps, a file for each kind of thing."""

from metrics.models.digests import DigestRound, TicketDigest
from metrics.models.facts import FactBlock, Word

__all__ = ["DigestRound", "FactBlock", "TicketDigest", "Word"]
