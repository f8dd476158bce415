"""What a customer does by a link: they are whom it was made for, and it is worth what was proven when it was given.

A link that was mailed to an identity stands for its owner. A receipt stands for nobody: by it words are taken as any other
claim's, unproven and by the rule of joining, and nothing is confirmed, disputed, corrected, rated or disowned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.intake.inbound_message import InboundFile, InboundMessage, Sender
from tickets.actions.intake.receive import Received, receive
from tickets.actions.verbs import Verb, perform
from tickets.actions.verbs.conversation import Learn
from tickets.actions.verbs.links import RevokeLinks
from tickets.actions.verbs.outcome import AskWhetherSolved, Confirm, Dispute, GiveFeedback
from tickets.models import Identity, Message, Ticket
from tickets.models.customer_page import customers_view, known_as
from tickets.models.history import current_desk
from tickets.models.tokens import OpenedToken
from tickets.rules.access import Denied, channel_actor, customer_actor
from tickets.rules.identity import JoinHint
from tickets.rules.lifecycle import SETTLED, Channel, Loop


@dataclass(frozen=True)
class Writer:
    """Who writes by a link. `place`: what `intake.receive` is given of where it belongs; `owner`: whose repeats theirs are."""

    sender: Sender
    place: Mapping[str, Any]
    owner: str


def writer(opened: OpenedToken) -> Writer:
    """Who writes by this link: the identity that it was made for, or whoever the receipt's words said they were."""
    ticket, holder = opened.ticket, opened.holder
    if holder.identity is not None:
        sender = Sender(**known_as(_owner(holder.identity)))
        return Writer(sender, {"ticket": ticket}, f"request-{ticket.reference}-i{holder.identity}")
    given = Message.objects.get(pk=holder.receipt or 0).sender
    sender = Sender(**{key: given[key] for key in ("name", "email", "phone", "handle") if given.get(key)})
    claims = {"claims": [(ticket, JoinHint.THREAD)]}
    return Writer(sender, claims, f"request-{ticket.reference}-r{holder.receipt}")


def write(
    opened: OpenedToken, *, at: datetime, text: str, once: str = "", files: Sequence[InboundFile] = ()
) -> Received:
    """More words. `once`: the sender's own name for them, by which a second click is known."""
    who = writer(opened)
    message = InboundMessage(
        channel=Channel.WEB,
        sender=who.sender,
        text=text,
        proven=opened.holder.is_proven,
        receipt=opened.holder.receipt,
        external_id=f"{who.owner}:{once}" if once else None,
        files=tuple(files),
    )
    return receive(message, at=at, **who.place)


def see(opened: OpenedToken, *, at: datetime) -> None:
    """They look at their page: what we ask there has reached them."""
    ticket = opened.ticket
    if not opened.holder.is_proven or ticket.status not in SETTLED or ticket.loop != Loop.OPEN:
        return
    question = customers_view(ticket, opened.holder, desk=current_desk(at), at=at).question
    if question and question.is_new:
        step = AskWhetherSolved(message=question.message and question.message.pk)
        perform(ticket, [step], actor=channel_actor(Channel.WEB), at=at)
        ticket.refresh_from_db()


def confirm(opened: OpenedToken, *, at: datetime) -> Ticket:
    """It works. Errors: Denied for a receipt, and for whom we did not ask; Forbidden."""
    _demand_asked(opened, at)
    return _done(opened, Confirm(), at)


def dispute(opened: OpenedToken, *, at: datetime, text: str = "") -> Ticket:
    """It does not, and why. Errors: as `confirm`."""
    _demand_asked(opened, at)
    return _done(opened, Dispute(text=text), at)


def rate(opened: OpenedToken, *, at: datetime, survey: str, score: int, comment: str = "") -> Ticket:
    """How it went. Errors: Denied for a receipt, Invalid."""
    return _done(opened, GiveFeedback(survey=survey, score=score, comment=comment), at)


def correct(opened: OpenedToken, *, at: datetime, facts: Mapping[str, str]) -> Ticket:
    """We understood something wrong. Errors: Denied for a receipt, Invalid."""
    return _done(opened, Learn(facts=facts), at)


def disown(opened: OpenedToken, *, at: datetime) -> Ticket:
    """It was not they who wrote: all links of the ticket end. Errors: Denied for a receipt."""
    return _done(opened, RevokeLinks(), at)


def _done(opened: OpenedToken, step: Verb, at: datetime) -> Ticket:
    owner = _owner(proven(opened))
    return perform(opened.ticket, [step], actor=customer_actor(owner.customer_id, owner.pk), at=at)


def proven(opened: OpenedToken) -> int:
    """The identity that the link stands for. Errors: Denied for a receipt."""
    if opened.holder.identity is None:
        raise Denied(
            _(
                "This is the receipt of what you wrote: it shows your own words and takes more of them. For the rest open the "
                "link that we mailed to the address you gave."
            )
        )
    return opened.holder.identity


def _demand_asked(opened: OpenedToken, at: datetime) -> None:
    proven(opened)
    ticket = opened.ticket
    if ticket.status not in SETTLED or ticket.loop == Loop.CONFIRMED:
        return  # the lifecycle knows better what to say
    view = customers_view(ticket, opened.holder, desk=current_desk(at), at=at)
    if view.question is None and not (ticket.loop == Loop.OPEN and view.is_told):
        raise Denied(_("We asked this of another address, number or chat. Answer there, or write to us here."))


def _owner(identity: int) -> Identity:
    return Identity.objects.select_related("customer").get(pk=identity)
