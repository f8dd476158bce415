"""What metrics keeps, a file for each kind of thing."""

from metrics.models.boards import Board
from metrics.models.digests import DigestRound, TicketDigest
from metrics.models.saved_views import SavedView

__all__ = ["Board", "DigestRound", "SavedView", "TicketDigest"]
