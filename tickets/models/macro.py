"""Macros: words that are written often, with what is done along with them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.people import Team, User
from tickets.rules.access import MANAGES, role_of
from tickets.rules.later import LATER
from tickets.rules.lifecycle import Status

AFTER = (Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.RESOLVED)
AFTERWARDS = [(status, word) for status, word in words.STATUS if status in AFTER]
ME, NOBODY = "me", "nobody"
WHEN = [
    ("2_hours", _("in 2 hours")),
    ("end_of_day", _("by the end of the day")),
    ("next_morning", _("on the next working day at 10:00")),
    ("1_business_day", _("by the end of the next working day")),
    ("2_business_days", _("in 2 working days")),
    ("5_business_days", _("in 5 working days")),
]


class MacroQuerySet(models.QuerySet["Macro"]):
    """Whose macros somebody has."""

    def known_to(self, user: User) -> MacroQuerySet:
        """Their own, their teams' and everybody's; who manages the desk has those of all teams. Nobody has another's own."""
        shared = Q(person=None, team=None) | Q(person=user)
        teams = Q(team__isnull=False) if role_of(user) in MANAGES else Q(team__in=user.team_ids)
        return self.filter(shared | teams)

    def offered_to(self, user: User) -> MacroQuerySet:
        """Those that are in use, what the person uses most first, then what everybody does; each with `own` and `desk`."""
        found = self.known_to(user).filter(active=True).select_related("team", "to_team")
        return found.with_uses(user)

    def with_uses(self, user: User) -> MacroQuerySet:
        """How often it was used, most first: `own` by this person, `desk` by everybody."""
        mine = Coalesce(Sum("uses__number", filter=Q(uses__person=user)), 0)
        used = self.annotate(own=mine, desk=Coalesce(Sum("uses__number"), 0))
        return used.order_by("-own", "-desk", "name", "pk")


class Macro(models.Model):
    """A text with placeholders (`tickets.rules.placeholders`) and what is done with the answer that it stands in.

    It is `person`'s own, a team's, or everybody's (neither). What it does is kept as people type it into a verb's form:
    `add_tags` with commas between, `facts` one a line. `to_owner` is a username, "me" (who uses it) or "nobody".
    """

    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"), blank=True, max_length=10_000)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="macros", verbose_name=_("only for")
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="macros", verbose_name=_("for the team"))
    active = models.BooleanField(_("offered"), default=True)

    status = models.CharField(_("status"), max_length=10, choices=AFTERWARDS, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=words.PRIORITY, blank=True)
    to_owner = models.CharField(_("owner"), max_length=150, blank=True)
    to_team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hand over to team")
    )
    add_tags = models.CharField(_("tags to add"), max_length=500, blank=True)
    remove_tags = models.CharField(_("tags to take off"), max_length=500, blank=True)
    promise = models.CharField(_("promise"), max_length=500, blank=True)
    promise_due = models.CharField(_("promise is due"), max_length=20, choices=WHEN, blank=True)
    facts = models.TextField(_("facts"), max_length=2000, blank=True)
    snooze = models.CharField(_("snooze until"), max_length=20, choices=WHEN, blank=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        ordering = ["name", "id"]
        constraints = [
            one_of("macro", "status", AFTERWARDS, or_empty=True),
            one_of("macro", "priority", words.PRIORITY, or_empty=True),
            one_of("macro", "promise_due", LATER, or_empty=True),
            one_of("macro", "snooze", LATER, or_empty=True),
            models.CheckConstraint(condition=Q(person=None) | Q(team=None), name="macro_is_of_one"),
        ]

    def __str__(self) -> str:
        return self.name


class MacroUse(models.Model):
    """How often a person put a macro into an answer."""

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="uses", verbose_name=_("macro"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    number = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("use of a macro")
        verbose_name_plural = _("uses of macros")
        constraints = [models.UniqueConstraint(fields=["macro", "person"], name="macro_uses_once_per_person")]

    def __str__(self) -> str:
        return f"{self.macro_id} {self.person_id} {self.number}"
