"""What all tickets of the demo share: the dice, the opening hours, the customers and the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from tickets.demo.customers import Person
from tickets.demo.script import DAY, Script
from tickets.demo.topics import Topic
from tickets.rules.business_time import Calendar

DAYS = 124
"""How long ago the desk's past begins."""


@dataclass
class World:
    """What all tickets share."""

    dice: Random
    hours: Calendar
    customers: list[Person]
    until: datetime

    def script(self, topic: Topic, start: int, channel: str) -> Script:
        """A new ticket of somebody."""
        age = (int(self.until.timestamp()) - start) / (DAYS * DAY)
        person = self.dice.choice(self.customers)
        care = min(1.0, max(0.0, 1.0 - age))  # the desk has become better, month by month
        return Script(self.dice, self.hours, topic, person, start, channel, care)
