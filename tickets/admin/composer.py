"""Where an agent writes: which channels can be written to, and what was typed when a save did not go through."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from tickets.actions.answer_address import chosen_address, emails_of, last_used_first
from tickets.actions.files import MOST_BYTES, MOST_FILES
from tickets.admin import icons
from tickets.admin.live import whereabouts
from tickets.admin.material import Material
from tickets.admin.refused import Refused
from tickets.models import Identity
from tickets.models.message import Direction
from tickets.rules.lifecycle import Channel

WRITTEN_IN_PLACE = (Channel.CHAT, Channel.SOCIAL)


@dataclass(frozen=True)
class ChannelChoice:
    """A way to answer: its icon, its word, and where the words go."""

    value: str
    icon: str
    title: str
    to: str


@dataclass(frozen=True)
class Composer:
    """The composer as it is shown."""

    channels: list[ChannelChoice]
    chosen: str
    addresses: list[str]
    last_used: str
    typed: QueryDict
    mode: str = "reply"
    most_files: int = MOST_FILES
    most_bytes: int = MOST_BYTES

    @property
    def promise_text(self) -> str:
        """What was typed as promised."""
        return self.typed.get("promise.text", "")

    @property
    def promise_due(self) -> str:
        """What was typed as its due time."""
        return self.typed.get("promise.due_at", "")

    @property
    def keeps(self) -> list[str]:
        """Which promises were ticked as delivered."""
        return self.typed.getlist("keeps")


def composer(material: Material, refused: Refused | None) -> Composer:
    """Email first if we have an address, the channel they last used if it can be answered there, a call always."""
    wrote_from = [contact.event.data.get("address") for contact in material.story.contacts]
    addresses = last_used_first(_emails(material), wrote_from)
    used = [group.channel for group in material.groups]
    own = refused is not None and refused.verb in ("reply", "note")
    typed = refused.typed if refused and own else QueryDict()
    channels = [ChannelChoice(Channel.EMAIL, "mail", _("Email"), _("to %s") % addresses[0])] if addresses else []
    listening = {name for name in used if name == Channel.SOCIAL or (name == Channel.CHAT and material.chat)}
    for name in WRITTEN_IN_PLACE:
        if name in used:
            word = icons.channel_word(name)
            title = word if name in listening else _("%s, offline") % word
            to = _whereabouts(material) if name == Channel.CHAT else ""
            channels.append(ChannelChoice(name, icons.channel(name), title, to or _("in the %s") % word.lower()))
    channels.append(ChannelChoice(Channel.PHONE, "call", _("I called"), _("notes a call that you made")))
    return Composer(
        channels=channels,
        chosen=typed.get("channel") or _default(channels, used, listening),
        addresses=addresses,
        last_used=icons.channel_word(used[-1]).lower() if used else "",
        typed=typed,
        mode="note" if refused and refused.verb == "note" else "reply",
    )


def _whereabouts(material: Material) -> str:
    known = [(row.kind, row.value) for row in material.identities]
    chat = material.chat
    if chat is None:
        return ""
    theirs = [m for m in material.messages if m.session == chat.external_id and m.direction == Direction.IN]
    named = [m.sender.get("email", "") for m in theirs]
    return whereabouts(chat, chosen_address(chat, known, named), material.telling.at)


def _emails(material: Material) -> list[Identity]:
    """The addresses of who wrote last: in a ticket that was merged it may be another customer than the ticket's."""
    lines = {contact.event.id for contact in material.story.contacts}
    wrote = [m.customer_id for m in material.messages if m.event_id in lines]  # type: ignore[attr-defined]
    last = wrote[-1] if wrote else None
    return emails_of(last) if last and last != material.ticket.customer_id else material.identities


def _default(possible: list[ChannelChoice], used: list[str], listening: set[str]) -> str:
    last = used[-1] if used else ""
    return last if last in listening else possible[0].value
