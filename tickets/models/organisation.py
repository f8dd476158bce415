"""Organisations that customers belong to, and the domains of the addresses that their people write from."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A company, a school, a club: customers belong to one at most. Who changed it is in the desk's own history of it."""

    name = models.CharField(_("name"), max_length=200)
    notes = models.TextField(_("notes"), max_length=5000, blank=True)
    created_at = models.DateTimeField(_("known since"))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [models.UniqueConstraint(Lower("name"), name="one_organisation_of_a_name")]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """Who is new and writes from an address of this domain belongs to the organisation."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="domains", verbose_name=_("organisation")
    )
    domain = models.CharField(_("domain"), max_length=253, unique=True)

    class Meta:
        verbose_name = _("domain of an organisation")
        verbose_name_plural = _("domains of organisations")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
