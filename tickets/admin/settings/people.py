"""People and teams, for administrators. Passwords are random, shown once, and replaced here or by the person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import people
from tickets.admin.settings.settings_admin import Button, Pressed, Saved, SettingsAdmin, SettingsForm
from tickets.admin.settings.week import DAYS, shown, week_said, weekday
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import me
from tickets.models import Team, User
from tickets.models.people import Role

if admin.site.is_registered(Group):
    admin.site.unregister(Group)  # roles say who may do what: groups would say nothing here


HOURS = gettext_lazy(
    "Working hours on this person's own clock, such as 09:00-12:00, 13:00-17:00; over midnight 22:00-06:00. Outside them the "
    "desk gives them no tickets. A week without any: they work at all times."
)


def takers() -> list[tuple[Any, Any]]:
    """To whom tickets can go: nobody, a team, a person who works on them."""
    people = User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY).order_by("first_name", "username")
    return [
        ("", gettext_lazy("nobody")),
        (gettext_lazy("Teams"), [(f"team:{team.pk}", str(team)) for team in Team.objects.all()]),
        (gettext_lazy("People"), [(f"person:{person.pk}", str(person)) for person in people]),
    ]


class PersonForm(SettingsForm):
    """A person; what they sign in with is said once."""

    teams = form_fields.Rows(label=gettext_lazy("Teams"), queryset=Team.objects.all())
    time_zone = form_fields.Choice(
        label=gettext_lazy("Time zone"), choices=form_fields.zones(gettext_lazy("The desk's")), required=False
    )

    hand_to = form_fields.Choice(
        label=gettext_lazy("If they leave, what they own goes to"),
        choices=takers,
        required=False,
        help_text=gettext_lazy(
            "All their open tickets in one step. Of nobody they are flagged after the desk's limit (R4)."
        ),
    )

    skills = form_fields.Text(label=gettext_lazy("Skills"), required=False, max_length=500)
    day0, day1, day2, day3, day4, day5, day6 = (weekday(day, help_text=HOURS if day == 0 else "") for day in range(7))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        hours = {f"day{day}": shown(person.working_hours.get(str(day), []), "-") for day in range(7)}
        self.initial = {**self.initial, "skills": ", ".join(person.skills), **hours}
        self.fields["skills"].help_text = User._meta.get_field("skills").help_text

    def clean_skills(self) -> list[str]:
        """The tags."""
        return [skill.strip() for skill in self.cleaned_data["skills"].split(",") if skill.strip()]

    def clean(self) -> dict[str, Any]:
        """The days as the rules read them, as "working_hours"."""
        return (super().clean() or {}) | {"working_hours": week_said(self)}

    def clean_hand_to(self) -> User | Team | None:
        """The row that was chosen."""
        kind, _colon, key = self.cleaned_data["hand_to"].partition(":")
        if kind == "team":
            return Team.objects.get(pk=key)
        return User.objects.get(pk=key) if kind == "person" else None

    class Meta:
        labels = {"username": gettext_lazy("Signs in as"), "is_active": gettext_lazy("Works here")}
        help_texts = {
            "username": "",
            "email": gettext_lazy(
                "By it they get a new password when they have forgotten theirs. Mail that they pass on to a mailbox of ours "
                "opens a ticket of its own."
            ),
            "is_active": gettext_lazy("Off: they sign in no more, and what they did stays."),
        }


@admin.register(User)
class UserAdmin(SettingsAdmin):
    """Everybody who works here, and who is known from an imported history only."""

    list_display = ("username", "first_name", "last_name", "role", "team_names", "is_active", "last_login")
    list_display_links = ("username",)
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name")
    ordering = ("-is_active", "username")
    form = PersonForm
    fields = (
        "username",
        "first_name",
        "last_name",
        "email",
        "role",
        "teams",
        "time_zone",
        "skills",
        "most_open",
        *DAYS,
        "is_active",
        "hand_to",
    )
    once = ("username",)
    only_later = ("is_active", "hand_to")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their teams."""
        return super().get_queryset(request).prefetch_related("teams")

    @admin.display(description=gettext_lazy("teams"))
    def team_names(self, person: User) -> str:
        """Their teams."""
        return ", ".join(team.name for team in person.teams.all())

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Let somebody in."""
        person, password = people.create_person(by=me(request), **_without_days(said))
        return Saved(person, _("The password of %s") % person.username, password)

    def edit(self, request: HttpRequest, obj: User, said: dict[str, Any]) -> Saved:
        """Put somebody right."""
        person = people.change_person(obj, by=me(request), at=clock.now(request), **_without_days(said))
        return Saved(person, _("%s is saved.") % person)

    def buttons(self, obj: User) -> list[Button]:
        """A new password for who has forgotten theirs."""
        hint = _("A random one, shown once. Whoever is signed in with the old one is signed out.")
        return [Button("password", _("New password"), hint)] if obj.is_active else []

    def press(self, request: HttpRequest, obj: User, name: str) -> Pressed:
        """Give it."""
        return _("The new password of %s") % obj.username, people.new_password(obj, by=me(request))


def _without_days(said: dict[str, Any]) -> dict[str, Any]:
    """The week as a whole, beside what else was said."""
    return {name: value for name, value in said.items() if name not in DAYS}


@admin.register(Team)
class TeamAdmin(SettingsAdmin):
    """Groups of agents that own tickets together; a short name stays, because histories name it."""

    list_display = ("name", "slug")
    list_display_links = ("name",)
    fields = ("name", "slug", "assigning", "hands_over_shifts")
    once = ("slug",)
    only_later = ("assigning", "hands_over_shifts")

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Found a team."""
        team = people.create_team(by=me(request), **said)
        return Saved(team, _("%s is a team.") % team)

    def edit(self, request: HttpRequest, obj: Team, said: dict[str, Any]) -> Saved:
        """Call it something else."""
        team = people.change_team(obj, by=me(request), **said)
        return Saved(team, _("%s is saved.") % team)
