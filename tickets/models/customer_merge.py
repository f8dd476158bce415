"""Who turned out to be the same person, and who did not: merges of customers, each with what it moved."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.customer import Customer


class CustomerMerge(models.Model):
    """`gone` became part of `survivor`. `moved` names the rows that went over, so that an undo is exact.

    `moved`: {"identities", "tickets", "messages", "facts": lists of ids; "last_message", "last_ticket": the newest ids of the
    desk then, after which all is news; "name": whether the survivor took the name}.
    """

    survivor = models.ForeignKey(
        Customer, models.PROTECT, related_name="took_over", verbose_name=_("the customer who stays")
    )
    gone = models.ForeignKey(Customer, models.PROTECT, related_name="merges", verbose_name=_("the customer who went"))
    moved = models.JSONField(_("what moved"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("merge of customers")
        verbose_name_plural = _("merges of customers")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="customer_goes_to_one_other")
        ]

    def __str__(self) -> str:
        return f"#{self.gone_id} → #{self.survivor_id}"


class NotTheSame(models.Model):
    """Two customers that somebody looked at and found to be two people: they are not suggested again."""

    first = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("two people")
        verbose_name_plural = _("two people")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_said_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_people_in_order"),
        ]

    def __str__(self) -> str:
        return f"#{self.first_id} ≠ #{self.second_id}"
