"""Whose ticket it is, and where our people put it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tickets.actions.inputs import Colleague, Explicit, Instant, Names, OneOfOurTeams, Text, Values
from tickets.actions.own_fields import told
from tickets.actions.record import Entry, Invalid
from tickets.actions.verbs.conversation import internal, noted
from tickets.actions.verbs.promises import LATER
from tickets.actions.verbs.verb import Found, Verb
from tickets.events.owner import Assigned
from tickets.events.status import FieldsSet, PrioritySet, Renamed, Snoozed, StatusSet, Tagged, tag_name
from tickets.models import Ticket, words
from tickets.models.custom_field import FieldOn
from tickets.models.history import seconds
from tickets.rules.access import Actor, Denied, person_id
from tickets.rules.assignment import Why
from tickets.rules.subjects import one_line

MOST_TAGS = 20


class Assign(Verb):
    """Give the ticket to a person, a team, or nobody."""

    name = permission = "assign"
    example = {"to": None}

    class Input(Explicit):
        """To whom, and to which team; what is not given stays, null is nobody. A note tells them what they should know."""

        to = Colleague(required=False, allow_null=True)
        team = OneOfOurTeams(required=False, allow_null=True)
        note = Text(required=False)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """Whose it is. Errors: Invalid for somebody who does not work here."""
        rows = {key: self.given[key] for key in ("to", "team") if key in self.given}
        data: dict[str, Any] = {key: row.pk if row else None for key, row in rows.items()}
        if not data:
            raise Invalid("to", _("Say whom to give it to."))
        to = self.given.get("to")
        if to and not to.is_active:
            raise Invalid("to", _("%(name)s does not work here any more.") % {"name": to})
        note = [noted(self.given["note"], found.ticket, actor, at)] if self.given.get("note") else []
        return [*note, Entry(Assigned, data, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it is handed over."""
        return _("#%d is handed over.") % ticket.pk


class Take(Verb):
    """Make it mine."""

    name, permission = "take", "assign"
    in_api = False

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is theirs. Errors: Denied for what is no person."""
        mine = person_id(actor)
        if mine is None:
            raise Denied(_("Only a person takes a ticket."))
        return [Entry(Assigned, {"to": mine}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Whose it is."""
        return _("#%d is yours.") % ticket.pk


class Give(Verb):
    """A machine of ours gives it to whose turn it is, or takes it off who is away; only from whom it thought had it."""

    name = permission = "give"
    on_desk = in_api = False
    example = {"whose": None, "to": None, "why": Why.TURN.value}

    class Input(Explicit):
        """`whose`: the number of whoever has to own it, None for nobody. `to`: whose it is then. `why`: one of `Why`."""

        whose = serializers.IntegerField(allow_null=True)
        to = serializers.IntegerField(allow_null=True)
        why = serializers.ChoiceField([why.value for why in Why])

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is theirs; nothing if somebody else has taken it, or resolved it, meanwhile."""
        if found.ticket.owner_id != self.given["whose"] or not found.ticket.is_unresolved:
            return []
        return [Entry(Assigned, {"to": self.given["to"], "why": self.given["why"]}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Whose it is."""
        return _("It belongs to %(name)s now.") % {"name": result.owner or _("nobody")}


