"""The marks that a message wears: chaser, not proven, late, promises made in it, facts told in it, questions asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.admin.shared.components import Pill
from tickets.admin.shared.formatting import hours
from tickets.admin.ticket.header import PROMISE_TONE, PROMISE_WORD, label
from tickets.admin.ticket.page_data import PageData
from tickets.models import Message
from tickets.models.history import seconds
from tickets.models.message import Delivery, Direction
from tickets.models.relay import RelayKind
from tickets.rules.promises import PromiseOutcome
from tickets.rules.story import Event

ENTERED_LATE = 600  # seconds between what happened and when it was noted, clocks of others being 5 minutes off
MOST_COPIED = 5
THROUGH = {
    RelayKind.FORM: gettext_lazy("came through the form %s"),
    RelayKind.RELAY: gettext_lazy("came through the relay %s"),
}
NEVER_PROVEN = {"phone", "in_person", "other"}  # an agent heard or saw them: there is no sender to prove


def sources(page: PageData, message: Message) -> Iterator[str]:
    """The line beside a name: channel, subject, what became of it."""
    yield message.get_channel_display().lower()
    if message.direction == Direction.IN:
        yield from _from_whom(page, message)
    elif message.direction == Direction.INTERNAL and message.sender.get("email"):
        yield str(message.sender["email"])
    elif message.recipient:
        yield _("to %s") % message.recipient
        if message.cc:
            yield _("also to %s") % ", ".join(message.cc)
        if message.bcc:
            yield _("unseen to %s") % ", ".join(message.bcc)
        if message.not_reached:
            yield _("did not reach %s") % ", ".join(message.not_reached)
    if message.delivery in (Delivery.WAITING, Delivery.SENDING):
        yield message.get_delivery_display().lower()
    elif message.delivery == Delivery.SENT and message.sent_at:
        yield _("sent %(time)s") % {"time": page.formatter.time(seconds(message.sent_at))}
        if message.error:  # their server has told us that it still tries
            yield _("delayed: %(reason)s") % {"reason": message.error[:120]}
    if message.direction == Direction.OUT:
        yield from _what_it_did(page, message)


def _from_whom(page: PageData, message: Message) -> Iterator[str]:
    """An address that is not on the customer's file is always shown: anybody can put their name before it."""
    address = message.sender.get("email", "")
    if address and address not in {row.value for row in page.identities if row.kind == "email"}:
        yield address
    if said := message.sender.get("said"):
        yield _("names %s") % ", ".join(said.split())
    if passed_on := message.sender.get("passed_on"):
        yield _("passes on a mail of %s") % passed_on
    if sent_from := message.sender.get("sent_from"):
        yield str(THROUGH.get(message.sender.get("through", ""), _("sent from %s"))) % sent_from
    if message.subject:
        yield message.subject
    if message.copied:
        yield _("also to %s") % ", ".join(message.copied[:MOST_COPIED])


def _what_it_did(page: PageData, message: Message) -> Iterator[str]:
    story, at = page.story, seconds(message.occurred_at)
    first = page.projection.row["first_answered_at"]
    if story.start and first == at and any(a.event.id == message.event_id for a in story.answers if a.at == first):  # type: ignore[attr-defined]
        yield _("first response after %(time)s") % {"time": hours(page.formatter.business(story.start.at, at))}
    if (at, message.author_id) in page.taken_by:
        yield _("took it")
    for resolution in page.resolved_at.get(at, ()):
        if message.author_id == resolution.event.by:
            yield _("resolved, and asked whether it is") if resolution.asked_at else _("resolved, not asked yet")


