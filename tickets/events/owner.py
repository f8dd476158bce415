"""Whose a ticket is, and which teams it came to."""

from __future__ import annotations

from tickets.events.keys import Agent, OneOf, TeamName
from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules.access import CHANNEL
from tickets.rules.assignment import Why
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk

GIVEN = {
    Why.TURN: gettext_noop("%(to)s was given it: it was their turn"),
    Why.LEAST: gettext_noop("%(to)s was given it: they own least"),
    Why.OUT_OF_OFFICE: gettext_noop("%(to)s was given it: its owner is out of office"),
    Why.SHIFT_ENDED: gettext_noop("%(to)s was given it: its owner's shift ended and it is due before they are back"),
}
RELEASED = gettext_noop("It waits for the team again: its owner is out of office")


class Assigned(Kind):
    """To somebody, to nobody, to a team, to none: what is not named stays. `why`: of what a machine of ours did."""

    name, label = "assign", gettext_noop("Assignment")
    keys = {"to": Agent(null=True), "team": TeamName(null=True)}
    inside = {"why": OneOf(*Why)}

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """A new ticket that somebody takes is open."""
        walk.story.team = event.data.get("team", walk.story.team)
        if "to" in event.data:
            walk.own(event.data["to"], event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence | None:
        """Who has it now, and from whom."""
        who, data = reader.person(event.by), event.data
        if "to" not in data:
            return cls._team(event, reader)
        if "why" in data:
            return cls._by_machine(event, reader)
        if data["to"] is None:
            return Sentence("person_off", gettext_noop("%(who)s released it: nobody owns it"), {"who": who})
        if data["to"] in reader.answered_by(event.at):
            return None
        to = reader.person(data["to"])
        if event.by == data["to"] or event.by is None:
            return Sentence("person", gettext_noop("%(who)s took it"), {"who": to})
        return Sentence("swap_horiz", gettext_noop("%(who)s handed it to %(to)s"), {"who": who, "to": to})

    @classmethod
    def _by_machine(cls, event: Event, reader: SentenceReader) -> Sentence:
        to = event.data["to"]
        if to is None:
            return Sentence("person_off", RELEASED, {})
        return Sentence("swap_horiz", GIVEN[Why(event.data["why"])], {"to": reader.person(to)})

    @classmethod
    def _team(cls, event: Event, reader: SentenceReader) -> Sentence:
        if not event.data.get("team"):
            return Sentence("group", gettext_noop("It belongs to no team any more"), {})
        values = {"who": reader.person(event.by), "team": reader.team(event.data["team"])}
        if event.by:
            return Sentence("group", gettext_noop("%(who)s gave it to the team %(team)s"), values)
        return Sentence("group", gettext_noop("It came to the team %(team)s"), values)


class CameTo(Kind):
    """A mail of it came to the mailbox of another team as well: that team sees it too, and whose it is stays as it is.

    Who wrote to two mailboxes wrote to both teams, and each may answer. No later hand-over takes that back.
    """

    name, label = "came_to", gettext_noop("Came to another team as well")
    keys = {"team": TeamName()}
    needed = ("team",)
    done_by = CHANNEL
    is_news = False

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It moves nothing else."""
        walk.story.came_to = [*walk.story.came_to, event.data["team"]]

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Which team sees it since."""
        team = reader.team(event.data["team"])
        return Sentence("group_add", gettext_noop("It came to the team %(team)s as well"), {"team": team})
