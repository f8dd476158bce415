"""What metrics keeps, a file for each kind of thing."""

from metrics.models.boards import Board
from metrics.models.digests import DigestRound, TicketDigest
from metrics.models.facts import FactBlock, Word
from metrics.models.gauges import GaugeReading
from metrics.models.mails import Every, Mailing, ReportMail, ReportMailing, ReportMailRecipient
from metrics.models.prepared import FileState, PreparedFile
from metrics.models.saved_views import SavedView

__all__ = [
    "Board",
    "DigestRound",
    "Every",
    "FactBlock",
    "FileState",
    "GaugeReading",
    "Mailing",
    "PreparedFile",
    "ReportMail",
    "ReportMailRecipient",
    "ReportMailing",
    "SavedView",
    "TicketDigest",
    "Word",
]
