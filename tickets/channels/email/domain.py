"""What a sender's domain says of itself, looked up in the DNS within a short time."""

from __future__ import annotations

from collections.abc import Iterator

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from tickets.rules.mail_servers import spf_of
from tickets.rules.sender_domain import SELECTORS, DomainHint, dkim, dmarc, spf

SECONDS = 2.0  # for one question
NOTHING: list[str] = []


def hints(address: str, smtp_host: str) -> list[DomainHint]:
    """SPF, DKIM and DMARC of an address's domain. What cannot be looked up says so."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    resolver = _resolver()
    if _texts(resolver, domain, missing=None) is None:
        resolver = None  # the others would take as long and say as little
    return [
        spf(domain, _texts(resolver, domain), spf_of(smtp_host)),
        dkim(domain, list(_keys(resolver, domain)) if resolver else None),
        dmarc(domain, _texts(resolver, f"_dmarc.{domain}"), address),
    ]


def _resolver() -> Resolver | None:
    """The system's; None on a machine without one."""
    try:
        return Resolver()
    except (DNSException, OSError):
        return None


def _keys(resolver: Resolver | None, domain: str) -> Iterator[str]:
    for selector in SELECTORS:
        texts = _texts(resolver, f"{selector}._domainkey.{domain}")
        if texts is None:
            return
        yield from texts
        if texts:
            return


def _texts(resolver: Resolver | None, name: str, missing: list[str] | None = NOTHING) -> list[str] | None:
    """A name's TXT records, `missing` for a name that is not there; None if nobody could say."""
    if resolver is None:
        return None
    try:
        answer = resolver.resolve(name, "TXT", lifetime=SECONDS)
    except NoAnswer:
        return []
    except NXDOMAIN:
        return missing
    except (DNSException, OSError, UnicodeError):
        return None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
