"""What the desk remembers, by noun: fields, constraints, indexes, and querysets that take the time as an argument.

No clock and no rules live here; the only code that writes is `tickets.actions`.
"""

from tickets.models.bulk import BulkItem, BulkRun
from tickets.models.caught import FactName, PromiseOffer
from tickets.models.custom_field import CustomerValue, CustomField, TicketValue
from tickets.models.customer import Customer, CustomerChange, Identity, IdentityChange
from tickets.models.customer_merge import CustomerMerge, NotTheSame
from tickets.models.desk import AgentFigures, CalendarVersion, PolicyVersion, ServiceTarget, TakingByAnswer
from tickets.models.draft import ComposedFile, Draft
from tickets.models.event import Event
from tickets.models.fact import Feedback, KnownFact
from tickets.models.first_steps import FirstStep
from tickets.models.follow import Follow
from tickets.models.inbound import ChannelSession, IdempotencyKey, RawInbound
from tickets.models.macro import Macro, MacroUse
from tickets.models.mailbox import Mailbox
from tickets.models.mention import Mention
from tickets.models.message import Attachment, Message
from tickets.models.notice import Notice, Telling, TellingCursor, Told
from tickets.models.operations import ApiKey, ChannelAccount, Heartbeat, ParkedLine
from tickets.models.organisation import Organisation, OrganisationDomain
from tickets.models.people import Team, User
from tickets.models.preferences import Preferences
from tickets.models.promise import FlagSighting, Promise, StalledFlag
from tickets.models.relay import Relay
from tickets.models.search import SearchDocument, SearchDue, SearchRound, SearchWord
from tickets.models.service_level import ServiceClock
from tickets.models.side import SideConversation
from tickets.models.telephone_line import Line
from tickets.models.ticket import Ticket, TicketLink
from tickets.models.ticket_view import TicketView
from tickets.models.widget import AnswerTime, Widget
from tickets.models.work import OutOfOffice, ShiftEnd, Turn

__all__ = [
    "AgentFigures",
    "AnswerTime",
    "ApiKey",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "CalendarVersion",
    "ChannelAccount",
    "ChannelSession",
    "ComposedFile",
    "CustomField",
    "Customer",
    "CustomerChange",
    "CustomerMerge",
    "CustomerValue",
    "Draft",
    "Event",
    "FactName",
    "Feedback",
    "FirstStep",
    "FlagSighting",
    "Follow",
    "Heartbeat",
    "IdempotencyKey",
    "Identity",
    "IdentityChange",
    "KnownFact",
    "Line",
    "Macro",
    "MacroUse",
    "Mailbox",
    "Mention",
    "Message",
    "NotTheSame",
    "Notice",
    "Organisation",
    "OrganisationDomain",
    "OutOfOffice",
    "ParkedLine",
    "PolicyVersion",
    "Preferences",
    "Promise",
    "PromiseOffer",
    "RawInbound",
    "Relay",
    "SearchDocument",
    "SearchDue",
    "SearchRound",
    "SearchWord",
    "ServiceClock",
    "ServiceTarget",
    "ShiftEnd",
    "SideConversation",
    "StalledFlag",
    "TakingByAnswer",
    "Team",
    "Telling",
    "TellingCursor",
    "Ticket",
    "TicketLink",
    "TicketValue",
    "TicketView",
    "Told",
    "Turn",
    "User",
    "Widget",
]
