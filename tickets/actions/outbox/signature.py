"""What stands under a mail of ours: its writer's own signature, then the mailbox's. It is no part of the stored words, so that no
figure and no guard reads it."""

from __future__ import annotations

from tickets.models import ChannelAccount, Mailbox, Message, RawInbound
from tickets.models.preferences import preferences_of
from tickets.rules.lifecycle import Channel
from tickets.rules.placeholders import signed


def signature_of(message: Message, mailbox: ChannelAccount | None) -> str:
    """Both with the values in place, one below the other; a machine's words have the mailbox's alone."""
    setup: Mailbox | None = getattr(mailbox, "mailbox", None)
    values = {"team.name": str(message.ticket.team) if message.ticket.team else ""}
    own = ""
    if message.author_id and message.author and not message.automatic:
        writer = message.author
        values |= {"agent.name": str(writer), "agent.first_name": writer.first_name or str(writer)}
        own = preferences_of(writer.pk).signature
    parts = (signed(text, values) for text in (own, setup.signature if setup else ""))
    return "\n".join(part for part in parts if part)


def mailbox_for(message: Message) -> ChannelAccount | None:
    """The mailbox that was chosen, else the one that the customer wrote to, of several the first that had the mail, else the one
    that we first wrote from, else the team's, else the desk's first."""
    if message.sent_from and message.sent_from.active:
        return message.sent_from
    written_to = RawInbound.objects.filter(
        message__ticket=message.ticket_id, message__side=None, account__channel=Channel.EMAIL
    )
    arrival = written_to.select_related("account__mailbox").defer("body").order_by("-message", "id").first()
    if arrival and arrival.account.active:
        return arrival.account
    begun = (
        Message.objects.of(message.ticket).filter(sent_from__active=True).select_related("sent_from__mailbox").first()
    )
    if begun:
        return begun.sent_from
    mailboxes = (
        ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).select_related("mailbox").order_by("id")
    )
    return mailboxes.filter(team=message.ticket.team_id).first() or mailboxes.first()
