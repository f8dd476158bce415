"""Domains at which everybody can have an address: they say nothing of where somebody works."""

from __future__ import annotations

from tickets.rules import identity
from tickets.rules.mail_servers import DOMAINS

# Beside those whose servers we know; by the hosts' own pages, 2026.
MORE = [
    "126.com",
    "163.com",
    "1und1.de",
    "abv.bg",
    "alice.it",
    "arcor.de",
    "bigpond.com",
    "bk.ru",
    "bluewin.ch",
    "btinternet.com",
    "centrum.cz",
    "comcast.net",
    "cox.net",
    "docomo.ne.jp",
    "email.com",
    "email.cz",
    "email.de",
    "ezweb.ne.jp",
    "foxmail.com",
    "free.fr",
    "freemail.hu",
    "freenet.de",
    "gmx.eu",
    "gmx.fr",
    "gmx.info",
    "gmx.org",
    "hey.com",
    "hotmail.be",
    "hotmail.ca",
    "hotmail.co.uk",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.nl",
    "inbox.lv",
    "inbox.ru",
    "interia.pl",
    "kpnmail.nl",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.be",
    "live.ca",
    "live.co.uk",
    "live.de",
    "live.fr",
    "live.it",
    "live.nl",
    "magenta.de",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "naver.com",
    "neuf.fr",
    "o2.pl",
    "onet.pl",
    "op.pl",
    "optusnet.com.au",
    "orange.fr",
    "outlook.at",
    "outlook.es",
    "outlook.fr",
    "outlook.it",
    "pm.me",
    "poczta.onet.pl",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "sapo.pt",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.com",
    "sky.com",
    "skynet.be",
    "softbank.ne.jp",
    "sympatico.ca",
    "talktalk.net",
    "telenet.be",
    "telia.com",
    "terra.com.br",
    "tiscali.it",
    "tuta.com",
    "tuta.io",
    "tutanota.com",
    "tutanota.de",
    "ukr.net",
    "uol.com.br",
    "verizon.net",
    "virgilio.it",
    "virginmedia.com",
    "vodafone.de",
    "wanadoo.fr",
    "wp.pl",
    "xs4all.nl",
    "yahoo.ca",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.com.au",
    "yahoo.com.br",
    "yahoo.es",
    "yahoo.in",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "ya.ru",
    "ziggo.nl",
]
PUBLIC = frozenset({*DOMAINS, *MORE})


def domain_of(address: str) -> str:
    """The domain of an address in its one form."""
    return address.rpartition("@")[2]


def is_public(domain: str) -> bool:
    """Whether everybody can have an address there."""
    return domain in PUBLIC


def domain(typed: str) -> str | None:
    """A domain as it is compared, from what somebody typed: with an @ before it, or a whole address; None if it is none."""
    found = identity.email(f"x@{domain_of(typed.strip())}")
    return domain_of(found) if found and "." in found else None
