"""From stored bytes to the desk: a mail becomes a contact, a delivery report finds the mail that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from tickets.actions.inbox import arrivals
from tickets.actions.intake.inbound_message import InboundFile, InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.intake.third_party import is_the_customers, receive_beside
from tickets.actions.outbox import delivery
from tickets.actions.outbox.copies import MOST_COPIED, is_among, our_mailboxes
from tickets.actions.setup import relays
from tickets.channels.email import authentication
from tickets.channels.email.headers import MailAddress
from tickets.channels.email.mail_parser.parent import reader
from tickets.channels.email.parse import Mail, Unreadable
from tickets.channels.email.thread_claims import LONGEST_ID, claims, is_of_a_person, returned, side_of
from tickets.models import ChannelAccount, Mailbox, Message, RawInbound
from tickets.models.words import worded
from tickets.rules.identity import JoinHint, Proof, email, reads_no_mail
from tickets.rules.lifecycle import Channel
from tickets.rules.subjects import folded

LONGEST_REASON = 1_000


def store(account: ChannelAccount, body: bytes, *, at: datetime) -> tuple[RawInbound, bool]:
    """Keep a mail as it came, one copy per mailbox and content; says whether it is new."""
    return arrivals.store(account, body, f"{account.channel}:{account.slug}:{sha256(body).hexdigest()}", at=at)


def process(raw: RawInbound, *, at: datetime) -> None:
    """Read a stored mail and hand it over. Its time is the time of its receipt, never its Date header."""
    body = bytes(raw.body)
    try:
        mail = reader.read(body)
    except Unreadable as error:
        head = reader.head(body)
        arrivals.unreadable(raw, worded(error), sender=head.sender, subject=head.subject)
        return
    about = returned(mail, body)
    if about is not None:
        _report(about, mail, at)
        arrivals.mark_done(raw, about)
        return
    side = side_of(mail)
    if side is not None:
        beside = contact(mail, raw, answers=True)
        if not is_the_customers(side, beside.sender.email):
            message = receive_beside(side, beside, account=raw.account.slug, at=at, occurred_at=raw.received_at)
            arrivals.mark_done(raw, message, longer=mail.text != mail.reply, html=mail.html)
            return
    named = claims(mail, side)
    answers = any(hint in (JoinHint.TOKEN, JoinHint.THREAD) for _ticket, hint in named)
    came = contact(mail, raw, answers=answers)
    if came.sender.sent_from and came.sender.email:
        relays.notice(came.sender.sent_from, came.sender.email)
    received = receive(came, at=at, account=raw.account, claims=named, occurred_at=raw.received_at)
    arrivals.mark_done(raw, received.message, longer=answers and mail.text != mail.reply, html=mail.html)


def _report(about: Message, mail: Mail, at: datetime) -> None:
    """What another mail system says of a mail of ours: it did not arrive, or it takes longer. Else it has arrived."""
    bounce = mail.bounce
    if bounce is None:
        return
    copy = email(bounce.recipient) or ""
    if copy != about.recipient.lower() and copy in (*about.cc, *about.bcc):
        if bounce.action == "failed" or bounce.status.startswith("5"):
            delivery.copy_came_back(about, copy)
        return
    reason = (bounce.diagnostic or bounce.status or mail.subject)[:LONGEST_REASON]
    if bounce.action == "failed" or bounce.status.startswith("5"):
        delivery.bounced(about, at, reason)
    elif bounce.action == "delayed" or bounce.status.startswith("4"):
        delivery.delayed(about, reason)


def contact(mail: Mail, raw: RawInbound, *, answers: bool) -> InboundMessage:
    """A mail in the one shape. `answers`: it answers something that we hold, so what it quotes is set apart from its new
    words; of any other mail all that it says is new to us.
    """
    ours = our_mailboxes()
    setup = Mailbox.objects.filter(account=raw.account).first()
    who = _who(mail, setup, ours)
    opens = mail.notice and setup is not None and setup.machines_open_tickets
    return InboundMessage(
        channel=Channel.EMAIL,
        sender=who.sender,
        text="\n\n".join(filter(None, (mail.reply if answers else mail.text, _invitation(mail), _signed(mail)))),
        quoted_above=mail.quoted_above if answers else "",
        quoted_below=mail.quoted_below if answers else "",
        subject=folded(mail.subject),
        automatic=mail.automatic and not opens,
        proven=who.proof == Proof.PASSED,
        forged=who.proof == Proof.FAILED,
        vouched_other=who.vouched_other,
        answerable=mail.answerable and not who.asks_for_no_answer and not is_among(who.sender.email, ours),
        external_id=_one(mail) or raw.source_key.rpartition(":")[2],
        in_reply_to=mail.in_reply_to,
        mail_id=mail.message_id if len(mail.message_id) <= LONGEST_ID else "",
        copied=_others(mail, (*mail.to, *mail.cc), ours),
        cc=_others(mail, mail.cc, ours),
        from_us=who.is_a_mailbox or who.is_a_person,
        passes_on=who.passes_on,
        files=tuple(InboundFile(f.called, f.type, f.content) for f in mail.files),
    )


def _one(mail: Mail) -> str:
    """What makes two copies one mail, whatever was added on their ways: its sender, Message-ID, words and files.

    Not the Message-ID alone, which its sender chooses, and not the subject, into which gateways write, unless it is all that
    the mail says. "" for a mail without a Message-ID: then only the same bytes are the same mail.
    """
    if not mail.message_id:
        return ""
    said = [
        mail.authors.lower() if mail.sender is None else mail.sender.email,
        *(who.email for who in mail.reply_to),
        mail.message_id,
        " ".join((mail.text or mail.subject).split()),
        *(file.sha256 for file in mail.files),
    ]
    return sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()


INVITED = {
    "CANCEL": _("An invitation was cancelled: %(what)s"),
    "REPLY": _("An answer to an invitation: %(what)s"),
    "": _("An invitation: %(what)s"),
}


def _invitation(mail: Mail) -> str:
    """A calendar's event as a line; the calendar itself is among the files."""
    invited = mail.invitation
    if invited is None:
        return ""
    what = ", ".join(filter(None, (invited.what, invited.when, invited.where)))
    return str(INVITED.get(invited.method, INVITED[""])) % {"what": what}


