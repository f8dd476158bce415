"""One set of icons: what stands for what, all from the font that Unfold ships."""

from tickets.models import words
from tickets.rules.lifecycle import Channel

CHANNEL = {
    Channel.CHAT: "chat_bubble",
    Channel.EMAIL: "mail",
    Channel.PHONE: "call",
    Channel.WEB: "language",
    Channel.SOCIAL: "forum",
    Channel.IN_PERSON: "storefront",
    Channel.OTHER: "more_horiz",
}
IDENTITY = {"email": "mail", "phone": "call", "handle": "chat_bubble"}


def channel(name: str) -> str:
    """A channel's icon."""
    return CHANNEL[Channel(name)] if name in CHANNEL else "more_horiz"


def channel_word(name: str) -> str:
    """A channel's word."""
    return str(dict(words.CHANNEL)[Channel(name)]) if name in CHANNEL else name
