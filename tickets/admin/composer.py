"""Where an agent writes: which channels can be written to, and what was typed when a save did not go through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tickets.actions.conversation import chosen_address, last_used_first
from tickets.actions.files import MOST_BYTES, MOST_FILES
from tickets.admin import icons
from tickets.admin.live import whereabouts
from tickets.admin.material import Material
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
    typed: Mapping[str, str] = field(default_factory=dict)
    mode: str = "reply"
    most_files: int = MOST_FILES
    most_bytes: int = MOST_BYTES


def composer(material: Material, typed: Mapping[str, str] | None, verb: str) -> Composer:
    """Email first if we have an address, the channel they last used if it can be answered there, a call always."""
    wrote_from = [contact.event.data.get("address") for contact in material.story.contacts]
    addresses = last_used_first(material.identities, wrote_from)
    used = [group.channel for group in material.groups]
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
        chosen=(typed or {}).get("channel") or _default(channels, used, listening),
        addresses=addresses,
        last_used=icons.channel_word(used[-1]).lower() if used else "",
        typed=typed or {},
        mode="note" if verb == "note" else "reply",
    )


def _whereabouts(material: Material) -> str:
    known = [(row.kind, row.value) for row in material.identities]
    chat = material.chat
    return whereabouts(chat, chosen_address(chat, known), material.telling.at) if chat else ""


def _default(possible: list[ChannelChoice], used: list[str], listening: set[str]) -> str:
    last = used[-1] if used else ""
    return last if last in listening else possible[0].value
