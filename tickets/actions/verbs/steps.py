"""What is done along with an answer or a note: the steps of a macro, each an input of a verb of its own.

What a form brings is read anew and each step needs its own permission: where it came from gives it no right.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tickets.actions.verbs.verb import VERBS, Verb

ALONG = ("take", "assign", "status", "resolve", "priority", "tag", "promise", "facts", "snooze")
BEFORE = ("take", "assign")  # whose it is, is said before the answer, which otherwise makes it its writer's
MOST = 40


class Steps(serializers.Field[Any, Any, Any, Any]):
    """Steps of verbs, as a form sends them: each as JSON, {"verb": "tag", "add": ["billing"]}."""

    default_error_messages = {
        "unreadable": _("What is done along with it cannot be read. Take it off, and choose the macro again."),
        "too_many": _("So much cannot be done at once. Take some of it off."),
    }

    def get_value(self, dictionary: Any) -> Any:
        """All that the form says under this name."""
        said = dictionary.getlist(self.field_name) if hasattr(dictionary, "getlist") else []
        return said or serializers.empty

    def to_internal_value(self, data: Any) -> list[Verb]:
        """The steps. Errors: ValidationError, Refused, as the verbs' own inputs say."""
        if len(data) > MOST:
            self.fail("too_many")
        return [self._step(said) for said in data]

    def _step(self, said: str) -> Verb:
        try:
            body = json.loads(said)
        except ValueError:
            body = None
        if not isinstance(body, dict) or body.get("verb") not in ALONG:
            self.fail("unreadable")
        verb = VERBS[body.pop("verb")]
        return verb.read(body, actor=self.context["by"], at=self.context["at"])


def in_order(answer: Verb) -> list[Verb]:
    """An answer or a note with what is done along with it, in the order in which it is done."""
    along = answer.given.get("steps", ())
    before = [step for step in along if step.name in BEFORE]
    return [*before, answer, *(step for step in along if step.name not in BEFORE)]


def with_then(said: dict[str, Any]) -> dict[str, Any]:
    """An answer resolves by itself, so that a step that resolves becomes its `then`.

    What a person pressed (send and wait, send and resolve) goes before what a macro says of the status.
    """
    along = said.get("steps", ())
    resolves = any(step.name == "resolve" for step in along)
    drop = ("resolve", "status") if said.get("then") else ("resolve",)
    if "steps" in said:
        said = {**said, "steps": [step for step in along if step.name not in drop]}
    return {**said, "then": said.get("then") or "resolve"} if resolves else said


def of_a_note(along: list[Verb]) -> list[Verb]:
    """A note tells the customer nothing, so nothing is resolved by it. Errors: ValidationError."""
    if any(step.name == "resolve" for step in along):
        raise serializers.ValidationError(_("A note resolves nothing. Take “Resolved” off, or answer the customer."))
    return along
