"""Chat: the widget that a site embeds, its page, and the interface that it talks to."""
