"""What was tried of a new desk's first steps, by whom, and who put the list of them away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FirstStep(models.Model):
    """The last try of a step: whether it went well, and the sentence that whoever tried it read.

    The step `PUT_AWAY` is the list itself: `ok` says that somebody put it away.
    """

    PUT_AWAY = "put-away"

    name = models.SlugField(_("step"), max_length=40, unique=True)
    ok = models.BooleanField(_("went well"))
    told = models.TextField(_("what was found"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("tried by"))
    at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("first step")
        verbose_name_plural = _("first steps")

    def __str__(self) -> str:
        return self.name
