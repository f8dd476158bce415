"""What pages ask of the checks: their scope by what was asked for, the line that a report shows, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from metrics.quality.scope import Scope
from metrics.reading import StoryReader
from metrics.reports.asking import ReportForm
from metrics.reports.moments import midnight

READ = ("period", "from", "to", "as_of", "known_at")  # all else that a report may be asked, the checks do not look at


@dataclass(frozen=True)
class CameLate:
    """How many events of a period were recorded after its end, and the address of their tickets."""

    n: int
    link: str


def scope_of(question: ReportForm, reader: StoryReader) -> Scope:
    """What the checks look at, of the tickets that this reader may tell."""
    since, to = (midnight(question.cleaned_data[bound], question.desk) for bound in ("from", "to"))
    return Scope(since, to, reader.horizon, question.desk, question.at, reader.among)


def came_late(question: ReportForm, reader: StoryReader) -> CameLate | None:
    """What a report's page says of late entries; None before its period was over for whoever knows what it knows."""
    scope = scope_of(question, reader)
    if question.known_at < scope.to:
        return None
    return CameLate(scope.events_after().count(), behind("after", question.fixed()))


def behind(check: str, asked: Mapping[str, str]) -> str:
    """The address of the tickets that a check finds. `asked`: the question with its instants fixed."""
    given = {name: value for name, value in asked.items() if name in READ}
    return f"{reverse('reports:quality-tickets')}?{urlencode({'check': check, **given})}"
