"""Addresses that speak for others: contact forms, and relays such as other ticket systems and groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.people import User

MOST_WRITERS = 3  # so many different people asked for their answers elsewhere: then it is suggested


class RelayKind(models.TextChoices):
    """What we hold an address for, or that nobody has decided it yet."""

    SEEN = "seen", _("seen")  # somebody's answers were asked for elsewhere: not suggested yet
    SUGGESTED = "suggested", _("to be decided")
    FORM = "form", _("form")
    RELAY = "relay", _("relay")
    NEITHER = "neither", _("neither: a person")


MARKED = (RelayKind.FORM, RelayKind.RELAY)


class RelayQuerySet(models.QuerySet["Relay"]):
    """Which of them count."""

    def marked(self) -> "RelayQuerySet":
        """Those that speak for others, as one of us said."""
        return self.filter(kind__in=MARKED)


class Relay(models.Model):
    """An address from which mails came that asked to be answered elsewhere, or that one of us marked.

    `address`: in its one form. `writers`: the first different addresses that such mails named, until it is decided.
    """

    address = models.CharField(_("address"), max_length=320, unique=True)
    kind = models.CharField(_("what it is"), max_length=10, choices=RelayKind.choices, default=RelayKind.SEEN)
    writers = models.JSONField(_("asked for answers at"), default=list)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = RelayQuerySet.as_manager()

    class Meta:
        verbose_name = _("form or relay")
        verbose_name_plural = _("forms and relays")
        constraints = [one_of("relay", "kind", RelayKind.choices)]

    def __str__(self) -> str:
        return self.address
