"""Where the tickets behind a figure are listed: the report, the count, the part, and the question as it was asked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from metrics.sheets.parts import written

UNNEEDED = ("every",)


@dataclass(frozen=True)
class Behind:
    """The lists of one report. `asked`: the question with its instants fixed, so that the list counts what the figure counted."""

    report: str
    asked: Mapping[str, str]
    part: str = ""

    def of(self, value: Hashable) -> Behind:
        """The same for one part of the split."""
        return replace(self, part=written(value))

    def between(self, since: date, to: date) -> Behind:
        """The same for another period."""
        return replace(self, asked={**self.asked, "from": str(since), "to": str(to)})

    def list(self, count: str) -> str:
        """The address of a list."""
        asked = {name: value for name, value in self.asked.items() if name not in UNNEEDED}
        part = {"part": self.part} if self.part else {}
        return f"{reverse('reports:tickets')}?{urlencode({'report': self.report, 'count': count, **asked, **part})}"