def of_message(page: PageData, message: Message) -> list[Pill]:
    """Marks beside the name."""
    found = []
    chaser = page.chasers.get(message.event_id)  # type: ignore[attr-defined]
    if chaser:
        found.append(Pill(_("Chaser %d") % chaser, "bad", "notifications_active"))
    if message.event_id in page.taken_as_yes:  # type: ignore[attr-defined]
        why = _("Few words, in answer to the question whether it is solved.")
        found.append(Pill(_("Taken as a yes"), "good", "check", why))
    elif message.event_id in page.thanks:  # type: ignore[attr-defined]
        found.append(Pill(_("Thanks only"), "good", "favorite", _("Reopens nothing and waits for no answer.")))
    if message.side_id:
        found.append(Pill(_("Side conversation, only we see it"), "note", "lock"))
    elif message.direction == Direction.INTERNAL:
        found.append(Pill(_("Note, only we see it"), "note", "lock"))
    if message.direction == Direction.IN and not message.proven and message.channel not in NEVER_PROVEN:
        why = _("Nothing vouches for the sender. Do not show them anything on the strength of this message.")
        found.append(Pill(_("Sender not proven"), "plain", "help", why))
    line = page.event_of.get(message.pk)
    if line and line.data.get("from_us"):
        why = _("It came by mail from an address of ours. Mail never acts as one of us: it is a contact and no answer.")
        found.append(Pill(_("From an address of ours"), "risk", "badge", why))
    late = seconds(message.recorded_at) - seconds(message.occurred_at)
    if late > ENTERED_LATE:
        found.append(Pill(_("Entered late"), "plain", "history", _("%(time)s later") % {"time": hours(late)}))
    return found


def in_message(page: PageData, messages: Sequence[Message]) -> list[Pill]:
    """Promises that were made in a message or call, and questions that were asked in it."""
    promises = [p for p in page.promises_shown if _made_in(page, p, messages)]
    asked = [line for line in page.asked_shown if _asked_in(line, messages)]
    return [pill for p in promises for pill in _promise(page, p)] + [question(page, line) for line in asked]


def _made_in(page: PageData, outcome: PromiseOutcome, messages: Sequence[Message]) -> bool:
    line = outcome.promise.event
    row = page.promises.get(line.id)
    if row and row.message_id:
        return row.message_id in {message.pk for message in messages}
    return spans(messages, line)


def _asked_in(line: Event, messages: Sequence[Message]) -> bool:
    return spans(messages, line)


def spans(messages: Sequence[Message], line: Event) -> bool:
    """Whether a person did something in the course of a message or call of theirs."""
    own = [seconds(m.occurred_at) for m in messages if m.author_id and m.author_id == line.by]
    own = own if any(m.direction == Direction.OUT for m in messages) else []
    return bool(own) and own[0] <= line.at <= own[-1]


def _promise(page: PageData, outcome: PromiseOutcome) -> Iterator[Pill]:
    due = page.formatter.moment(outcome.promise.due_at)
    words = _("Promise, due %(due)s: %(state)s") % {"due": due, "state": PROMISE_WORD[outcome.state]}
    yield Pill(words, PROMISE_TONE.get(outcome.state, "plain"), "handshake")
    if outcome.promise.event.data.get("by_policy"):
        limit = page.formatter.desk.policy(outcome.promise.event.at).promise_bh
        yield Pill(_("no date given, so %(hours)d business hours") % {"hours": limit}, "bare")


def question(page: PageData, line: Event) -> Pill:
    """What somebody asked for: what we knew already is asked again, unless they showed it and asked to confirm."""
    asked = list(line.data["facts"])
    again = [key for key in asked if key in page.known_when_asked[line.id]]
    if line.data.get("verify"):
        return Pill(_("Asked to confirm: %(facts)s") % {"facts": _list(asked)}, "plain", "fact_check")
    if again:
        return Pill(_("Asked again: %(facts)s") % {"facts": _list(again)}, "risk", "replay")
    return Pill(_("Asked: %(facts)s") % {"facts": _list(asked)}, "plain", "help_center")


def _list(keys: list[str]) -> str:
    return ", ".join(label(key).lower() for key in keys)


def facts_in(page: PageData, messages: Sequence[Message]) -> list[tuple[str, str]]:
    """Facts that a message told."""
    own = {message.pk for message in messages}
    return [(label(fact.key), fact.value) for fact in page.facts if fact.message_id in own]
