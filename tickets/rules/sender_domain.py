"""What a domain says of who may send mail for it: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489), judged from its
records. A record that is missing is given, so that it can be set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tickets.rules.texts import gettext_noop

# Names under which mail hosts usually publish their keys; each host chooses its own.
SELECTORS = (
    "google",
    "selector1",
    "selector2",
    "fm1",
    "default",
    "dkim",
    "mail",
    "k1",
    "s1",
    "zoho",
    "mbo0001",
    "sig1",
)


@dataclass(frozen=True)
class DomainHint:
    """One finding: whether it is well (None: it could not be looked up), a sentence, and the record to set."""

    name: str
    ok: bool | None
    sentence: str
    host: str = ""
    record: str = ""


def spf(domain: str, texts: Sequence[str] | None, sender: str) -> DomainHint:
    """`texts`: the domain's TXT records, None if they could not be had. `sender`: what the record has to name."""
    wanted = f"v=spf1 {sender} ~all"
    if texts is None:
        return _unknown("SPF", domain, wanted)
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) > 1:
        return DomainHint(
            "SPF",
            False,
            gettext_noop("There are several SPF records, so none of them counts. Keep one."),
            domain,
            wanted,
        )
    if not found:
        return DomainHint(
            "SPF", False, gettext_noop("There is no SPF record: many will take your mail for spam."), domain, wanted
        )
    terms = found[0].lower().split()
    if sender in terms or f"+{sender}" in terms:
        return DomainHint("SPF", True, gettext_noop("Your mail server may send for this domain."))
    record = " ".join([found[0].split(" ")[0], sender, *found[0].split(" ")[1:]])
    sentence = gettext_noop("There is an SPF record. If it does not name your mail server in another way, add it.")
    return DomainHint("SPF", False, sentence, domain, record)


def dkim(domain: str, keys: Sequence[str] | None) -> DomainHint:
    """`keys`: the records found under the usual selectors, None if they could not be looked up."""
    host = f"SELECTOR._domainkey.{domain}"
    wanted = "v=DKIM1; k=rsa; p=..."
    if keys is None:
        return _unknown("DKIM", host, wanted)
    if any(_tag(key, "p") for key in keys):  # an empty one was revoked
        return DomainHint("DKIM", True, gettext_noop("A key is published: your mail server can sign."))
    sentence = gettext_noop(
        "No key was found under the usual names. Your mail host signs, and shows the record to set."
    )
    return DomainHint("DKIM", False, sentence, host, wanted)


def dmarc(domain: str, texts: Sequence[str] | None, address: str) -> DomainHint:
    """`texts`: the TXT records of _dmarc.DOMAIN, None if they could not be had."""
    host, wanted = f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:{address}"
    if texts is None:
        return _unknown("DMARC", host, wanted)
    found = [text for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1")]
    if len(found) > 1:
        return DomainHint(
            "DMARC",
            False,
            gettext_noop("There are several DMARC records, so none of them counts. Keep one."),
            host,
            wanted,
        )
    if not found:
        return DomainHint(
            "DMARC", False, gettext_noop("There is no DMARC record: anybody can write in your name."), host, wanted
        )
    if _tag(found[0], "p").lower() == "none":
        return DomainHint("DMARC", True, gettext_noop("It is there and only watches: forged mail is still delivered."))
    return DomainHint("DMARC", True, gettext_noop("It is there, and has forged mail refused or set aside."))


def _tag(record: str, name: str) -> str:
    """A tag's value in a record of NAME=VALUE; NAME=VALUE."""
    tags = (tag.partition("=") for tag in record.split(";"))
    return next((value.strip() for found, _, value in tags if found.strip() == name), "")


def _unknown(name: str, host: str, record: str) -> DomainHint:
    return DomainHint(
        name,
        None,
        gettext_noop("It could not be looked up from here. This is the record that should be there:"),
        host,
        record,
    )
