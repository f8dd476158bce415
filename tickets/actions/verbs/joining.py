"""What belongs together: merging two tickets into one, undoing it, splitting one, linking two.

A merge moves no event: a ticket's story is replayed from its own log and the logs of what was merged into it, so an
undo is exact. The rows that follow from the story are made anew for the tickets that are touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tickets.actions.inputs import Explicit, RowId, VisibleTicket
from tickets.actions.intake.references import new_reference
from tickets.actions.links import end_links
from tickets.actions.projection.rebuild import rebuild
from tickets.actions.record import Entry, Invalid, Stale, locked
from tickets.actions.saving import whole
from tickets.actions.verbs.verb import Found, Verb, WholeVerb
from tickets.events.contact import CONTACTS, Contacted
from tickets.events.joining import Linked, Unlinked, linked_by
from tickets.models import Event, Message, Ticket
from tickets.rules.access import Actor, person_id
from tickets.rules.lifecycle import Forbidden


class Merge(WholeVerb):
    """This ticket goes into that one, and its history with it; that one goes on. No right goes over: the links of both end."""

    name = permission = "merge"
    looks = True
    button, icon = gettext_lazy("Merge into it"), "merge"
    example = {"into": 1042}

    class Input(Explicit):
        """The ticket that this one goes into."""

        into = VisibleTicket(label=gettext_lazy("Ticket number"))

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """Errors: Invalid for itself, Forbidden for one that was merged away, Stale."""
        source, target = _pk(ticket), _pk(self.given["into"])
        if source == target:
            raise Invalid("into", _("A ticket cannot be merged into itself."))
        rows = {pk: locked(pk) for pk in sorted((source, target))}
        _refuse_stale(rows[source], expected_version)
        _write(rows[source], "merge", {"into": target}, actor, at)
        Ticket.objects.filter(merged_into=source).update(merged_into=target)
        Ticket.objects.filter(pk=source).update(merged_into=target)
        end_links(Ticket.objects.of_one_story(target))
        rebuild([source, target], at=at)
        return Ticket.objects.get(pk=target)

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Which went into which."""
        return _("#%(this)d is merged into #%(into)d.") % {"this": ticket.pk, "into": result.pk}


class Unmerge(WholeVerb):
    """Undo the merge of this ticket; each goes on with its own history."""

    name = permission = "unmerge"

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """Errors: Forbidden if it is not merged, Stale."""
        fresh = Ticket.objects.select_for_update().get(pk=_pk(ticket))
        _refuse_stale(fresh, expected_version)
        if fresh.merged_into_id is None:
            raise Forbidden(_("This ticket was not merged."))
        target = fresh.merged_into_id
        Ticket.objects.select_for_update().get(pk=target)
        _write(fresh, "unmerge", {}, actor, at)
        end_links(Ticket.objects.of_one_story(target))
        Ticket.objects.filter(pk=fresh.pk).update(merged_into=None)
        rebuild([fresh.pk, target], at=at)
        return Ticket.objects.get(pk=fresh.pk)

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it is one again."""
        return _("#%d is a ticket of its own again.") % ticket.pk


class Split(WholeVerb):
    """Messages that are about something else go on in a new ticket of the same customer, with their true times."""

    name = permission = "split"
    looks = True
    example = {"messages": [11, 12]}

    class Input(Explicit):
        """The messages that become a ticket of their own."""

        messages = serializers.ListField(child=RowId(), min_length=1, max_length=200)

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """Gives the new ticket. Errors: Invalid for messages that are not this ticket's, or for all of the customer's."""
        messages = self.given["messages"]
        fresh = locked(ticket, expected_version)
        events = events_to_split(fresh, messages)
        new = Ticket.objects.create(
            reference=new_reference(), subject=fresh.subject, customer_id=fresh.customer_id, created_at=at
        )
        moved = [event.name for event in events]
        _write(fresh, "split_off", {"to": new.pk, "lines": moved}, actor, at)
        _write(new, "split_from", {"from": fresh.pk, "lines": moved}, actor, at)
        Message.objects.filter(pk__in=messages).update(ticket=new)
        rebuild([fresh.pk, new.pk], at=at)
        return Ticket.objects.get(pk=new.pk)

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Which came from which."""
        return _("Split off #%(old)d: this is #%(new)d.") % {"old": ticket.pk, "new": result.pk}


def events_to_split(ticket: Ticket, messages: Sequence[int]) -> list[Event]:
    """What goes with these messages: their events, promises made in them too. Errors: Invalid, as for the split."""
    here = Event.objects.filter(ticket=ticket, message__in=messages, message__ticket=ticket)  # not split off already
    events = list(here.order_by("id"))
    _check_split(ticket, events, messages)
    return events


def _check_split(ticket: Ticket, events: Sequence[Event], messages: Sequence[int]) -> None:
    if {event.message_id for event in events} != set(messages) or not events:
        raise Invalid("messages", _("Choose messages of this ticket."))
    if not any(event.kind in CONTACTS for event in events):
        raise Invalid("messages", _("Choose at least one message of the customer: a ticket begins with them."))
    chosen = [event.pk for event in events]
    if not Event.objects.filter(ticket=ticket, kind=Contacted.name).exclude(pk__in=chosen).exists():
        raise Invalid("messages", _("Leave at least one message of the customer here."))


class Link(Verb):
    """Two tickets that belong together without being one: "same_issue" or "related"."""

    name = permission = "link"
    example = {"to": 1042, "relation": "related"}

    class Input(Explicit):
        """A ticket that belongs together with this one."""

        to = VisibleTicket()
        relation = serializers.ChoiceField(["same_issue", "related"], required=False)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The link. Errors: Invalid for itself."""
        other = _pk(self.given["to"])
        if other == found.ticket.pk:
            raise Invalid("to", _("A ticket cannot be linked to itself."))
        return [Entry(Linked, {"to": other, "relation": self.given.get("relation", "related")}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """With which."""
        return _("Linked with #%d.") % _pk(self.given["to"])


class Unlink(Verb):
    """Undo the link of this ticket with another, in whichever sense they were linked."""

    name = permission = "unlink"
    example = {"to": 1042}

    class Input(Explicit):
        """The ticket that it does not belong together with after all."""

        to = VisibleTicket()

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The end of the link. Errors: Invalid if there is none."""
        other = _pk(self.given["to"])
        if other not in linked_by(found.lines):
            raise Invalid("to", _("They are not linked."))
        return [Entry(Unlinked, {"to": other}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """With which."""
        return _("Not linked with #%d any more.") % _pk(self.given["to"])


def _refuse_stale(ticket: Ticket, expected_version: int | None) -> None:
    if expected_version is not None and ticket.version != expected_version:
        raise Stale(ticket)


def _write(ticket: Ticket, kind: str, data: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    Event.objects.create(
        ticket=ticket,
        kind=kind,
        data=data,
        by_id=person_id(actor),
        actor_kind=actor.actor_kind,
        actor_id=actor.actor_id,
        occurred_at=whole(at),
        recorded_at=whole(at),
    )


def _pk(ticket: Ticket | int) -> int:
    return ticket if isinstance(ticket, int) else ticket.pk
