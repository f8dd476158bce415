"""What a calendar invitation (RFC 5545, iTIP) asks for, in four words: what, when, where, and whether it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tickets.channels.email.charsets import clean

LONGEST = 200_000  # characters of a calendar that are looked at
LONGEST_VALUE = 300
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
ESCAPED = re.compile(r"\\([\\,;nN])")


@dataclass(frozen=True)
class Invitation:
    """The first event of a calendar. `method` as sent: REQUEST, CANCEL, REPLY ...; times on the organiser's wall clock."""

    method: str
    what: str
    when: str
    where: str


def invitation(calendar: str) -> Invitation | None:
    """What the calendar's first event says, or None if there is no event with a title or a time."""
    lines = calendar[:LONGEST].replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "").split("\n")
    names = [line.partition(":")[0].upper() for line in lines]
    begins = next((i for i, line in enumerate(lines) if line.strip().upper() == "BEGIN:VEVENT"), None)
    if begins is None:
        return None
    ends = next((i for i in range(begins, len(lines)) if lines[i].strip().upper() == "END:VEVENT"), len(lines))
    event: dict[str, tuple[str, str]] = {}
    for name, line in zip(names[begins:ends], lines[begins:ends], strict=True):
        event.setdefault(name.partition(";")[0], (name, line.partition(":")[2]))
    method = next((line.partition(":")[2] for name, line in zip(names, lines, strict=True) if name == "METHOD"), "")
    found = Invitation(
        method.strip().upper()[:20],
        _words(event, "SUMMARY"),
        _when(lines[begins:ends], event),
        _words(event, "LOCATION"),
    )
    return found if found.what or found.when else None


def _words(event: dict[str, tuple[str, str]], name: str) -> str:
    value = event.get(name, ("", ""))[1]
    text = ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
    return clean(" ".join(text.split()))[:LONGEST_VALUE]


def _when(lines: list[str], event: dict[str, tuple[str, str]]) -> str:
    """`2025-03-05 10:00-11:00 Europe/Berlin`; a day alone for what lasts all day."""
    start, end = (MOMENT.match(event.get(name, ("", ""))[1].strip()) for name in ("DTSTART", "DTEND"))
    if start is None:
        return ""
    day = f"{start[1]}-{start[2]}-{start[3]}"
    if start[4] is None:
        return day
    until = ""
    if end is not None and end[4] is not None:
        other = "" if end.group(1, 2, 3) == start.group(1, 2, 3) else f"{end[1]}-{end[2]}-{end[3]} "
        until = f"-{other}{end[4]}:{end[5]}"
    zone = (
        next((line for line in lines if line.upper().startswith("DTSTART")), "").partition(":")[0].partition("TZID=")[2]
    )
    zone = "UTC" if start[6] else clean(zone.partition(";")[0].strip('"'))[:60]
    return f"{day} {start[4]}:{start[5]}{until} {zone}".strip()
