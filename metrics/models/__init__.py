"""What metrics keeps, a file for each kind of thing."""

from metrics.models.digests import DigestRound, TicketDigest

__all__ = ["DigestRound", "TicketDigest"]
