"""Which teams a contact came to: whoever was written to sees it."""

from __future__ import annotations

from tickets.actions.change import Entry
from tickets.actions.record import permit
from tickets.events.owner import CameTo
from tickets.models import ChannelAccount, Ticket
from tickets.rules.access import channel_actor
from tickets.rules.projection import came_to


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
