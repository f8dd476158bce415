"""Rows that one worker at a time has in hand."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Leased(models.Model):
    """A row that is claimed for a few seconds by whoever works on it (`actions/leases.py`).

    `lease_until` keeps others away until then. The column that `claims` names counts the claims: a worker that lost its row
    to another knows by it that the row is no longer its own.
    """

    claims: ClassVar[str] = "attempts"

    lease_until = models.DateTimeField(_("claimed until"), null=True)

    class Meta:
        abstract = True


def free(at: datetime) -> Q:
    """Rows that nobody has in hand at an instant."""
    return Q(lease_until__isnull=True) | Q(lease_until__lte=at)
