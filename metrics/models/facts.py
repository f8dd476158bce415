"""Facts about tickets, as columns of numbers. They follow from events, and can be thrown away at any time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FactBlock(models.Model):
    """The rows of one relation of one day (UTC), or those that are read always (-1), as bytes of its numpy type.

    `form`: of which rules, sections and relations they are. `stamp`: another one whenever the rows are, so that who has read a block
    knows whether it still is that one.
    """

    relation = models.CharField(_("relation"), max_length=32)
    day = models.IntegerField(_("day"))
    form = models.CharField(_("rules and sections"), max_length=24)
    stamp = models.BigIntegerField(_("stamp"))
    data = models.BinaryField(_("rows"))

    class Meta:
        verbose_name = _("block of facts")
        verbose_name_plural = _("blocks of facts")
        constraints = [models.UniqueConstraint(fields=["relation", "day"], name="fact_blocks_of_a_period")]

    def __str__(self) -> str:
        return f"{self.relation} {self.day}"


class Word(models.Model):
    """What a code in a column stands for."""

    code = models.BigIntegerField(_("code"), primary_key=True)
    text = models.TextField(_("word"))

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    def __str__(self) -> str:
        return self.text
