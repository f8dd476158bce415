"""What a section of a digest is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from metrics.measures import TicketStory
from tickets.rules.desk import Desk

# From a ticket's story, by what the desk agreed to, as of an instant (Unix seconds): a plain value.
Section = Callable[[TicketStory, Desk, int], Any]
