"""Who calls: a number as a provider gives it, in the form in which the desk knows it, or nobody if it is withheld."""

from __future__ import annotations

from tickets.actions.customers import identities
from tickets.actions.intake.calls import RANG
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.models import Line
from tickets.rules.lifecycle import Channel

# What telephone systems send instead of a number that the caller keeps to themselves.
WITHHELD_WORDS = {
    *("anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld", "hidden"),
    *("privatenumber", "numberwithheld", "nocallerid", "unknownnumber", "withheldnumber", "unterdrückt"),
}
# The same words as they are dialled on a telephone's keys, which Twilio sends: "+266696687" spells ANONYMOUS.
WITHHELD_DIGITS = {"266696687", "2562533", "7378742833", "8656696", "86282452253", "464"}


def contact(line: Line, call: str, number: str | None, event: str) -> InboundMessage:
    """The caller's line of a call, in the one shape; a call id is unique only on its line."""
    session = f"{line.account.slug}:{call}"
    sender = sender_of(number, line)
    return InboundMessage(Channel.PHONE, sender, RANG, session=session, external_id=f"{session}:{event}")


def sender_of(given: str | None, line: Line) -> Sender:
    """The caller; nobody for a withheld number, and as it came if it is no number that we know how to dial."""
    text = _plain(given or "")
    if is_withheld(text):
        return Sender()
    return Sender(phone=identities.phone(text, line.region or identities.region_of(line.account.address)) or text)


def is_withheld(text: str) -> bool:
    """Whether this stands for a caller who shows no number, in any spelling."""
    user, _, host = text.lower().partition("@")
    letters = "".join(character for character in user if character.isalnum())
    if not letters or host == "anonymous.invalid":
        return True
    return letters in WITHHELD_WORDS or letters in WITHHELD_DIGITS


def _plain(given: str) -> str:
    """A number without what a SIP address or a tel: link puts around it."""
    text = given.strip().strip('<>"').strip()
    for scheme in ("sips:", "sip:", "tel:"):
        if text.lower().startswith(scheme):
            text = text[len(scheme) :].partition(";")[0]
    user, _, host = text.partition("@")
    return user if host and user.removeprefix("+").isdigit() else text
