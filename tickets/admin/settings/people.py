"""People and teams, for administrators. Passwords are random, shown once, and replaced here or by the person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.setup import people
from tickets.admin import fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Pressed, SetUpAdmin
from tickets.models import Team, User
from tickets.models.people import Role

if admin.site.is_registered(Group):
    admin.site.unregister(Group)  # roles say who may do what: groups would say nothing here


class PersonForm(forms.Form):
    """What can be changed of a person."""

    first_name = fields.Text(label=gettext_lazy("First name"), max_length=150, required=False)
    last_name = fields.Text(label=gettext_lazy("Last name"), max_length=150, required=False)
    role = fields.Choice(label=gettext_lazy("Role"), choices=Role.choices)
    teams = fields.Rows(label=gettext_lazy("Teams"), queryset=Team.objects.all())
    time_zone = fields.Choice(
        label=gettext_lazy("Time zone"), choices=fields.zones(gettext_lazy("The desk's")), required=False
    )


class NewPersonForm(PersonForm):
    """A new person: also what they sign in with."""

    username = fields.Text(label=gettext_lazy("Signs in as"), max_length=150)
    field_order = ("username",)


class KnownPersonForm(PersonForm):
    """A person who is here, or is not any more."""

    is_active = fields.Switch(label=gettext_lazy("Works here"))


@admin.register(User)
class UserAdmin(SetUpAdmin):
    """Everybody who works here, and who is known from an imported history only."""

    list_display = ("username", "first_name", "last_name", "role", "team_names", "is_active", "last_login")
    list_display_links = ("username",)
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name")
    ordering = ("-is_active", "username")
    add_form = NewPersonForm
    edit_form = KnownPersonForm

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their teams."""
        return super().get_queryset(request).prefetch_related("teams")

    @admin.display(description=gettext_lazy("teams"))
    def team_names(self, person: User) -> str:
        """Their teams."""
        return ", ".join(team.name for team in person.teams.all())

    def initial(self, obj: User) -> dict[str, Any]:
        """As they are."""
        names = ("first_name", "last_name", "role", "time_zone", "is_active")
        return {name: getattr(obj, name) for name in names} | {"teams": obj.teams.all()}

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Let somebody in."""
        person, password = people.create_person(by=me(request), **said)
        return _("The password of %s") % person.username, password

    def edit(self, request: HttpRequest, obj: User, said: dict[str, Any]) -> Pressed:
        """Put somebody right."""
        people.change_person(obj, by=me(request), **said)
        return _("%s is saved.") % obj, ""

    def buttons(self, obj: User) -> list[tuple[str, str]]:
        """A new password for who has forgotten theirs."""
        return [("password", _("New password"))] if obj.is_active else []

    def press(self, request: HttpRequest, obj: User, name: str) -> Pressed:
        """Give it."""
        return _("The new password of %s") % obj.username, people.new_password(obj, by=me(request))


class NewTeamForm(forms.Form):
    """A team, and its name in the history format."""

    name = fields.Text(label=gettext_lazy("Name"), max_length=80)
    slug = fields.Slug(label=gettext_lazy("Short name"), max_length=80)


class TeamForm(forms.Form):
    """What a team is called; its short name stays, because histories name it."""

    name = fields.Text(label=gettext_lazy("Name"), max_length=80)


@admin.register(Team)
class TeamAdmin(SetUpAdmin):
    """Groups of agents that own tickets together."""

    list_display = ("name", "slug")
    list_display_links = ("name",)
    add_form = NewTeamForm
    edit_form = TeamForm

    def initial(self, obj: Team) -> dict[str, Any]:
        """As it is."""
        return {"name": obj.name}

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Found a team."""
        return _("%s is a team.") % people.create_team(by=me(request), **said), ""

    def edit(self, request: HttpRequest, obj: Team, said: dict[str, Any]) -> Pressed:
        """Call it something else."""
        return _("%s is saved.") % people.change_team(obj, by=me(request), **said), ""
