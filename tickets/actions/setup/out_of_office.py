"""Being out of office: everybody says it of themselves, and takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.change import whole
from tickets.actions.record import Invalid, permit
from tickets.models import OutOfOffice, User
from tickets.models.people import Role
from tickets.models.work import Hands


@transaction.atomic
def be_away(
    *, by: User, at: datetime, from_at: datetime, until_at: datetime, hands: str = Hands.TEAM, to: User | None = None
) -> OutOfOffice:
    """Out of office from one instant to another, instead of what was said before of times that have not ended.

    Errors: Invalid for a time that is over, or ends before it begins, and for nobody to hand over to.
    """
    permit(by, "view")
    if until_at <= max(from_at, at):
        raise Invalid("until_at", _("Say when you are back: later than you leave, and later than now."))
    if hands == Hands.PERSON and (to is None or to.pk == by.pk or not to.is_active or to.role == Role.READ_ONLY):
        raise Invalid("to", _("Choose somebody who works on tickets."))
    be_back(by=by, at=at)
    return OutOfOffice.objects.create(
        person=by,
        from_at=whole(from_at),
        until_at=whole(until_at),
        hands=hands,
        to=to if hands == Hands.PERSON else None,
        said_at=whole(at),
    )


@transaction.atomic
def be_back(*, by: User, at: datetime) -> int:
    """Take back what one said of times that have not ended; gives how many these were. What was handed over stays so."""
    permit(by, "view")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # of two windows one after the other
    return OutOfOffice.objects.filter(person=by, ended_at=None, until_at__gt=at).update(ended_at=whole(at))
