"""The desk's words for the rules' choices, translatable: one list for models, screens and the API."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.rules.lifecycle import Channel, Loop, Priority, Status, WaitingOn
from tickets.rules.texts import Worded

STATUS = [
    (Status.NEW, _("New")),
    (Status.OPEN, _("Open")),
    (Status.PENDING, _("Pending")),
    (Status.ON_HOLD, _("On hold")),
    (Status.RESOLVED, _("Resolved")),
    (Status.CLOSED, _("Closed")),
    (Status.MERGED, _("Merged")),
    (Status.SPAM, _("Spam")),
    (Status.TEST, _("Test")),
]

UNTOLD = _("Resolved without telling")  # of the customer; the one name of that state, everywhere

WAITING_ON = [
    (WaitingOn.US, _("Us")),
    (WaitingOn.THIRD_PARTY, _("Third party")),
    (WaitingOn.CUSTOMER, _("Customer")),
    (WaitingOn.NOBODY, _("Nobody")),
]

PRIORITY = [
    (Priority.LOW, _("Low")),
    (Priority.NORMAL, _("Normal")),
    (Priority.HIGH, _("High")),
    (Priority.URGENT, _("Urgent")),
]

LOOP = [
    (Loop.OPEN, _("Open")),
    (Loop.AWAITING, _("Awaiting the customer's word")),
    (Loop.CONFIRMED, _("Confirmed")),
    (Loop.PRESUMED, _("Presumed")),
    (Loop.DISPUTED, _("Disputed")),
    (Loop.REOPENED, _("Reopened")),
]

CHANNEL = [
    (Channel.CHAT, _("Chat")),
    (Channel.EMAIL, _("Email")),
    (Channel.PHONE, _("Phone")),
    (Channel.WEB, _("Web")),
    (Channel.SOCIAL, _("Social")),
    (Channel.IN_PERSON, _("In person")),
    (Channel.OTHER, _("Other")),
]

METRIC = [
    ("first_response", _("First response")),
    ("next_response", _("Next response")),
    ("update", _("Update")),
    ("resolution", _("Resolution")),
    ("resolution_net", _("Resolution, net")),
]

DUE = [("promise", _("Promise")), *METRIC]

CLOCK = [
    ("business", _("Business hours")),
    ("calendar", _("Calendar")),
]

SURVEY = [
    ("csat", "CSAT"),
    ("nps", "NPS"),
    ("ces", "CES"),
]

RELATION = [
    ("same_issue", _("Same issue")),
    ("related", _("Related")),
]

RULE = [
    ("R1", _("R1 promise past due")),
    ("R2", _("R2 wait too long")),
    ("R3", _("R3 no answer")),
    ("R4", _("R4 nobody owns it")),
    ("R5", _("R5 no update given")),
]


def worded(error: Worded) -> str:
    """What is wrong, in the reader's language."""
    text = gettext(error.text)
    return text % error.values if error.values else text
