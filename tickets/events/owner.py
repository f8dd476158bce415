"""Whose a ticket is, and which teams it came to."""

from __future__ import annotations

from tickets.events.keys import Agent, TeamName
from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules.access import CHANNEL
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class Assigned(Kind):
    """To somebody, to nobody, to a team, to none: what is not named stays."""

    name, label = "assign", gettext_noop("Assignment")
    keys = {"to": Agent(null=True), "team": TeamName(null=True)}

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
        if data["to"] is None:
            return Sentence("person_off", gettext_noop("%(who)s released it: nobody owns it"), {"who": who})
        if data["to"] in reader.answered_by(event.at):
            return None
        to = reader.person(data["to"])
        if event.by == data["to"] or event.by is None:
            return Sentence("person", gettext_noop("%(who)s took it"), {"who": to})
        return Sentence("swap_horiz", gettext_noop("%(who)s handed it to %(to)s"), {"who": who, "to": to})

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
