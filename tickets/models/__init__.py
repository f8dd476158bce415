"""What the desk remembers, by noun: fields, constraints, indexes, and querysets that take the time as an argument.

No clock and no rules live here; the only code that writes is `tickets.actions`.
"""

from tickets.models.customer import Customer, Identity, IdentityChange
from tickets.models.customer_merge import CustomerMerge, NotTheSame
from tickets.models.desk import AgentFigures, CalendarVersion, PolicyVersion, ServiceTarget
from tickets.models.event import Event
from tickets.models.fact import Feedback, KnownFact
from tickets.models.inbound import ChannelSession, IdempotencyKey, RawInbound
from tickets.models.macro import Macro, MacroUse
from tickets.models.mailbox import Mailbox
from tickets.models.message import Attachment, Message
from tickets.models.operations import ApiKey, ChannelAccount, Heartbeat, ParkedLine
from tickets.models.people import Team, User
from tickets.models.promise import FlagSighting, Promise, StalledFlag
from tickets.models.relay import Relay
from tickets.models.service_level import ServiceClock
from tickets.models.telephone_line import Line
from tickets.models.ticket import Ticket, TicketLink
from tickets.models.widget import AnswerTime, Widget

__all__ = [
    "AgentFigures",
    "AnswerTime",
    "ApiKey",
    "Attachment",
    "CalendarVersion",
    "ChannelAccount",
    "ChannelSession",
    "Customer",
    "CustomerMerge",
    "Event",
    "Feedback",
    "FlagSighting",
    "Heartbeat",
    "IdempotencyKey",
    "Identity",
    "IdentityChange",
    "KnownFact",
    "Line",
    "Macro",
    "MacroUse",
    "Mailbox",
    "Message",
    "NotTheSame",
    "ParkedLine",
    "PolicyVersion",
    "Promise",
    "RawInbound",
    "Relay",
    "ServiceClock",
    "ServiceTarget",
    "StalledFlag",
    "Team",
    "Ticket",
    "TicketLink",
    "User",
    "Widget",
]
