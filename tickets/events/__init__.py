"""Every kind of thing that can happen to a ticket, one class each; `KINDS` is all of them by their names.

A class says all there is to say about its kind: its data, what it does to a story, its form in the history format, what a
person reads of it, and whether a customer may know of it. Whatever lists kinds asks here.
"""

from tickets.events.answer import Answered, AutoReplied, Bounced
from tickets.events.contact import CONTACTS, Contacted, TakenForMore, Thanked
from tickets.events.excluded import MarkedAsSpam, MarkedAsTest
from tickets.events.facts import FactsAsked, FactsNoted, HistoryOpened
from tickets.events.feedback import FeedbackGiven, SurveySent
from tickets.events.joining import Linked, Merged, SplitFrom, SplitOff, Unmerged
from tickets.events.kind import KINDS, Kind, Leaves, kind_of, named
from tickets.events.note import Noted
from tickets.events.owner import Assigned
from tickets.events.promise import Promised, PromiseKept, PromiseReplaced, PromiseWaived
from tickets.events.resolution import Closed, ConfirmationAsked, Confirmed, Disputed, Resolved
from tickets.events.status import PrioritySet, Snoozed, StatusSet

__all__ = [
    "CONTACTS",
    "KINDS",
    "Answered",
    "Assigned",
    "AutoReplied",
    "Bounced",
    "Closed",
    "ConfirmationAsked",
    "Confirmed",
    "Contacted",
    "Disputed",
    "FactsAsked",
    "FactsNoted",
    "FeedbackGiven",
    "HistoryOpened",
    "Kind",
    "Leaves",
    "Linked",
    "MarkedAsSpam",
    "MarkedAsTest",
    "Merged",
    "Noted",
    "PrioritySet",
    "PromiseKept",
    "PromiseReplaced",
    "PromiseWaived",
    "Promised",
    "Resolved",
    "Snoozed",
    "SplitFrom",
    "SplitOff",
    "StatusSet",
    "SurveySent",
    "TakenForMore",
    "Thanked",
    "Unmerged",
    "kind_of",
    "named",
]
