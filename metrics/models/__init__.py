"""What metrics keeps, a file for each kind of thing."""

from metrics.models.digests import DigestRound, TicketDigest
from metrics.models.prepared import FileState, PreparedFile

__all__ = ["DigestRound", "FileState", "PreparedFile", "TicketDigest"]
