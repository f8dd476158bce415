"""What we sign, so that we know it again: a customer's link, the Message-ID of a mail of ours, a reply address.

Nothing is stored. A link says for whom it was made (`tickets.rules.showing`), expires, and ends when its identity leaves
the customer's file; `Ticket.link_version` revokes all links of a ticket at once. Message ids and reply addresses hold for as
long as the secret key (or one of its fallbacks) does. All are lower-case letters and digits, because mail programs and
people change case.
"""

import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from tickets.models.message import Direction, Message
from tickets.models.side import SideConversation
from tickets.models.ticket import Ticket
from tickets.rules.showing import Holder

LINK_LASTS = timedelta(days=31)

LINK = "tickets.link"
MESSAGE = "tickets.message-id"
ADDRESS = "tickets.reply-address"
SIDE = "tickets.side-address"

TOKEN = re.compile(r"([0-9a-f]{8})([ir])(\d{1,18})([a-z2-7]{24})", re.ASCII)  # until when, for whom, our mark
MESSAGE_ID = re.compile(r"<?ft\.(\d{1,18})\.([a-z2-7]{24})@[^<>@\s]{1,255}>?", re.IGNORECASE)
REPLY_ADDRESS = re.compile(r"\A[^@]{1,64}\+([a-z0-9-]{1,16})\.([a-z2-7]{24})@[^@]{1,255}", re.IGNORECASE)
LONGEST_LOCAL_PART = 64  # RFC 5321: what stands before the @


@dataclass(frozen=True)
class OpenedToken:
    """What a customer's token opens: the ticket, and for whom its link was made."""

    ticket: Ticket
    holder: Holder


def sign(ticket: Ticket, holder: Holder, *, at: datetime) -> str:
    """The token of a link that was made for `holder`, good for 31 days from `at`."""
    expires = int((at + LINK_LASTS).timestamp())
    mark = _mark(holder)
    return f"{expires:08x}{mark}{_mac(LINK, _link_value(ticket, expires, mark))}"


def link(ticket: Ticket, holder: Holder, *, at: datetime) -> str:
    """The whole signed address of the customer's page."""
    page = reverse("request", kwargs={"reference": ticket.reference})
    return f"{settings.PUBLIC_URL}{page}?{urlencode({'t': sign(ticket, holder, at=at)})}"


def read(reference: str, token: str, at: datetime) -> OpenedToken | None:
    """The ticket that a customer's token opens at an instant; None if it opens nothing, whatever the reason."""
    found = TOKEN.fullmatch(token)
    if not found or not reference.isprintable() or at >= expires_at(token):
        return None
    ticket = Ticket.objects.select_related("customer", "owner").filter(reference=reference.upper()).first()
    expires, kind, pk, mac = found.groups()
    if not ticket or not _is_ours(LINK, _link_value(ticket, int(expires, 16), kind + pk), mac):
        return None
    holder = Holder(identity=int(pk)) if kind == "i" else Holder(receipt=int(pk))
    return OpenedToken(ticket, holder) if _is_there(ticket, holder) else None


def _mark(holder: Holder) -> str:
    return f"r{holder.receipt}" if holder.identity is None else f"i{holder.identity}"


def _is_there(ticket: Ticket, holder: Holder) -> bool:
    """Whether the identity is still on its customer's file, or the words still in the ticket."""
    if holder.receipt is not None:
        return Message.objects.filter(pk=holder.receipt, ticket=ticket, direction=Direction.IN).exists()
    return holder.identity is not None and ticket.customer.identities.filter(pk=holder.identity).exists()


def expires_at(token: str) -> datetime:
    """Until when a token of the right form says it is good. It proves nothing: `read` does."""
    return datetime.fromtimestamp(int(token[:8], 16), UTC)


def message_id_for(message: Message) -> str:
    """The Message-ID header of a mail of ours: stable, so that a repeat is recognised, and signed."""
    return f"<ft.{message.pk}.{_mac(MESSAGE, str(message.pk))}@{_domain()}>"


def message_from_message_id(value: str) -> Message | None:
    """The mail of ours that a Message-ID names; None for any that is not ours."""
    found = MESSAGE_ID.fullmatch(value.strip())
    if not found or not _is_ours(MESSAGE, found[1], found[2].lower()):
        return None
    return Message.objects.select_related("ticket").filter(pk=int(found[1])).first()


def ticket_from_message_id(value: str) -> Ticket | None:
    """The ticket of the mail of ours that a Message-ID names; None for any that is not ours."""
    message = message_from_message_id(value)
    return message.ticket if message else None


def reply_address(ticket: Ticket, address: str) -> str | None:
    """A mailbox's address with the ticket's mark in it: support+ft-7kq2-9xmd.SIGNATURE@example.com.

    None for a mailbox whose name is so long that the mark would not fit: its answers are known by their Message-ID alone.
    """
    mailbox, _, domain = address.rpartition("@")
    reference = ticket.reference.lower()
    marked = f"{mailbox}+{reference}.{_mac(ADDRESS, reference)}"
    return f"{marked}@{domain}" if len(marked) <= LONGEST_LOCAL_PART else None


def ticket_from_reply_address(value: str) -> Ticket | None:
    """The ticket that an address made by `reply_address` names; None for any that is not ours."""
    found = REPLY_ADDRESS.fullmatch(value.strip())
    if not found or not _is_ours(ADDRESS, found[1].lower(), found[2].lower()):
        return None
    return Ticket.objects.filter(reference=found[1].upper()).first()


def side_address(side: SideConversation, address: str) -> str | None:
    """A mailbox's address with the mark of a side conversation in it, as `reply_address`."""
    mailbox, _, domain = address.rpartition("@")
    marked = f"{mailbox}+s{side.pk}.{_mac(SIDE, str(side.pk))}"
    return f"{marked}@{domain}" if len(marked) <= LONGEST_LOCAL_PART else None


def side_from_address(value: str) -> SideConversation | None:
    """The side conversation that an address made by `side_address` names; None for any that is not ours."""
    found = REPLY_ADDRESS.fullmatch(value.strip())
    number = found[1].lower().removeprefix("s") if found else ""
    if not found or not (number.isascii() and number.isdigit()) or not _is_ours(SIDE, number, found[2].lower()):
        return None
    return SideConversation.objects.select_related("ticket").filter(pk=int(number)).first()


def _link_value(ticket: Ticket, expires: int, mark: str) -> str:
    return f"{ticket.reference}:{ticket.link_version}:{expires}:{mark}"


def _domain() -> str:
    return settings.DESK_EMAIL.rpartition("@")[2].strip(" >") or "localhost"


def _mac(purpose: str, value: str, key: str | None = None) -> str:
    # 120 bits, 24 characters: far beyond guessing, and short enough for the local part of an address (64).
    digest = salted_hmac(purpose, value, secret=key, algorithm="sha256").digest()
    return b32encode(digest[:15]).decode().lower()


def _is_ours(purpose: str, value: str, mac: str) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(mac, _mac(purpose, value, key)) for key in keys)
