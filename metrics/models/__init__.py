"""What metrics keeps, a file for each kind of thing."""

from metrics.models.boards import Board
from metrics.models.digests import DigestRound, TicketDigest
from metrics.models.gauges import GaugeReading
from metrics.models.saved_views import SavedView

__all__ = ["Board", "DigestRound", "GaugeReading", "SavedView", "TicketDigest"]
