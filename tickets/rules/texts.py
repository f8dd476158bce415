"""Texts that a person reads, where there is no Django: in English and marked here, translated where they leave for a person."""

from __future__ import annotations

from typing import Any


def gettext_noop(text: str) -> str:
    """Mark a text for translation; whoever shows it translates it."""
    return text


class Worded(Exception):
    """What is wrong, as a text for a person and the values to be put into it.

    `str` of it is English, for logs and the command line; `tickets.models.words.worded` tells it in the reader's language.
    """

    def __init__(self, text: str, /, **values: Any) -> None:
        super().__init__(text % values if values else text)
        self.text, self.values = text, values
