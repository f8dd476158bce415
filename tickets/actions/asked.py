"""What an answer asks for, read off its words, so that a question for what we know is counted without a form (definitions 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from tickets.actions.record import Entry
from tickets.events.facts import FactsAsked, FactsNoted
from tickets.models import KnownFact
from tickets.models.caught import fact_names
from tickets.models.history import seconds
from tickets.rules.access import Actor, person_id
from tickets.rules.drafts.language import plain
from tickets.rules.drafts.questions import asked_in
from tickets.rules.story import Event as StoryEvent


def asked_entries(text: str, lines: Iterable[StoryEvent], *, actor: Actor, at: datetime) -> list[Entry]:
    """That a person asked for facts that a ticket's lines held at an instant.

    A question that shows the value is a verify. A fact that is asked for both ways was asked for.
    """
    noted = held(lines, seconds(at))
    if not noted or person_id(actor) is None:
        return []
    asked = asked_in(text, fact_names(at), noted)
    if not asked:
        return []
    values = dict(KnownFact.objects.filter(event__in={line.id for line in noted.values()}).values_list("key", "value"))
    verified = {found.key for found in asked if _shows(found.words, values.get(found.key, ""))}
    again = {found.key for found in asked if not found.confirms} - verified
    told = [({key for key in noted if key in again}, False), ({key for key in noted if key in verified}, True)]
    return [Entry(FactsAsked, {"facts": sorted(keys), "verify": verify}, actor=actor) for keys, verify in told if keys]


def held(lines: Iterable[StoryEvent], until: int) -> Mapping[str, StoryEvent]:
    """Each key that is known at an instant, with the line that noted it last."""
    noted: dict[str, StoryEvent] = {}
    told: list[Any] = [line for line in lines if line.kind == FactsNoted.name and line.at <= until]
    for line in sorted(told, key=attrgetter("at", "id")):
        noted.update(dict.fromkeys(line.data["keys"], line))
    ends = {key: line.data.get("valid_until") for key, line in noted.items()}
    return {key: line for key, line in noted.items() if (end := ends[key]) is None or until < end}


def ever_noted(lines: Iterable[StoryEvent]) -> list[str]:
    """Every key that was ever noted, also if it does not hold any more: a newer value keeps its name."""
    return list(dict.fromkeys(key for line in lines if line.kind == FactsNoted.name for key in line.data["keys"]))


def _shows(sentence: str, value: str) -> bool:
    return bool(value) and plain(value) in plain(sentence)
