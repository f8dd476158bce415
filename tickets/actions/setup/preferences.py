"""A person's own desk: everybody sets theirs, and nobody another's."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.models import Preferences, User
from tickets.models.preferences import LONGEST_UNDO_S
from tickets.rules.placeholders import SIGNED, not_signed


def no_place(names: Sequence[str]) -> str:
    """What is said to who puts a placeholder into a signature that has no place there."""
    said = ", ".join(f"{{{name}}}" for name in names)
    known = ", ".join(f"{{{name}}}" for name in SIGNED)
    return _("%(names)s has no value in a signature. Known: %(known)s.") % {"names": said, "known": known}


def prefer(
    *, by: User, send_by_enter: bool, undo_seconds: int, sound: bool, notice: bool, signature: str = ""
) -> Preferences:
    """Set one's own desk. Errors: Invalid for more seconds than a mail may wait, and for a signature that names what it may not."""
    permit(by, "view")
    if not 0 <= undo_seconds <= LONGEST_UNDO_S:
        raise Invalid("undo_seconds", _("Between 0 and %(most)d seconds.") % {"most": LONGEST_UNDO_S})
    if unknown := not_signed(signature):
        raise Invalid("signature", no_place(unknown))
    kept, _new = Preferences.objects.update_or_create(
        person=by,
        defaults={
            "send_by_enter": send_by_enter,
            "undo_seconds": undo_seconds,
            "sound": sound,
            "notice": notice,
            "signature": signature.strip(),
        },
    )
    return kept
