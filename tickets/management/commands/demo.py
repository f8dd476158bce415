"""`manage.py demo`: fill an empty desk with people, settings and a past that ends now."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from tickets import demo
from tickets.actions.customers import organisations
from tickets.actions.importing.history import import_lines
from tickets.actions.setup import accounts, hours_and_targets, macros, people
from tickets.models import CalendarVersion, Team, Ticket, User
from tickets.models.people import Role
from tickets.rules.access import COMMAND
from tickets.rules.desk import Desk

ACCOUNTS = (
    ("email", "support", "Support mailbox", "support@linden-shop.example"),
    ("chat", "demo", "Chat on the shop's pages", ""),
    ("phone", "json", "Hotline", "+49 30 23125 900"),
)


class Command(BaseCommand):
    """Prints the logins once; says nothing where the desk is in use already."""

    help = "Fill an empty desk with a demo: people, settings, and four months of tickets."

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing, so that a run that is killed leaves the desk empty for the next."""
        at = timezone.now()
        if Ticket.objects.exists() or CalendarVersion.objects.exists():
            return
        with transaction.atomic():
            hours_and_targets.set_desk(demo.desk(), by=COMMAND, at=at)
            self._let_people_in()
            self._open_channels()
            self._write_macros(at)
            self._name_organisations(at)
            self._import_the_past(at)

    def _let_people_in(self) -> None:
        teams = {team.slug: people.create_team(by=COMMAND, slug=team.slug, name=team.name) for team in demo.TEAMS}
        for who in demo.PEOPLE:
            person, password = people.create_person(
                by=COMMAND,
                username=who.username,
                role=who.role,
                first_name=who.first_name,
                last_name=who.last_name,
                teams=[teams[slug] for slug in who.teams],
                time_zone="Europe/Berlin",
                signs_in=who.signs_in,
            )
            if password:
                self.stdout.write(f"LOGIN {person.role} {person.username} {password}")

    def _open_channels(self) -> None:
        for channel, slug, name, address in ACCOUNTS:
            _, secret = accounts.create_account(by=COMMAND, channel=channel, slug=slug, name=name, address=address)
            if secret:
                self.stdout.write(f"SECRET {channel} {slug} {secret}")

    def _write_macros(self, at: datetime) -> None:
        teams, persons = Team.objects.in_bulk(field_name="slug"), {user.username: user for user in User.objects.all()}
        for macro in demo.MACROS:
            person = persons.get(macro.get("person", ""))
            given = {name: teams.get(macro.get(name, "")) for name in ("team", "to_team")}
            macros.create_macro(by=person or COMMAND, at=at, **{**macro, **given, "person": person})

    def _name_organisations(self, at: datetime) -> None:
        """Before their people turn to us: whoever is new belongs where the domain of their address is."""
        lead = User.objects.filter(role=Role.TEAM_LEAD).earliest("pk")
        for domain, name in demo.ORGANISATIONS.items():
            organisations.add(name, domains=[domain], by=lead, at=at)

    def _import_the_past(self, at: datetime) -> None:
        lines = enumerate(demo.history(at), 1)
        report = import_lines(lines, desk=Desk.from_json(demo.desk()), at=at)
        if report.refused:
            first = report.refused[0]
            raise CommandError(f"{len(report.refused)} lines were refused, first: {first.reason} {first.raw}")
