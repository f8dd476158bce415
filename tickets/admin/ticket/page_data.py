"""Everything that a ticket's page is made from, read at once: a fixed number of statements, however long the history.

Promises, flags and service-level clocks are read off the story as of now, not from rows: they are never a sweep late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tickets.actions.outbox.answer_address import last_chat
from tickets.actions.outbox.delivery import UNDELIVERED
from tickets.actions.record import log_of
from tickets.actions.verbs.promises import last_delivery
from tickets.admin.shared.formatting import Formatter
from tickets.admin.tickets.saved_views import tickets
from tickets.events import Leaves, named
from tickets.events.contact import Contacted
from tickets.events.joining import Merged, linked_by
from tickets.events.keys import LATEST
from tickets.events.owner import Assigned
from tickets.events.replay import story_of
from tickets.events.resolution import Confirmed
from tickets.models import (
    ChannelSession,
    Draft,
    Event,
    Feedback,
    Identity,
    KnownFact,
    Mention,
    Message,
    Preferences,
    Promise,
    RawInbound,
    Team,
    Ticket,
    User,
)
from tickets.models.history import current_desk, instant, moment
from tickets.models.message import Direction
from tickets.rules.conversation import ContactGroup, is_chaser
from tickets.rules.facts import known_when_asked
from tickets.rules.lifecycle import Channel
from tickets.rules.projection import Projection, project
from tickets.rules.promises import PromiseOutcome
from tickets.rules.story import Event as StoryEvent
from tickets.rules.story import Resolution

PART = 50  # messages of a long history that are shown at once, the newest first
SPOKEN = named(lambda kind: kind.leaves == Leaves.MESSAGE)
ONE_ROW = (Channel.PHONE, Channel.IN_PERSON)  # all that was said while both sides were there is one row
EVER, NEVER = instant(0), instant(LATEST)
MOST_OTHERS = 8


@dataclass(frozen=True)
class ShownPart:
    """The part of a history that a page shows, in Unix seconds: from `since` (None: the beginning) until before `until`."""

    since: int | None = None
    until: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the history."""
        return self.since is None and self.until is None

    def shows(self, at: int) -> bool:
        """Whether what happened at an instant is in it."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass
class PageData:
    """A ticket, its log and its words, as one person sees them at one moment.

    The log is whole. The messages are those of the part that is shown, and those that did not arrive; promises, flags and
    clocks that were over before the part are not looked at.
    """

    ticket: Ticket
    user: User
    formatter: Formatter
    lines: list[StoryEvent]
    projection: Projection
    part: ShownPart
    messages: list[Message]
    promises: dict[int, Promise]
    facts: list[KnownFact]
    identities: list[Identity]
    others: list[Ticket]
    names: dict[tuple[str, int], str]
    merges: dict[int, int]  # the ticket that was merged into this one, by the line that tells of it
    chat: ChannelSession | None

    @property
    def now(self) -> int:
        """The moment, as Unix seconds."""
        return self.formatter.now

    @property
    def story(self) -> Any:
        """What the walk over the log found."""
        return self.projection.story

    @cached_property
    def thanks(self) -> set[int]:
        """The lines that count as mere thank-yous."""
        return {contact.event.id for contact in self.story.contacts if contact.thanks}

    @cached_property
    def taken_as_yes(self) -> set[int]:
        """Those of them in which few words said yes to our question."""
        yes = {line.at for line in self.story.applied if line.kind == Confirmed.name}
        return {contact.event.id for contact in self.story.contacts if contact.thanks and contact.at in yes}

    @cached_property
    def known_when_asked(self) -> dict[Any, set[str]]:
        """What was known already, by the line that asked for facts."""
        return known_when_asked(self.story)

    @cached_property
    def last_started(self) -> int | None:
        """When we last started an answer, which may have delivered what was promised before."""
        return last_delivery((line.kind, line.data, line.at) for line in self.lines)

    @cached_property
    def lines_shown(self) -> list[StoryEvent]:
        """The lines of the part that is shown."""
        return [line for line in self.lines if self.part.shows(line.at)]

    @cached_property
    def asked_shown(self) -> list[StoryEvent]:
        """The questions for facts of the part that is shown."""
        return [line for line in self.story.asked if self.part.shows(line.at)]

    @cached_property
    def promises_shown(self) -> list[PromiseOutcome]:
        """The promises that were made in the part that is shown."""
        return [outcome for outcome in self.projection.promises if self.part.shows(outcome.promise.event.at)]

    @cached_property
    def answered_by(self) -> dict[int, set[int]]:
        """Who of ours answered, by the instant."""
        found: dict[int, set[int]] = {}
        for answer in self.story.answers:
            found.setdefault(answer.at, set()).add(answer.event.by)
        return found

    @cached_property
    def taken_by(self) -> set[tuple[int, int]]:
        """Who of ours made it theirs, with the instant."""
        return {(event.at, to) for event, to in self.story.owners if to is not None and to == event.by}

    @cached_property
    def resolved_at(self) -> dict[int, list[Resolution]]:
        """The resolutions, by the instant."""
        found: dict[int, list[Resolution]] = {}
        for resolution in self.story.resolutions:
            found.setdefault(resolution.at, []).append(resolution)
        return found

    @cached_property
    def calls(self) -> list[list[Message]]:
        """What our people said in each call and chat, of the part that is shown."""
        found: dict[str, list[Message]] = {}
        for message in self.messages:
            if message.session and message.direction == Direction.OUT:
                found.setdefault(message.session, []).append(message)
        return list(found.values())

    @cached_property
    def last_line(self) -> int:
        """The newest event of the log: what this page shows."""
        return max((line.id for line in self.lines), default=0)

    @cached_property
    def groups(self) -> list[ContactGroup]:
        """The customer's contacts, in order."""
        return self.projection.contacts

    @cached_property
    def chasers(self) -> dict[int, int]:
        """The lines that began a chaser, numbered from 1."""
        found = [group.first.event.id for group in self.groups if is_chaser(group, self.groups)]
        return {line: number for number, line in enumerate(found, 1)}

    @cached_property
    def message_of(self) -> dict[int, Message]:
        """Messages by the event that recorded them."""
        return {message.event_id: message for message in self.messages}  # type: ignore[attr-defined]

    @cached_property
    def event_of(self) -> dict[int, StoryEvent]:
        """The lines that recorded messages, by message."""
        lines = {line.id: line for line in self.lines}
        return {message.pk: lines[pk] for pk, message in self.message_of.items() if pk in lines}

    @cached_property
    def own_contacts(self) -> set[int]:
        """The lines with which the customer turned to us in this ticket itself, not in one that was merged into it."""
        contacts = {line.id for line in self.lines if line.kind == Contacted.name}
        return {pk for pk, m in self.message_of.items() if pk in contacts and m.ticket_id == self.ticket.pk}

    def person(self, pk: int | None) -> str:
        """What a person of ours is called."""
        return self.names.get(("person", pk), _("Somebody")) if pk else _("The desk")

    @property
    def draft(self) -> Draft | None:
        """What this person has begun to write here."""
        return getattr(self.ticket, "draft", None)

    @property
    def other_drafts(self) -> dict[int, str]:
        """Who else has begun to write here, by number."""
        return {pk: name for (what, pk), name in self.names.items() if what == "draft"}

    @property
    def about_to_send(self) -> list[str]:
        """Who else has sent a mail that can still be taken back."""
        return [name for (what, _pk), name in self.names.items() if what == "held"]

    def team(self, pk: int | None) -> str:
        """What a team is called."""
        return self.names.get(("team", pk or 0), _("no team"))


