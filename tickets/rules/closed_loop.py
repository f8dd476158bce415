"""What the customer's last word on the outcome was, as of an instant (definitions 5)."""

from __future__ import annotations

from tickets.rules.lifecycle import CLOSES_AFTER, PRESUMED_AFTER, Loop
from tickets.rules.story import CameBack, Event, Resolution, Story


def loop(story: Story, until: int) -> Loop:
    """Only the last resolution counts; a presumption needs a delivered word of ours, an asking and seven silent days."""
    if not story.resolutions:
        return Loop.OPEN
    last = story.resolutions[-1]
    if last.ended is not None:
        return _returned(last, last.ended)
    if last.confirmed_at is not None:
        return Loop.CONFIRMED
    if last.asked_at is None or last.undelivered:
        return Loop.OPEN
    return Loop.PRESUMED if until >= last.asked_at + PRESUMED_AFTER else Loop.AWAITING


def _returned(last: Resolution, ended: Event) -> Loop:
    if last.came_back == CameBack.DISPUTE:
        return Loop.DISPUTED
    if last.came_back == CameBack.CONTACT and ended.at - last.at <= CLOSES_AFTER:
        return Loop.REOPENED
    return Loop.OPEN


def presumed_from(story: Story) -> int | None:
    """When silence will be taken for consent, if the customer stays silent."""
    last = story.resolution
    if last is None or last.confirmed_at is not None or last.asked_at is None or last.undelivered:
        return None
    return last.asked_at + PRESUMED_AFTER
