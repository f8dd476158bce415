"""Where an agent writes: which channels can be written to, and what was typed when a save did not go through."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tickets.actions import composed
from tickets.actions.drafts import as_typed
from tickets.actions.files import MOST_BYTES, MOST_FILES
from tickets.actions.outbox.answer_address import chosen_address, emails_of, last_used_first, runs
from tickets.actions.outbox.copies import MOST_COPIED
from tickets.admin.shared import icons
from tickets.admin.ticket.copies import Copies, copies
from tickets.admin.ticket.drafts import as_told
from tickets.admin.ticket.live import whereabouts
from tickets.admin.ticket.page_data import PageData
from tickets.admin.ticket.refused import RefusedInput
from tickets.models import ComposedFile, Identity
from tickets.models.draft import NOTE, REPLY
from tickets.models.message import Direction
from tickets.rules.identity import email
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
    copies: Copies = field(kw_only=True)  # who else gets an answer by mail
    unsure: bool = field(kw_only=True)  # nobody in particular wrote: an address is chosen, none is proposed
    tells: bool = field(kw_only=True)  # words for which nobody chooses a way reach the customer
    in_chat: bool = field(kw_only=True)  # what is written into the chat answers it, and keeps no promise
    kept: dict[str, Any] = field(kw_only=True)  # the draft as the page's script knows it
    drafted: dict[int, str] = field(kw_only=True)  # who else has begun to write here
    by_enter: bool = field(kw_only=True)  # Enter sends in a live chat
    typed: QueryDict
    files: list[ComposedFile] = field(default_factory=list)  # those of the draft, which lie on the desk already
    mode: str = REPLY
    most_files: int = MOST_FILES
    most_bytes: int = MOST_BYTES
    most_copied: int = MOST_COPIED

    @property
    def kept_json(self) -> str:
        """The draft, for the page's script."""
        return json.dumps(self.kept)

    @property
    def drafted_json(self) -> str:
        """Who else has begun to write, for the page's script."""
        return json.dumps(self.drafted)

    @property
    def promises(self) -> bool:
        """Whether something was to be promised."""
        return "promise.text" in self.typed

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


def composer(page: PageData, refused: RefusedInput | None) -> Composer:
    """Email first if we have an address, the channel they last used if it can be answered there, a call always."""
    wrote_from = [contact.event.data.get("address") for contact in page.story.contacts]
    emails = last_used_first(_emails(page), wrote_from)
    addresses = list(dict.fromkeys([*emails, *_passed_on(page)]))
    used = [group.channel for group in page.groups]
    own = refused is not None and refused.verb in (REPLY, NOTE)
    typed = refused.typed if refused and own else as_typed(page.draft) if page.draft else QueryDict()
    unsure = [] if addresses else _said(page)
    to = _("to %s") % addresses[0] if addresses else ""
    channels = [ChannelChoice(Channel.EMAIL, "mail", _("Email"), to)] if addresses or unsure else []
    listening = {name for name in used if name == Channel.SOCIAL or (name == Channel.CHAT and page.chat)}
    for name in WRITTEN_IN_PLACE:
        if name in used:
            word = icons.channel_word(name)
            title = word if name in listening else _("%s, offline") % word
            to = _whereabouts(page) if name == Channel.CHAT else ""
            channels.append(ChannelChoice(name, icons.channel(name), title, to or _("in the %s") % word.lower()))
    channels.append(ChannelChoice(Channel.PHONE, "call", _("I called"), _("notes a call that you made")))
    return Composer(
        channels=channels,
        chosen=typed.get("channel") or _default(channels, used, listening),
        addresses=addresses or unsure,
        copies=copies(page, next(iter(addresses), ""), typed),
        unsure=bool(unsure),
        tells=bool(emails) or page.ticket.last_channel not in ("", Channel.EMAIL, Channel.PHONE),
        in_chat=page.chat is not None and runs(page.chat, page.ticket, page.formatter.at),
        last_used=icons.channel_word(used[-1]).lower() if used else "",
        kept=as_told(page.draft),
        drafted=page.other_drafts,
        by_enter=getattr(page.ticket, "send_by_enter", True),
        typed=typed,
        files=composed.of(page.ticket, page.user, typed.getlist(composed.FILES)),
        mode=_mode(page, refused),
    )


def _mode(page: PageData, refused: RefusedInput | None) -> str:
    if refused and refused.verb in (REPLY, NOTE):
        return refused.verb
    return page.draft.mode if page.draft else REPLY


def _whereabouts(page: PageData) -> str:
    known = [(row.kind, row.value) for row in page.identities]
    chat = page.chat
    if chat is None:
        return ""
    theirs = [m for m in page.messages if m.session == chat.external_id and m.direction == Direction.IN]
    named = [m.sender.get("email", "") for m in theirs]
    return whereabouts(chat, chosen_address(chat, known, named), page.formatter.at)


def _emails(page: PageData) -> list[Identity]:
    """The addresses of who wrote last: in a ticket that was merged it may be another customer than the ticket's."""
    lines = {contact.event.id for contact in page.story.contacts}
    wrote = [m.customer_id for m in page.messages if m.event_id in lines]  # type: ignore[attr-defined]
    last = wrote[-1] if wrote else None
    return emails_of(last) if last and last != page.ticket.customer_id else page.identities


def _passed_on(page: PageData) -> list[str]:
    """Whose mail a person of ours passed on: the answer may go to them."""
    mails = [m for m in page.messages if m.direction == Direction.IN and m.is_mail]
    found = email(mails[-1].sender.get("passed_on", "")) if mails else None
    return [found] if found else []


def _said(page: PageData) -> list[str]:
    """The addresses of a mail that names nobody in particular: who is answered is for a person to choose."""
    mails = [m for m in page.messages if m.direction == Direction.IN and m.is_mail]
    return mails[-1].sender.get("said", "").split() if mails else []


def _default(possible: list[ChannelChoice], used: list[str], listening: set[str]) -> str:
    last = used[-1] if used else ""
    return last if last in listening else possible[0].value
