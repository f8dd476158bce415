"""What guards the desk against guessing: so many failures of a name at an address, and so many of an address with any names.

Who tries one password with many names fails only once with each. An office may share an address, so that it is given
more than a single person; it waits no longer than they do.
"""

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.db.models import Sum
from django.http import HttpRequest

MOST_OF_AN_ADDRESS = 30


class Guard(AxesDatabaseHandler):
    """Asked before a password is looked at: what it refuses costs no hashing, and writes down nothing."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> bool:
        """Whether the name at this address, or the address, failed too often lately."""
        return super().is_locked(request, credentials) or _failures_of_address(request) >= MOST_OF_AN_ADDRESS


def forgive(username: str) -> None:
    """Whoever has proven by a mail who they are tries their new password at once."""
    reset(username=username)


def _failures_of_address(request: HttpRequest) -> int:
    lately = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        attempt_time__gte=get_cool_off_threshold(request),
    )
    return lately.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