def visible_ticket(user: User, pk: int) -> QuerySet[Ticket]:
    """A ticket with what its page shows of it, this person's draft too; empty for one that they may not see."""
    comment = Feedback.objects.filter(ticket=OuterRef("pk")).exclude(comment="").order_by("-given_at", "-id")
    enter = Preferences.objects.filter(person=user).values("send_by_enter")
    of_it = Q(ticket=OuterRef("pk")) | Q(ticket__merged_into=OuterRef("pk"))
    return (
        tickets(user)
        .filter(pk=pk)
        .annotate(
            draft=FilteredRelation("drafts", condition=Q(drafts__person=user, drafts__goes_at=None)),
            held=FilteredRelation("drafts", condition=Q(drafts__person=user, drafts__goes_at__isnull=False)),
            customers_comment=Subquery(comment.values("comment")[:1]),
            drafted=Exists(Draft.objects.filter(ticket=OuterRef("pk")).exclude(person=user)),
            send_by_enter=Coalesce(Subquery(enter), Value(True)),
            names_me=Exists(Mention.objects.filter(of_it, person=user.pk, seen_at=None)),
        )
        .select_related("customer__organisation", "owner", "team", "draft", "held")  # type: ignore[misc]
    )


def read(ticket: Ticket, user: User, at: datetime, until: int | None = None) -> PageData:
    """Read a ticket's page. The sweep has not to have run: what is true by the clock alone is told as of `at`.

    `until`: the part of the history before that instant, instead of the newest.
    """
    formatter = Formatter(current_desk(at), at)
    lines = log_of(ticket)
    merges = _merges(lines)
    story = {ticket.pk, *merges.values()}
    part = _part(lines, until)
    return PageData(
        ticket=ticket,
        user=user,
        formatter=formatter,
        lines=lines,
        projection=project(story_of(lines, formatter.desk), formatter.desk, formatter.now, part.since),
        part=part,
        messages=list(_messages(story, part)),
        promises={promise.made_in_id: promise for promise in _promises(story)},
        facts=list(_facts(story)),
        identities=list(Identity.objects.filter(customer=ticket.customer_id).order_by("-verified", "kind", "id")),
        others=list(_others(ticket, user, lines)),
        names=_names(lines, ticket, user),
        chat=last_chat(ticket) if Channel.CHAT in ticket.contacts_by_channel else None,
        merges=merges,
    )


