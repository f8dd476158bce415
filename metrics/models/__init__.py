"""What metrics keeps, a file for each kind of thing."""

from metrics.models.digests import DigestRound, TicketDigest
from metrics.models.mails import Every, Mailing, ReportMail, ReportMailing, ReportMailRecipient

__all__ = [
    "DigestRound",
    "Every",
    "Mailing",
    "ReportMail",
    "ReportMailRecipient",
    "ReportMailing",
    "TicketDigest",
]
