"""A conversation beside a ticket's: with a third party whom we asked, and whom its customer never meets."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.ticket import Ticket


class SideConversation(models.Model):
    """One for each time that something was forwarded. Its messages are for us alone; `address` is who was asked, and `subject` what
    the mails are called.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="side_conversations", verbose_name=_("ticket"))
    address = models.CharField(_("address"), max_length=320)
    subject = models.CharField(_("subject"), max_length=300)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    begun_at = models.DateTimeField(_("begun at"))

    class Meta:
        verbose_name = _("side conversation")
        verbose_name_plural = _("side conversations")

    def __str__(self) -> str:
        return self.address
