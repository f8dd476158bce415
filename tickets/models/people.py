"""Our people: users with a role, in teams."""

from functools import cached_property

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.rules.access import PERSON
from tickets.rules.assignment import Way


class Assigning(models.TextChoices):
    """How a team's new tickets find their owner."""

    NONE = Way.NONE.value, _("Somebody takes them")
    ROUND_ROBIN = Way.ROUND_ROBIN.value, _("By turns")
    LEAST_LOADED = Way.LEAST_LOADED.value, _("Whoever owns least")


class Team(models.Model):
    """A group of agents that owns tickets together."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    assigning = models.CharField(
        _("new tickets"),
        max_length=12,
        choices=Assigning.choices,
        default=Assigning.NONE,
        help_text=_(
            "Whether the desk gives what waits on us and nobody owns to somebody of the team who is there: in their working hours, "
            "not out of office, with the skills that its tags need, and within their limit."
        ),
    )
    hands_over_shifts = models.BooleanField(
        _("hand over at the end of a shift"),
        default=False,
        help_text=_(
            "When somebody's working hours end, what waits on us and falls due before they are back goes to whoever of the team is "
            "there. If nobody is, it stays theirs."
        ),
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [one_of("team", "assigning", Assigning.values)]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may see and do; `tickets.rules.access` holds the table."""

    AGENT = "agent", _("Agent")
    TEAM_LEAD = "team_lead", _("Team lead")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    READ_ONLY = "read_only", _("Read only")


# Who worked here and does not any more. Those known only from an imported history never signed in here.
WHO_LEFT = Q(is_active=False) & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class User(AbstractUser):
    """A person of ours. Agents known only from an imported history are inactive users without a password."""

    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.AGENT)
    time_zone = models.CharField(_("time zone"), max_length=64, default="", blank=True)
    skills = models.JSONField(
        _("skills"),
        default=list,
        blank=True,
        help_text=_(
            "Tags, with commas between. A ticket with a tag that is somebody's skill is given only to who has it, by Next and by "
            "the team's assigning."
        ),
    )
    most_open = models.PositiveSmallIntegerField(
        _("at most so many open tickets"),
        null=True,
        blank=True,
        help_text=_(
            "Whoever owns that many is given no more by Next and by the team's assigning. Empty: no limit. 0: none."
        ),
    )
    working_hours = models.JSONField(_("working hours"), default=dict, blank=True)
    teams = models.ManyToManyField(Team, verbose_name=_("teams"), related_name="members", blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            one_of("user", "role", Role.values),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def team_ids(self) -> list[int]:
        """The teams that they are in, read once for all that a request asks: a person is loaded anew for each."""
        return list(self.teams.through.objects.filter(user_id=self.pk).values_list("team_id", flat=True))

    @property
    def has_left(self) -> bool:
        """As `WHO_LEFT`."""
        return not self.is_active and not self.password.startswith(UNUSABLE_PASSWORD_PREFIX)

    @property
    def actor_kind(self) -> str:
        """What kind of actor a person is."""
        return PERSON

    @property
    def actor_id(self) -> str:
        """Which one."""
        return str(self.pk)
