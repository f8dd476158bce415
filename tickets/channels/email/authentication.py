"""What our own receiver found out about a mail's sender (DMARC), as it noted in Authentication-Results (RFC 8601).

Anybody can write such a header into a mail. So only the topmost one counts, which the last server put there, and only if
it is signed with the name (authserv-id) of the server that the mailbox is set up to trust. The header is read by authres,
in the child that reads the mail: its grammar takes time in proportion to the square of the length.
"""

from __future__ import annotations

from dataclasses import dataclass

from authres import AuthenticationResultsHeader, AuthResError

from tickets.rules.identity import Proof

LONGEST = 4_096  # characters
VERDICTS = {"pass": Proof.PASSED, "fail": Proof.FAILED}


@dataclass(frozen=True)
class Noted:
    """What a header says: which server wrote it, and for each DMARC result the domains of From that it is about."""

    server: str
    dmarc: tuple[tuple[str, tuple[str, ...]], ...]


def noted(topmost: str) -> Noted | None:
    """What the topmost header says; None for what is no such header."""
    try:
        header = AuthenticationResultsHeader.parse_value(topmost[:LONGEST].rstrip("; \t"))
    except (AuthResError, ValueError, RecursionError):
        return None
    results = [result for result in header.results if result.method == "dmarc"]
    return Noted(header.authserv_id, tuple((result.result, _domains(result.properties)) for result in results))


def proof(said: Noted | None, trusted: str, sender: str) -> Proof:
    """What the header says of the sender's domain; nothing if it is not of the server that is trusted.

    `trusted` empty: no server is. A verdict about another domain than the sender's is none about the sender.
    """
    if said is None or not trusted or said.server != trusted.lower():
        return Proof.NONE
    domain = sender.rpartition("@")[2]
    verdicts = {VERDICTS.get(result, Proof.NONE) if about == (domain,) else Proof.NONE for result, about in said.dmarc}
    return verdicts.pop() if len(verdicts) == 1 else Proof.NONE


def _domains(properties: list[object]) -> tuple[str, ...]:
    """Each domain once. Without a value, of a name with a dot at its end, or with an address before it: as receivers write."""
    said = [p.value or "" for p in properties if (p.type, p.name) == ("header", "from")]  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(value.rpartition("@")[2].strip(".").lower() for value in said))
