"""Why the desk cannot start, in words for the person who started it."""


class Refusal(Exception):
    """The desk cannot start as asked; the message says what to do."""
