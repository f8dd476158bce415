"""Figures that the clock counted for who watches the desk: the last of each kind, so that asking for them costs nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GaugeReading(models.Model):
    """What was counted last of a kind, and when."""

    kind = models.CharField(_("kind"), max_length=16, primary_key=True)
    counted_at = models.DateTimeField(_("counted at"))
    data = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("reading of gauges")
        verbose_name_plural = _("readings of gauges")

    def __str__(self) -> str:
        return self.kind
