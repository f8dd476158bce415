"""What was said, line by line, as whoever holds a link reads it.

A call or a visit is one line, which says that there was one, with whom and how long. What was noted of it is for us; words
that were marked for the customer stand below it as ours. Which messages are shown, and whose words are for us alone, says
`tickets.rules.showing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.models.history import seconds
from tickets.models.message import Attachment, Direction, Message
from tickets.models.people import User
from tickets.rules.lifecycle import Channel
from tickets.rules.showing import Holder, Meeting, Spoken, is_internal, meetings

YOU, US, MACHINE, CALL = "you", "us", "automatic", "call"


@dataclass(frozen=True)
class ShownLine:
    """One line. `who`: you, us (a person of ours, `name`), automatic, or call: that there was a call or a visit."""

    message: Message
    who: str
    name: str
    text: str
    quoted_above: str = ""
    quoted_below: str = ""
    files: Sequence[Attachment] = field(default=())


def display_name(person: User | None) -> str:
    """What a customer calls a person of ours; never their login."""
    return (person and (person.first_name or person.last_name)) or _("Support")


def shown_lines(holder: Holder, messages: Sequence[Message]) -> list[ShownLine]:
    """The lines of the messages that a holder sees, oldest first."""
    own = {message.pk: message for message in messages}
    calls = meetings(holder, map(spoken, messages))
    told = {call.lines[0]: _call(call, own) for call in calls}
    hidden = {pk for call in calls for pk in call.lines[1:]}
    return [told.get(message.pk) or _line(message) for message in messages if message.pk not in hidden]


def words_shown(holder: Holder, message: Message, said: Sequence[Message]) -> str:
    """A message's own words, or those that were marked for the customer in its call or visit."""
    if not is_internal(holder, message.channel):
        return message.text
    parts = [part for part in said if part == message or (part.session and part.session == message.session)]
    return _for_customer(parts)


def spoken(message: Message) -> Spoken:
    """A message as the rule of showing takes it; `contact` are the choices of the contact that it came by."""
    contact = getattr(message, "contact", None) or {}
    return Spoken(
        message.pk,
        from_them=message.direction == Direction.IN,
        came_by=contact.get("address"),
        receipt=contact.get("receipt"),
        sent_to=message.recipient.lower() if message.direction == Direction.OUT else "",
        session=message.session,
        channel=message.channel,
        author=message.author_id,
        at=seconds(message.occurred_at),
    )


def _line(message: Message) -> ShownLine:
    ours = message.direction != Direction.IN and not message.automatic
    return ShownLine(
        message,
        YOU if message.direction == Direction.IN else US if ours else MACHINE,
        display_name(message.author) if ours else "",
        message.text,
        message.quoted_above,
        message.quoted_below,
        list(message.attachments.all()),
    )


def _call(call: Meeting, own: dict[int, Message]) -> ShownLine:
    parts = [own[pk] for pk in call.lines]
    people = {part.author_id: part.author for part in parts if part.direction == Direction.OUT}
    name = ", ".join(display_name(people[pk]) for pk in call.people)
    words = _for_customer(parts)
    text = "\n\n".join(filter(None, [_sentence(call, name), words]))
    return ShownLine(parts[0], US if words else CALL, name, text)


def _for_customer(parts: Sequence[Message]) -> str:
    return "\n\n".join(part.for_customer for part in parts if part.for_customer)


def _sentence(call: Meeting, name: str) -> str:
    visit = call.channel == Channel.IN_PERSON
    if not call.people:
        return _("You visited us.") if visit else _("You called us.")
    if call.lasted is None:
        told = _("There was a visit with %(name)s.") if visit else _("There was a call with %(name)s.")
        return told % {"name": name}
    minutes = max(1, round(call.lasted / 60))
    if visit:
        told = ngettext(
            "There was a visit with %(name)s, %(minutes)d minute.",
            "There was a visit with %(name)s, %(minutes)d minutes.",
            minutes,
        )
    else:
        told = ngettext(
            "There was a call with %(name)s, %(minutes)d minute.",
            "There was a call with %(name)s, %(minutes)d minutes.",
            minutes,
        )
    return told % {"name": name, "minutes": minutes}
