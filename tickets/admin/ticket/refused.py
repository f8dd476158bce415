"""A verb that did not go through: what was typed, why not, and what is wrong with which field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from tickets.actions import inputs
from tickets.actions.drafts import as_typed
from tickets.actions.record import Invalid, Stale
from tickets.actions.verbs import VERBS
from tickets.models import Draft
from tickets.models.draft import REPLY
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden

CODES: dict[type[Exception], int] = {Forbidden: 409, Denied: 403}


@dataclass(frozen=True)
class RefusedInput:
    """`errors`: messages by the name of the field. `had_files`: a browser does not keep them, so they are chosen again.

    `typed_on`: the newest event of the page that it was typed on; `seen`: the same, if it met something newer and says so.
    """

    verb: str
    typed: QueryDict
    reason: str
    code: int
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    had_files: bool = False
    seen: int | None = None
    typed_on: int | None = None

    def beside(self, name: str) -> list[str]:
        """What is wrong with a field; an action names it without the group that it is typed in."""
        return self.errors.get(name) or self.errors.get(name.rpartition(".")[2], [])


def refused(verb: str, request: HttpRequest, error: Exception, seen: int | None) -> RefusedInput:
    """How one of REFUSALS is shown to the person who typed."""
    errors: dict[str, list[str]] = defaultdict(list)
    if isinstance(error, ValidationError):
        for name, message in inputs.flat(error.detail):
            errors[name].append(message)
    elif isinstance(error, inputs.Refused):
        errors[error.field].append(str(error.reason))
    elif isinstance(error, Invalid):
        errors[error.field].append(str(error))
    if isinstance(error, Stale):
        files = bool(request.FILES)
        return RefusedInput(verb, request.POST, stopped(verb), 409, had_files=files, seen=seen, typed_on=seen)
    reason = " ".join(message for messages in errors.values() for message in messages) or str(error)
    return RefusedInput(
        verb,
        request.POST,
        reason,
        CODES.get(type(error), 400),
        errors,
        had_files=bool(request.FILES),
        typed_on=seen,
    )


def came_back(draft: Draft | None) -> RefusedInput | None:
    """How an answer is shown that waited, and did not go out when its time had come; its words are the draft."""
    if draft is None or not draft.came_back:
        return None
    reason = _("It did not go out: %(why)s Read what is marked as new, then press again.") % {"why": draft.came_back}
    return RefusedInput(REPLY, as_typed(draft), reason, 200, seen=draft.seen, typed_on=draft.seen)


def stopped(verb: str) -> str:
    """What is said to somebody who answered what was not the newest any more."""
    if VERBS[verb].sends:
        return _("Nothing was sent yet, because something new came: read what is marked as new, then press again.")
    return _("Nothing was done yet, because something new came: read what is marked as new, then press again.")
