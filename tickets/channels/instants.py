"""When something happened, by the clock of whoever tells us."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tickets.actions.inputs import Instant

OLDEST, WRONG_CLOCK = timedelta(days=31), timedelta(days=1)


class HappenedAt(Instant):
    """When something happened by a provider's clock.

    What comes late keeps its true time, however long the provider had to retry: figures follow what happened. What lies
    ahead of us comes from a clock that is wrong, and counts as now: a call is not lost over it. More than 31 days back is
    nobody's retry, and more than a day ahead is no clock; both are refused.
    """

    default_error_messages = {
        "past": _("This instant lies more than 31 days back. Late entries of that age belong in an import."),
        "future": _("This instant lies more than a day ahead. Set the clock."),
    }

    def to_internal_value(self, value):
        """An aware datetime that is not after `at` of the context."""
        instant, at = super().to_internal_value(value), self.context["at"]
        if instant < at - OLDEST:
            self.fail("past")
        if instant > at + WRONG_CLOCK:
            self.fail("future")
        return min(instant, at)
