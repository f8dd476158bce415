"""What a customer told us, as its event tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.actions.record import Entry, Invalid
from tickets.events.facts import FactsNoted
from tickets.models import Message
from tickets.models.history import seconds
from tickets.rules.access import Actor


def facts_entry(
    facts: Mapping[str, str],
    *,
    actor: Actor,
    message: Message | None = None,
    valid_until: datetime | None = None,
) -> Entry:
    """Facts as they are recorded: keys in lower case, values as given. Errors: Invalid."""
    told = {key.strip().lower()[:80]: value.strip()[:1000] for key, value in facts.items()}
    if not told or not all(told) or not all(told.values()):
        raise Invalid("facts", _("A fact has a name and a value."))
    data: dict[str, Any] = {"keys": list(told)}
    if valid_until is not None:
        data["valid_until"] = seconds(valid_until)
    return Entry(FactsNoted, data, actor=actor, message=message, facts=told)
