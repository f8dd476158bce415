"""Who turns to Linden Shop: several hundred invented people with their addresses and numbers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

FIRST_NAMES = """
    Ada Aisha Alma Amir Anders Anja Anton Arif Astrid Beatriz Benedikt Bruno Carla Cem Chiara Daria
    David Derya Dilan Edda Eleni Elif Emma Enno Erik Esra Eva Felix Finn Frida Gabriel Greta Hakan
    Hana Helene Henry Hugo Ida Ines Ivan Jakob Jana Jasper Johanna Jonas Juri Karim Katja Kofi Lara
    Lasse Lea Leon Liam Lina Lucas Luisa Magda Malik Marek Maria Matteo Maya Mehmet Mila Milan Nadia
    Nele Nina Noah Nora Olga Olivia Omar Oskar Paula Pavel Petra Quentin Rafael Rana Renate Ronja
    Rosa Samir Sara Selma Simon Sofia Sven Tara Theo Tilda Tomas Uta Valentin Vivian Wanda Xenia
    Yara Yusuf Zoe
""".split()  # noqa: SIM905 - eighty quoted names would be no easier to read

LAST_NAMES = """
    Abel Acar Ahrens Almeida Arnaud Bach Baran Bauer Becker Bianchi Blom Bosch Brandl Cho Conti
    Costa Dahl Demir Dietz Duarte Eder Engel Farid Fink Fischer Fontaine Frank Garcia Gruber Haas
    Haddad Hansen Hartwig Hoang Horvat Ivanov Jansen Jensen Kaplan Kaya Keller Kim Klein Koch Kovac
    Kraus Kruse Kurz Lang Larsen Lehmann Lim Lorenz Lund Maier Marin Mendes Meyer Moretti Nagy Neri
    Nguyen Novotny Nowak Olsen Otto Pavlova Peters Pohl Popescu Quast Rao Reuter Richter Rossi Roth
    Sanchez Sauer Schmitt Seidel Silva Sommer Stein Svoboda Tamm Thiel Toth Urban Vogel Wagner Weber
    Weiss Winter Wolf Yilmaz Zeller Zimmer
""".split()  # noqa: SIM905 - eighty quoted names would be no easier to read

DOMAINS = ("example.com", "example.com", "example.org", "example.net")
ORGANISATIONS = {
    "nordwind.example.com": "Nordwind Logistics",
    "hafenbau.example.com": "Hafenbau",
    "praxis-ost.example.com": "Praxis Ost",
}
ONE_IN = 12  # works for one of these


@dataclass(frozen=True)
class Person:
    """A customer and every way of reaching them."""

    name: str
    email: str
    phone: str
    handle: str

    def on(self, channel: str) -> dict[str, str]:
        """What a channel learns of them: whom a mail, a call or a chat comes from."""
        known = {"phone": ("phone",), "chat": ("handle",), "web": ("email",)}
        ways = known.get(channel, ("email",))
        return {"name": self.name, **{way: getattr(self, way) for way in ways}}

    def signed_in(self) -> dict[str, str]:
        """What a chat learns of somebody who is signed in: it ties their ways together."""
        return {"name": self.name, "handle": self.handle, "email": self.email, "phone": self.phone}


def crowd(dice: Random, size: int) -> list[Person]:
    """`size` different people."""
    pairs = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    chosen = dice.sample(pairs, size)
    return [_person(number, *names, dice) for number, names in enumerate(chosen)]


def _person(number: int, first: str, last: str, dice: Random) -> Person:
    local, domain = _plain(f"{first}.{last}"), dice.choice(DOMAINS)
    if number % ONE_IN == 0:
        domain = tuple(ORGANISATIONS)[number // ONE_IN % len(ORGANISATIONS)]
    return Person(
        name=f"{first} {last}",
        email=f"{local}@{domain}",
        phone=f"+493023125{number:03d}",
        handle=_plain(f"{first}{last[0]}{number}"),
    )


def _plain(text: str) -> str:
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return decomposed.encode("ascii", "ignore").decode()
