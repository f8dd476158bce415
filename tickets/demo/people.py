"""Who works at Linden Shop's desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeskTeam:
    """A team by its short name, as histories name it, and its full name."""

    slug: str
    name: str


@dataclass(frozen=True)
class DeskPerson:
    """A person of ours. `signs_in`: gets a password, so that a visitor can be this person."""

    username: str
    first_name: str
    last_name: str
    role: str
    teams: tuple[str, ...] = ()
    signs_in: bool = False


APP, SHOP, BILLING = "app-support", "shop", "billing"

TEAMS = (
    DeskTeam(APP, "App support"),
    DeskTeam(SHOP, "Shop"),
    DeskTeam(BILLING, "Billing"),
)

PEOPLE = (
    DeskPerson("ana", "Ana", "Marić", "agent", (APP,), signs_in=True),
    DeskPerson("ben", "Ben", "Okafor", "agent", (APP, SHOP), signs_in=True),
    DeskPerson("clara", "Clara", "Lindholm", "agent", (SHOP, BILLING)),
    DeskPerson("dee", "Dee", "Whitlock", "agent", (SHOP,)),
    DeskPerson("emil", "Emil", "Strand", "agent", (BILLING,)),
    DeskPerson("fatma", "Fatma", "Yıldız", "agent", (APP,)),
    DeskPerson("goran", "Goran", "Petrov", "agent", (SHOP,)),
    DeskPerson("hanna", "Hanna", "Brandt", "team_lead", (APP, SHOP, BILLING), signs_in=True),
    DeskPerson("vera", "Vera", "Castellanos", "manager", signs_in=True),
    DeskPerson("otto", "Otto", "Niemann", "read_only", signs_in=True),
)


def agents_of(team: str) -> list[str]:
    """The user names of those who answer a team's customers."""
    return [person.username for person in PEOPLE if person.role == "agent" and team in person.teams]
