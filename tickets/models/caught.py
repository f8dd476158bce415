"""What drafts are read by, and what became of what was offered to who wrote them."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.history import DESK_IS_FRESH_FOR, seconds
from tickets.models.ticket import Ticket
from tickets.rules.drafts.fact_names import FactNames, names_of


class FactName(models.Model):
    """What this desk calls a fact, and which other words mean it: one a line, in every language that it writes.

    What a desk says of a usual fact holds in the place of the usual words; of the others the usual ones do.
    """

    key = models.CharField(_("fact"), max_length=80, unique=True)
    words = models.TextField(
        _("words that mean it"),
        blank=True,
        help_text=_(
            "One a line. Whoever types one of them notes this fact, and an answer that asks for one asks for it."
        ),
    )

    class Meta:
        verbose_name = _("name of a fact")
        verbose_name_plural = _("names of facts")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    def said(self) -> list[str]:
        """The words, one by one."""
        return [word.strip() for word in self.words.splitlines() if word.strip()]


def fact_names(at: datetime) -> FactNames:
    """What the desk calls its facts, read at most once in ten seconds of `at`."""
    return _fact_names(seconds(at) // DESK_IS_FRESH_FOR)


def forget_fact_names() -> None:
    """Read them anew: one was changed."""
    _fact_names.cache_clear()


@lru_cache(maxsize=4)
def _fact_names(_period: int) -> FactNames:
    return names_of({row.key: row.said() for row in FactName.objects.all()})


class OfferAnswer(models.TextChoices):
    """What became of a promise that was offered."""

    TAKEN = "taken", _("taken")
    DECLINED = "declined", _("declined")


class PromiseOffer(models.Model):
    """Somebody's answer to a promise that was caught in their words. The words are theirs, and are not kept."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+", verbose_name=_("ticket"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    answer = models.CharField(_("answer"), max_length=8, choices=OfferAnswer.choices)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("offered promise")
        verbose_name_plural = _("offered promises")
        ordering = ["id"]
        constraints = [one_of("promiseoffer", "answer", OfferAnswer.values)]

    def __str__(self) -> str:
        return self.get_answer_display()
