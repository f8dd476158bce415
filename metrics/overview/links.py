"""Where a figure of the overview leads: to its report's page, and to the tickets that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class Links:
    """Addresses that look from the same side: `asked` is what was asked for, as the form gives it."""

    asked: Mapping[str, str]

    def report(self, name: str) -> str:
        """The page of a report."""
        return f"{reverse('reports:overview')}{name}/?{urlencode(self.asked)}"

    def behind(self, report: str, count: str, part: str = "") -> str:
        """The tickets behind one of a report's counts, of one first channel if given."""
        named = {"report": report, "count": count} | ({"by": "channel", "part": part} if part else {})
        return f"{reverse('reports:tickets')}?{urlencode({**named, **self.asked})}"
