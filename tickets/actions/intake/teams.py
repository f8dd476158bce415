"""Which teams a contact came to: whoever was written to sees it."""

from __future__ import annotations

from collections.abc import Sequence

from tickets.actions.change import Entry
from tickets.actions.record import permit
from tickets.events.owner import Assigned, CameTo
from tickets.models import ChannelAccount, Event, Ticket
from tickets.rules.access import CHANNEL, channel_actor
from tickets.rules.identity import is_elsewhere
from tickets.rules.lifecycle import Channel
from tickets.rules.projection import came_to


def elsewhere(tickets: Sequence[Ticket], account: ChannelAccount | None) -> set[int]:
    """Those of a customer's tickets that are not with the team whose mailbox was written to; of a mail only."""
    if account is None or account.channel != Channel.EMAIL:
        return set()
    others = [ticket for ticket in tickets if ticket.team_id != account.team_id]
    if not others:
        return set()
    came_in = _came_in(others)
    return {
        ticket.pk
        for ticket in others
        if is_elsewhere(
            account.team_id, {ticket.team_id, *came_in[ticket.pk]}, by_mail=Channel.EMAIL in ticket.contacts_by_channel
        )
    }


def _came_in(tickets: Sequence[Ticket]) -> dict[int, set[int | None]]:
    """The teams of the mailboxes and other accounts by which tickets came. None: of a mailbox of no team; while each has a
    team, what names none came with an import, or before they had, and says nothing of where it belongs."""
    found: dict[int, set[int | None]] = {ticket.pk: set() for ticket in tickets}
    told = Event.objects.filter(ticket__in=found, kind__in=[Assigned.name, CameTo.name], actor_kind=CHANNEL)
    for ticket, data in told.values_list("ticket", "data"):
        found[ticket].add(data.get("team"))
    mailboxes = list(ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).values_list("team", flat=True))
    unnamed: set[int | None] = {None} if None in mailboxes else set(mailboxes)
    return {ticket: teams or unnamed for ticket, teams in found.items()}


def telling(ticket: Ticket, account: ChannelAccount | None) -> list[Entry]:
    """That a mail came to the mailbox of a team that does not know of its ticket yet; nothing where it does.

    A mailbox of no team has nobody to tell, and a ticket of no team is everybody's: it may become a team's later, so that it
    is noted all the same.
    """
    if account is None or account.team_id is None or account.team_id == ticket.team_id:
        return []
    if came_to([account.team_id]) in ticket.came_to:
        return []
    channel = channel_actor(account.slug)
    permit(channel, "tell-team")
    return [Entry(CameTo, {"team": account.team_id}, actor=channel)]