def _part(lines: Iterable[StoryEvent], until: int | None) -> ShownPart:
    """The newest words before `until`: an earlier part is there only if something was said before them."""
    said = sorted(line.at for line in lines if line.kind in SPOKEN and (until is None or line.at < until))
    since = said[-PART] if len(said) > PART else None
    return ShownPart(since if since and said[0] < since else None, until)


def _messages(story: Collection[int], part: ShownPart) -> QuerySet[Message]:
    """The words of a part with whole calls, and our answers since the last that arrived: one statement however many there are."""
    every = Message.objects.filter(ticket__in=story)
    if part.is_whole:
        return _as_shown(every)
    said = Q(occurred_at__gte=moment(part.since) or EVER, occurred_at__lt=moment(part.until) or NEVER)
    calls = every.filter(said, channel__in=ONE_ROW).exclude(session="").order_by().values("session")
    ours = Q(direction=Direction.OUT, automatic=False)
    arrived = every.filter(ours).exclude(delivery__in=UNDELIVERED).order_by("-occurred_at").values("occurred_at")[:1]
    newest = ours & Q(occurred_at__gte=Coalesce(Subquery(arrived), Value(EVER)))
    return _as_shown(every.filter(said | newest | Q(channel__in=ONE_ROW, session__in=calls)))


def _as_shown(messages: QuerySet[Message]) -> QuerySet[Message]:
    recorded = Event.objects.filter(message=OuterRef("pk"), kind__in=SPOKEN).order_by("id")
    session = ChannelSession.objects.filter(channel=OuterRef("channel"), external_id=OuterRef("session"))
    mail = RawInbound.objects.filter(message=OuterRef("pk")).order_by("id")
    found = messages.select_related("author").prefetch_related("attachments")
    return found.annotate(
        event_id=Subquery(recorded.values("pk")[:1]),
        answered_at=Subquery(session.values("answered_at")[:1]),
        ended_at=Subquery(session.values("ended_at")[:1]),
        longer=Subquery(mail.values("longer")[:1]),
        html=Subquery(mail.values("html")[:1]),
    )


def _promises(story: Collection[int]) -> QuerySet[Promise]:
    return Promise.objects.filter(ticket__in=story).order_by("made_at", "id")


def _facts(story: Collection[int]) -> QuerySet[KnownFact]:
    return KnownFact.objects.filter(ticket__in=story).select_related("message").order_by("noted_at", "id")


def _others(ticket: Ticket, user: User, lines: Iterable[StoryEvent]) -> QuerySet[Ticket]:
    """The customer's other tickets and those that belong with this one: only what this person may see."""
    beside = {pk for line in lines for pk in line.data.get("beside", ())}
    linked = linked_by(lines)
    claimed = {pk for line in lines for pk, _hint in line.data.get("claims", ())}
    found = tickets(user).filter(Q(customer=ticket.customer_id) | Q(pk__in=beside | linked)).exclude(pk=ticket.pk)
    found = found.exclude(merged_into=ticket.pk).select_related("customer")
    return found.order_by(Case(When(pk__in=claimed, then=0), default=1), "-id")[:MOST_OTHERS]


def _merges(lines: Iterable[StoryEvent]) -> dict[int, int]:
    """Which ticket each merge brought: a line does not know its own ticket."""
    told = [line.id for line in lines if line.kind == Merged.name]
    return dict(Event.objects.filter(pk__in=told).values_list("pk", "ticket_id")) if told else {}


def _names(lines: Iterable[StoryEvent], ticket: Ticket, user: User) -> dict[tuple[str, int], str]:
    """What the people and teams of the log are called, and who else has begun to write here, in one statement."""
    assigned = [line.data for line in lines if line.kind == Assigned.name]
    people: set[int] = {line.by for line in lines if line.by} | {data["to"] for data in assigned if data.get("to")}
    teams: set[int] = {data["team"] for data in assigned if data.get("team")}
    columns = ("first_name", "last_name", "username")
    named = User.objects.filter(pk__in=people).annotate(what=Value("person")).values_list("what", "pk", *columns)
    kept = Case(When(drafts__goes_at=None, then=Value("draft")), default=Value("held"))
    writing = User.objects.filter(drafts__ticket=ticket.pk).exclude(pk=user.pk).annotate(what=kept)
    if not getattr(ticket, "drafted", False):
        writing = writing.none()
    empty = {"empty1": Value(""), "empty2": Value("")}
    grouped = Team.objects.filter(pk__in=teams).annotate(what=Value("team"), **empty)
    grouped_rows = grouped.order_by().values_list("what", "pk", "empty1", "empty2", "name")
    drafts = writing.order_by().values_list("what", "pk", *columns)
    rows = named.order_by().union(grouped_rows, drafts, all=True)
    return {(what, pk): f"{first} {last}".strip() or name for what, pk, first, last, name in rows}
