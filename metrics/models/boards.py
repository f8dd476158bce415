"""Boards for a screen on the wall, each opened by a link that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Board(models.Model):
    """A board. Of its link only a fingerprint is kept; it shows what its maker may see at the time of each refresh.

    `asked`: period, clock and perhaps team, as an address of the overview has them.
    """

    name = models.CharField(_("name"), max_length=80)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="boards", verbose_name=_("made by")
    )
    asked = models.JSONField(_("choices"), default=dict)
    token_hash = models.CharField(_("fingerprint of its link"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    seen_at = models.DateTimeField(_("last seen"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
