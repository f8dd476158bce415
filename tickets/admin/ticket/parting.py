"""Before a part of a ticket becomes one of its own: which messages go, and what both tickets look like after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, log_of
from tickets.actions.verbs.joining import events_to_split
from tickets.admin.shared import clock, icons
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.ticket.page_data import visible_ticket
from tickets.events.replay import story_of
from tickets.models import Message, Promise, Ticket, words
from tickets.models.history import current_desk, seconds
from tickets.models.message import Direction
from tickets.rules.lifecycle import Status, WaitingOn
from tickets.rules.projection import project
from tickets.rules.story import Event as StoryEvent

MOST_SHOWN = 100  # messages that can be chosen, the newest
SHOWN_WORDS = 200  # characters of each


@dataclass(frozen=True)
class Choosable:
    """A message, and whether it goes."""

    pk: int
    who: str
    when: str
    icon: str
    text: str
    goes: bool


@dataclass(frozen=True)
class After:
    """A ticket as it will stand: `clocks` are what runs then with its due time."""

    number: str
    subject: str
    status: str
    waiting_on: str
    owner: str
    contacts: int
    promises: list[str]
    clocks: list[str]


def to_look(ticket: Ticket, messages: Sequence[int]) -> HttpResponse:
    """To the page that shows what a split would do. Errors: Invalid for what cannot be split off."""
    events_to_split(ticket, messages)
    return redirect(
        f"{reverse('admin:ticket_split_look', args=[ticket.pk])}?{urlencode({'messages': messages}, doseq=True)}"
    )


def split_look(site_admin: ReadingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """`?messages`: those that would go, once for each. A foreign ticket and a missing one are the same answer."""
    ticket = visible_ticket(me(request), pk).first()
    if ticket is None or not may_do(request.user, "split") or ticket.status == Status.MERGED:
        raise Http404
    at = clock.now(request)
    tell = Formatter(current_desk(at), at)
    asked = {int(number) for number in request.GET.getlist("messages") if number.isascii() and number.isdigit()}
    lines = log_of(ticket)
    try:
        gone = {event.name for event in events_to_split(ticket, sorted(asked))} if asked else set()
        refused = "" if asked else _("Choose the messages that go.")
    except Invalid as error:
        gone, refused = set(), str(error)
    context = {
        **site_admin.admin_site.each_context(request),
        "title": _("Split #%d?") % ticket.pk,
        "ticket": ticket,
        "messages_of": _choosable(ticket, asked, tell),
        "refused": refused,
        "asked": sorted(asked),
        "last_line": max((line.id for line in lines), default=0),
        "both": [] if refused else _both(ticket, lines, gone, tell),
    }
    request.current_app = site_admin.admin_site.name
    return TemplateResponse(request, "admin/tickets/ticket/split.html", context)


def _choosable(ticket: Ticket, asked: Collection[int], tell: Formatter) -> list[Choosable]:
    found = Message.objects.filter(ticket=ticket, automatic=False).select_related("author", "customer")
    rows = list(found.order_by("-occurred_at", "-id")[:MOST_SHOWN])
    return [_choice(message, ticket, asked, tell) for message in reversed(rows)]


def _choice(message: Message, ticket: Ticket, asked: Collection[int], tell: Formatter) -> Choosable:
    theirs = message.direction == Direction.IN
    who = (
        message.sender.get("name") or str(message.customer or ticket.customer) if theirs else str(message.author or "")
    )
    return Choosable(
        pk=message.pk,
        who=who or _("The desk"),
        when=tell.moment(seconds(message.occurred_at)),
        icon="lock" if message.direction == Direction.INTERNAL else icons.channel(message.channel),
        text=message.text[:SHOWN_WORDS],
        goes=message.pk in asked,
    )


def _both(ticket: Ticket, lines: list[StoryEvent], gone: Collection[str], tell: Formatter) -> list[After]:
    """Each as its story tells it without the other's lines, and with them."""
    stays = [line for line in lines if line.name not in gone]
    goes = [line for line in lines if line.name in gone]
    promised = dict(Promise.objects.filter(ticket=ticket).values_list("made_in", "text"))
    return [
        _after(f"#{ticket.pk}", ticket.subject, str(ticket.owner or _("Nobody")), stays, promised, tell),
        _after(_("The new ticket"), ticket.subject, _("Nobody"), goes, promised, tell),
    ]


def _after(
    number: str, subject: str, owner: str, lines: Iterable[StoryEvent], promised: dict[int, str], tell: Formatter
) -> After:
    after = project(story_of(list(lines), tell.desk), tell.desk, tell.now)
    owed = [found.promise for found in after.promises if found.owed]
    named = dict(words.METRIC)
    return After(
        number=number,
        subject=subject,
        status=str(dict(words.STATUS)[Status(after.row["status"])]),
        waiting_on=str(dict(words.WAITING_ON)[WaitingOn(after.row["waiting_on"])]),
        owner=owner,
        contacts=after.row["contacts"],
        promises=[
            _("%(what)s, due %(due)s")
            % {"what": promised.get(promise.event.id) or _("to come back to them"), "due": tell.moment(promise.due_at)}
            for promise in owed
        ],
        clocks=[
            _("%(what)s, due %(due)s") % {"what": named[found.metric], "due": tell.moment(found.due_at)}
            for found in after.clocks
            if found.ended_at is None and found.due_at is not None
        ],
    )