def _signed(mail: Mail) -> str:
    """What was inside a signature that hid it was taken out unchecked."""
    return str(_("(This mail is signed. Its signature was not checked.)")) if mail.signed else ""


@dataclass(frozen=True)
class _Sender:
    """Who a mail is from, what vouches for it, and whether the address that it came from is one of our own.

    `asks_for_no_answer`: nobody reads what is sent there, or where it asks to be answered.
    """

    sender: Sender
    proof: Proof = Proof.NONE
    vouched_other: bool = False
    is_a_mailbox: bool = False
    is_a_person: bool = False
    asks_for_no_answer: bool = False
    passes_on: bool = False


def _who(mail: Mail, setup: Mailbox | None, ours: frozenset[str]) -> _Sender:
    if mail.sender is None:
        return _Sender(Sender(name=mail.authors[:200], said=" ".join(mail.named[:MOST_COPIED])))
    said = mail.sender.email
    address = email(said) or said
    # A receiver notes a domain as the DNS has it.
    proof = authentication.proof(mail.authentication, setup.trusted_receiver if setup else "", said)
    through = relays.kind_of(address)
    writer = _writer(mail, address, ours, through=through)
    spoken_for = bool(writer or through)
    sender = Sender(name=mail.sender.name, email=address)
    if writer is not None:
        sender = Sender(name=writer.name, email=email(writer.email) or writer.email, sent_from=address, through=through)
    elif through:
        sender = _nobody(mail, address, through, ours)
    is_a_person = is_of_a_person(address)
    passes_on = is_a_person and mail.passed_on is not None
    if passes_on:
        sender = replace(sender, passed_on=mail.passed_on or "")
    return _Sender(
        sender,
        Proof.NONE if spoken_for and proof == Proof.PASSED else proof,
        vouched_other=spoken_for and proof == Proof.PASSED,
        is_a_mailbox=is_among(address, ours),
        is_a_person=is_a_person,
        passes_on=passes_on,
        asks_for_no_answer=reads_no_mail(sender.email)
        or (bool(mail.reply_to) and all(reads_no_mail(said.email) for said in mail.reply_to)),
    )


def _nobody(mail: Mail, sent_from: str, through: str, ours: frozenset[str]) -> Sender:
    """Whoever used a form or a relay that does not say who: it is not the form, and a person of ours finds out."""
    others = [said for said in mail.named if email(said) != sent_from and not is_among(said, ours)]
    name = mail.sender.name if mail.sender else ""
    return Sender(name=name or sent_from, sent_from=sent_from, said=" ".join(others[:MOST_COPIED]), through=through)


def _writer(mail: Mail, sent_from: str, ours: frozenset[str], *, through: str) -> MailAddress | None:
    """Who wrote a mail that asks to be answered elsewhere than where it came from: a form's visitor, whom a group or another
    ticket system speaks for. It is a claim, as From is.

    Not a list or a mailbox of ours, to which it went as well, and nobody where From is among several, or two others are
    named. `through`: one of us marked From as a form or a relay, so that it is never the writer itself.
    """
    went_to = {address.email for address in (*mail.to, *mail.cc)}
    named = {email(said.email): said for said in mail.reply_to}
    if sent_from in named and not (through or reads_no_mail(sent_from)):
        return None
    others = [
        said
        for address, said in named.items()
        if address
        and address != sent_from
        and said.email not in went_to
        and not is_among(said.email, ours)
        and not reads_no_mail(said.email)
    ]
    return others[0] if len(others) == 1 else None


def _others(mail: Mail, to: Sequence[MailAddress], ours: frozenset[str]) -> tuple[str, ...]:
    """To whom else it went, of these: not its sender, and no mailbox of ours."""
    sender = mail.sender.email if mail.sender else ""
    others = dict.fromkeys(address.email for address in to)
    return tuple([address for address in others if address != sender and not is_among(address, ours)][:MOST_COPIED])
