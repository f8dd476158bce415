"""Customers and the addresses, numbers and handles that they are known by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentityKind(models.TextChoices):
    """How a customer can be recognised."""

    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    HANDLE = "handle", _("Handle")


class Customer(models.Model):
    """One person, over all channels."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("known since"))

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [models.Index(fields=["name"], name="customer_search_by_name")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class Identity(models.Model):
    """A normalised address, number or handle of one customer.

    Unique over the desk, so that two first contacts at once make one customer and never two.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=8, choices=IdentityKind.choices)
    value = models.CharField(_("value"), max_length=320)
    verified = models.BooleanField(_("verified"), default=False)
    created_at = models.DateTimeField(_("known since"))

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="identity_belongs_to_one_customer")]

    def __str__(self) -> str:
        return self.value
