"""Fields of a desk's own on customers and tickets, and what stands in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.customer import Customer
from tickets.models.event import Event
from tickets.models.ticket import Ticket
from tickets.rules.custom_fields import LONGEST, FieldKind


class FieldOn(models.TextChoices):
    """What has it."""

    CUSTOMER = "customer", _("Customer")
    TICKET = "ticket", _("Ticket")


KINDS = [
    (FieldKind.TEXT.value, _("Text")),
    (FieldKind.NUMBER.value, _("Number")),
    (FieldKind.DATE.value, _("Date")),
    (FieldKind.CHOICE.value, _("Choice")),
    (FieldKind.YES_NO.value, _("Yes or no")),
]


class CustomField(models.Model):
    """One field. `choices`: one a line, of a choice; `in_use`: no new value comes in where it is off, and what is there stays."""

    on = models.CharField(_("on"), max_length=8, choices=FieldOn.choices, default=FieldOn.CUSTOMER)
    key = models.CharField(_("key"), max_length=40)
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default=FieldKind.TEXT.value)
    choices = models.TextField(_("choices"), max_length=5000, blank=True)
    required = models.BooleanField(_("required to resolve"), default=False)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("field of the desk's own")
        verbose_name_plural = _("fields of the desk's own")
        constraints = [
            one_of("customfield", "on", FieldOn.values),
            one_of("customfield", "kind", list(FieldKind)),
            models.UniqueConstraint(fields=["on", "key"], name="one_field_of_a_key"),
        ]
        ordering = ["on", "label", "id"]

    def __str__(self) -> str:
        return self.label

    def options(self) -> list[str]:
        """The choices, one by one."""
        return [" ".join(line.split()) for line in self.choices.splitlines() if line.strip()]


class TicketValue(models.Model):
    """What an event put into a field of a ticket, "" where it was emptied: words, beside their event. The latest holds."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"))
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name=_("event"))
    key = models.CharField(_("key"), max_length=40)
    value = models.CharField(_("value"), max_length=LONGEST, blank=True)

    class Meta:
        verbose_name = _("value of a ticket's field")
        verbose_name_plural = _("values of tickets' fields")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class CustomerValue(models.Model):
    """What stands in a field of a customer: the value in its one form, who or what said so, and when."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="attributes", verbose_name=_("customer"))
    field = models.ForeignKey(CustomField, models.PROTECT, related_name="+", verbose_name=_("field"))
    value = models.CharField(_("value"), max_length=LONGEST)
    source = models.CharField(_("source"), max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("attribute of a customer")
        verbose_name_plural = _("attributes of customers")
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="one_value_of_a_field")]

    def __str__(self) -> str:
        return self.value
