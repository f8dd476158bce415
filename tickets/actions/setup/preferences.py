"""A person's own desk: everybody sets theirs, and nobody another's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.models import Preferences, User
from tickets.models.preferences import LONGEST_UNDO_S


def prefer(*, by: User, send_by_enter: bool, undo_seconds: int, sound: bool, notice: bool) -> Preferences:
    """Set one's own desk. Errors: Invalid for more seconds than a mail may wait."""
    permit(by, "view")
    if not 0 <= undo_seconds <= LONGEST_UNDO_S:
        raise Invalid("undo_seconds", _("Between 0 and %(most)d seconds.") % {"most": LONGEST_UNDO_S})
    kept, _new = Preferences.objects.update_or_create(
        person=by,
        defaults={"send_by_enter": send_by_enter, "undo_seconds": undo_seconds, "sound": sound, "notice": notice},
    )
    return kept
