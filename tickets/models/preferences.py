"""How a person wants their own desk: one row for each who changed anything."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_UNDO_S = 30
LONGEST_SIGNATURE = 2000


class Preferences(models.Model):
    """What a person set for themselves; whoever set nothing has the defaults of these fields (`preferences_of`)."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preferences", verbose_name=_("person")
    )
    send_by_enter = models.BooleanField(
        _("in a live chat Enter sends"), default=True, help_text=_("Shift and Enter break the line.")
    )
    undo_seconds = models.PositiveSmallIntegerField(
        _("seconds in which a mail can be taken back"),
        default=10,
        validators=[MaxValueValidator(LONGEST_UNDO_S)],
        help_text=_("A mail waits that long before it leaves. 0: it leaves at once. At most 30."),
    )
    signature = models.TextField(
        _("signature"),
        blank=True,
        default="",
        max_length=LONGEST_SIGNATURE,
        help_text=_(
            "Stands under your mails, above the mailbox's. {agent.name}, {agent.first_name} and {team.name} stand for the values."
        ),
    )
    sound = models.BooleanField(_("a sound for a new chat or call"), default=False)
    notice = models.BooleanField(
        _("a notice of the browser for a new chat or call"),
        default=False,
        help_text=_("The browser asks once whether this desk may show notices."),
    )

    class Meta:
        verbose_name = _("my desk")
        verbose_name_plural = _("my desk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undo_seconds__lte=LONGEST_UNDO_S), name="preferences_undo_seconds_are_few"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


def preferences_of(person_id: int) -> Preferences:
    """A person's, or the defaults, which are no row. One statement."""
    return Preferences.objects.filter(pk=person_id).first() or Preferences(person_id=person_id)
