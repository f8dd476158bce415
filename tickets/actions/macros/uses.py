"""How often macros are used: by it a list begins with those that a person needs most."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from tickets.actions.record import permit
from tickets.models import Macro, MacroUse, User


@transaction.atomic
def note_use(macro: Macro, *, by: User) -> None:
    """This person put a macro into an answer once more. Errors: Denied for who answers nobody."""
    permit(by, "reply")
    row, _new = MacroUse.objects.get_or_create(macro=macro, person=by)
    MacroUse.objects.filter(pk=row.pk).update(number=F("number") + 1)