class SetStatus(Verb):
    """Open, pending or on hold. A status never hides a wait: only on hold moves it, to the third party."""

    name = permission = "status"
    example = {"to": "on_hold"}

    class Input(Explicit):
        """Where the ticket goes; resolving has its own verb."""

        to = serializers.ChoiceField(["open", "pending", "on_hold"])

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """Where it stands."""
        return [Entry(StatusSet, {"to": self.given["to"]}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Where it stands."""
        return _("It is %s now.") % result.get_status_display().lower()


class SetPriority(Verb):
    """How much it presses."""

    name = permission = "priority"
    example = {"to": "high"}

    class Input(Explicit):
        """How much it presses."""

        to = serializers.ChoiceField(words.PRIORITY)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The priority."""
        return [Entry(PrioritySet, {"to": self.given["to"]}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """The priority."""
        return _("Its priority is %s now.") % result.get_priority_display().lower()


class Rename(Verb):
    """Give it a subject that says what it is about. The customer reads the new one; the history keeps the old one."""

    name, permission = "rename", "sort"
    example = {"subject": "The app hangs after the update"}

    class Input(Explicit):
        """What the ticket is called from now on."""

        subject = Text(label=gettext_lazy("Subject"), max_length=300)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is called otherwise, in one line: the subject of every later mail is made of it."""
        old, new = found.ticket.subject, one_line(self.given["subject"])
        if new == old:
            return []
        message = internal(actor, _("“%(old)s” is now called “%(new)s”.") % {"old": old, "new": new}, at)
        message.subject = new
        return [Entry(Renamed, actor=actor, message=message)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What it is called."""
        return _("It is called “%s” now.") % result.subject


class Tag(Verb):
    """Put tags on it, take others off. A tag is a word of ours for what tickets are about."""

    name, permission = "tag", "sort"
    button, icon = gettext_lazy("Tag"), "sell"
    example = {"add": ["billing"], "remove": ["app"]}

    class Input(Explicit):
        """Which tags it gets, and which it loses; at least one."""

        add = Names(label=gettext_lazy("Tags to add, with commas between"), required=False, max_length=MOST_TAGS)
        remove = Names(label=gettext_lazy("Tags to take off"), required=False, max_length=MOST_TAGS)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """Those that it does not have yet, and those that it has. Errors: Invalid for no tag, and for too many."""
        add, remove = ({tag_name(word) for word in self.given.get(way, ())} for way in ("add", "remove"))
        if not add | remove:
            raise Invalid("add", _("Say which tags."))
        held = set(found.ticket.tags)
        if len((held | add) - remove) > MOST_TAGS:
            raise Invalid("add", _("A ticket has at most %d tags.") % MOST_TAGS)
        change = {"add": sorted(add - remove - held), "remove": sorted(remove & held)}
        data = {way: tags for way, tags in change.items() if tags}
        return [Entry(Tagged, data, actor=actor)] if data else []

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Which it has."""
        return _("Tags: %s.") % (", ".join(result.tags) or _("none"))


class SetFields(Verb):
    """Put values into the desk's own fields of it. The history keeps what stood there before."""

    name, permission = "fields", "sort"
    example = {"fields": {"order_number": "A-1042"}}

    class Input(Explicit):
        """Values by the keys of the fields; null and an empty text empty one, and fields that are not named stay."""

        fields = Values()  # type: ignore[assignment]

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """What stands there otherwise than before. Errors: Invalid for a field that is none, and for what it cannot hold."""
        held = {**found.ticket.fields}
        for entry in found.before:
            held |= entry.facts if entry.kind is FieldsSet else {}
        said = told(self.given["fields"], FieldOn.TICKET)
        changed = [(field, value) for field, value in said if value != held.get(field.key, "")]
        if not changed:
            return []
        lines = (_was_and_is(field.label, held.get(field.key, ""), value) for field, value in changed)
        message = internal(actor, "\n".join(lines), at)
        return [Entry(FieldsSet, actor=actor, message=message, facts={field.key: value for field, value in changed})]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it is so."""
        return _("The fields are saved.")


def _was_and_is(label: str, old: str, new: str) -> str:
    said = {"field": label, "old": old, "new": new}
    if not new:
        return _("%(field)s: “%(old)s” removed.") % said
    return (_("%(field)s: from “%(old)s” to “%(new)s”.") if old else _("%(field)s: “%(new)s”.")) % said


class Snooze(Verb):
    """Out of sight until then, or until the customer writes. No clock and no flag stops for it."""

    name = permission = "snooze"
    button, icon = gettext_lazy("Snooze"), "snooze"
    example = {"until": LATER}

    class Input(Explicit):
        """Until when."""

        until = Instant(label=gettext_lazy("Snooze until"), error_messages={"typed": gettext_lazy("Say until when.")})

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """What is resolved is out of sight already."""
        return ticket.is_unresolved

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """Until when. Errors: Invalid for what is past."""
        if self.given["until"] <= at:
            raise Invalid("until", _("Snooze until a time in the future."))
        return [Entry(Snoozed, {"until": seconds(self.given["until"])}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What it does not do."""
        return _("Snoozed. No clock stops for it.")


class Wake(Verb):
    """Back in sight before its time."""

    name, permission = "wake", "snooze"
    in_api = False
    button, icon, beside = gettext_lazy("Wake"), "alarm", gettext_lazy("Snoozed: back in sight at once")

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """What was put out of sight; its time may have come."""
        return ticket.is_unresolved and ticket.snoozed_until is not None

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That its time has come; of what is in sight nothing."""
        until = found.ticket.snoozed_until
        return [Entry(Snoozed, {"until": seconds(at)}, actor=actor)] if until and until > at else []

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Where it is."""
        return _("It is back in sight.")
