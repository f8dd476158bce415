"""What our own receiver found out about a mail's sender (DMARC), as it noted in Authentication-Results (RFC 8601).

Anybody can write such a header into a mail. So only the topmost one counts, which the last server put there, and only if
it is signed with the name (authserv-id) of the server that the mailbox is set up to trust.
"""

from __future__ import annotations

import re

from tickets.rules.identity import Proof

LONGEST = 8_192
COMMENT = re.compile(r"\([^()]*\)")
DMARC = re.compile(r"^\s*dmarc\s*=\s*([a-z]+)(.*)$", re.IGNORECASE | re.DOTALL)
FROM = re.compile(r"(?:^|\s)header\.from\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
VERDICTS = {"pass": Proof.PASSED, "fail": Proof.FAILED}


def proof(topmost: str, trusted: str, sender: str) -> Proof:
    """What the topmost header says of the sender's domain; nothing if it is not of the server that is trusted.

    `trusted` empty: no server is. A verdict about another domain than the sender's is none about the sender.
    """
    results = _without_comments(topmost[:LONGEST])
    server, *methods = results.split(";")
    if not trusted or server.split()[:1] != [trusted.lower()]:
        return Proof.NONE
    verdicts = {_verdict(found[1], found[2], sender) for found in map(DMARC.match, methods) if found}
    return verdicts.pop() if len(verdicts) == 1 else Proof.NONE


def _verdict(result: str, properties: str, sender: str) -> Proof:
    domain = FROM.search(properties)
    about_them = domain is not None and domain[1].rpartition("@")[2].strip(".") == sender.rpartition("@")[2]
    return VERDICTS.get(result, Proof.NONE) if about_them else Proof.NONE


def _without_comments(value: str) -> str:
    """In lower case; comments may stand anywhere and within each other."""
    for _depth in range(4):
        value = COMMENT.sub(" ", value)
    return value.lower()
