"""What the customer told us, so that nobody asks again; and what they thought of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.customer import Customer
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.ticket import Ticket


class Start(models.Func):
    """The first 100 characters, written as an index has them: with numbers, not with parameters.

    A whole value may be too long for an index.
    """

    function = "SUBSTR"
    template = "%(function)s(%(expressions)s, 1, 100)"
    output_field = models.CharField()


class KnownFact(models.Model):
    """A key and a value, the message it came from, and until when it holds."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="facts", verbose_name=_("customer"))
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="facts", verbose_name=_("ticket"))
    event = models.ForeignKey(Event, models.PROTECT, related_name="facts", verbose_name=_("noted in"))
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="facts", verbose_name=_("message"))
    key = models.CharField(_("key"), max_length=80)
    value = models.CharField(_("value"), max_length=1000)
    noted_at = models.DateTimeField(_("noted at"))
    valid_until = models.DateTimeField(_("valid until"), null=True)

    class Meta:
        verbose_name = _("known fact")
        verbose_name_plural = _("known facts")
        ordering = ["noted_at", "id"]
        indexes = [
            models.Index(fields=["ticket", "noted_at"], name="facts_of_a_ticket"),
            models.Index(Start("value"), "key", name="duplicates_by_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class Feedback(models.Model):
    """A score and the customer's comment. The last score of a ticket and survey counts."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="feedback", verbose_name=_("ticket"))
    event = models.OneToOneField(Event, models.PROTECT, related_name="feedback", verbose_name=_("given in"))
    survey = models.CharField(_("survey"), max_length=8, choices=words.SURVEY)
    score = models.SmallIntegerField(_("score"))
    comment = models.TextField(_("comment"), blank=True)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            one_of("feedback", "survey", words.SURVEY),
        ]
        ordering = ["given_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_survey_display()} {self.score}"
