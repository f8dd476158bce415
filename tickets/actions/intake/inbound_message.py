"""The one shape that every channel hands over: who wrote what, on which channel, with which proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.files.base import ContentFile, File

from tickets.rules.subjects import one_line

HEADER_BOUND = ("subject", "mail_id", "in_reply_to")


@dataclass(frozen=True)
class Sender:
    """Who wrote, as the channel gave it; at least one of email, phone and handle identifies.

    Values are as received, in one line each: they come to stand in headers. `tickets.rules.identity` normalises them. Of a mail
    that asks to be answered elsewhere, `email` is where, and `sent_from` the address that it came from. `said`: the addresses
    in the head of a mail that names nobody in particular, by which nobody is recognised; a person may choose one. `passed_on`:
    whose mail somebody of ours passes on. `through`: the form or the relay (`RelayKind`) that `sent_from` is marked as.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    handle: str = ""
    sent_from: str = ""
    said: str = ""
    passed_on: str = ""
    through: str = ""

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            object.__setattr__(self, name, one_line(value))

    def as_dict(self) -> dict[str, str]:
        """The parts that were given, by name."""
        return {key: value for key, value in vars(self).items() if value}


@dataclass(frozen=True)
class InboundFile:
    """A file that came with a message, and what the sender called it.

    `content`: its bytes, or an uploaded file as the web server keeps it, which is never read into memory as a whole.
    """

    name: str
    content_type: str
    content: bytes | File[bytes]

    def open(self) -> File[bytes]:
        """The content from its start, to be read in pieces."""
        if isinstance(self.content, bytes):
            return ContentFile(self.content)
        self.content.seek(0)
        return self.content


@dataclass(frozen=True)
class InboundMessage:
    """One contact of a customer.

    `proven`: a token, DMARC pass or provider signature vouches for the sender; `forged`: our own receiver says that it is
    not who it names; `vouched_other`: that it is somebody else than who it names, so that no mark of ours in it proves anything. `automatic`: a machine of theirs wrote it (definitions 1.3). `answerable` False: a list or a null
    return path, which no machine of ours answers. `external_id` is unique in its channel and makes a repeat harmless.
    `noted`: a person of ours wrote it down, and made sure of who it was. `asks_for_link`: the channel has not shown its sender
    the way back, so that it is mailed to whom they say they are. `receipt`: the message by whose receipt it was sent.
    `facts` are what an intake form already asked. Of a mail: the Message-ID of its sender (`mail_id`), the other addresses
    it was sent to (`copied`, of which `cc` were in copy), what it quotes above and below its new words (we hold that already), and whether its address is one of our people's or mailboxes' (`from_us`): it is a contact
    all the same, and one that `passes_on` another's mail is chasing in nothing; for mail never acts as an agent.
    """

    channel: str
    sender: Sender
    text: str
    subject: str = ""
    automatic: bool = False
    proven: bool = False
    forged: bool = False
    vouched_other: bool = False
    answerable: bool = True
    noted: bool = False
    asks_for_link: bool = False
    receipt: int | None = None
    session: str = ""
    external_id: str | None = None
    in_reply_to: str = ""
    mail_id: str = ""
    copied: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    quoted_above: str = ""
    quoted_below: str = ""
    from_us: bool = False
    passes_on: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)
    files: tuple[InboundFile, ...] = ()

    def __post_init__(self) -> None:
        """Whatever answers will carry in a header is one line, whichever channel it comes by."""
        for name in HEADER_BOUND:
            object.__setattr__(self, name, one_line(getattr(self, name)))
