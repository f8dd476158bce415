"""What an invitation says, whatever calendar program wrote it; and that none can be made slow."""

import pytest

from tests.yardstick import within_cpu
from tickets.channels.email.calendar_invite import LONGEST, invitation


def calendar(*lines, method="REQUEST", before=""):
    """A calendar with one event."""
    return "\r\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", before, "BEGIN:VEVENT", *lines, "END:VEVENT", ""])


BERLIN = "DTSTART;TZID=Europe/Berlin:20250305T100000"
TIMES = [
    (["DTSTART:20250305T100000Z", "DTEND:20250305T110000Z"], "2025-03-05 10:00-11:00 UTC"),
    (["DTSTART:20250305T100000"], "2025-03-05 10:00"),
    ([BERLIN, "DTEND;TZID=Europe/Berlin:20250306T110000"], "2025-03-05 10:00-2025-03-06 11:00 Europe/Berlin"),
    # The end on the clock of the beginning.
    ([BERLIN, "DTEND:20250305T100000Z"], "2025-03-05 10:00-11:00 Europe/Berlin"),
    ([BERLIN, "DURATION:PT90M"], "2025-03-05 10:00-11:30 Europe/Berlin"),
    (["DTSTART;VALUE=DATE:20250305", "DTEND;VALUE=DATE:20250306"], "2025-03-05"),
    # Outlook's names of zones, and names that are none.
    (['DTSTART;TZID="W. Europe Standard Time":20250305T100000'], "2025-03-05 10:00 W. Europe Standard Time"),
    (["DTSTART;TZID=../../etc/passwd:20250305T100000"], "2025-03-05 10:00 ../../etc/passwd"),
    # Two beginnings: the first. None that is one.
    ([BERLIN, "DTSTART:20200101T000000Z"], "2025-03-05 10:00 Europe/Berlin"),
    (["DTSTART:20251399T100000"], ""),
    (["DTSTART:soon"], ""),
    ([BERLIN, "DTEND:later", "DURATION:long"], "2025-03-05 10:00 Europe/Berlin"),
    (["DTSTART:99991231T235959Z", "DURATION:P9999999D"], "9999-12-31 23:59 UTC"),
]


@pytest.mark.parametrize(("lines", "when"), TIMES)
def test_when_it_is(lines, when):
    assert invitation(calendar("SUMMARY:A look", *lines)).when == when


def test_what_and_where_are_one_line_of_words():
    found = invitation(calendar(r"SUMMARY:A look\, at\nthe app", "LOCATION:Room 1", "X;broken", "RRULE:FREQ=NONSENSE"))
    assert (found.what, found.where, found.method) == ("A look, at the app", "Room 1", "REQUEST")


def test_an_alarm_in_it_says_nothing_and_neither_does_a_zone_before_it():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD"
    )
    alarm = ["BEGIN:VALARM", "SUMMARY:Wake up", "END:VALARM"]
    with within_cpu(1):
        found = invitation(calendar(*alarm, "SUMMARY:A look", "DTSTART;TZID=X:20250305T100000", before=zone))
    assert (found.what, found.when) == ("A look", "2025-03-05 10:00 X")


def test_an_event_without_an_end_is_still_one():
    assert invitation("BEGIN:VEVENT\nSUMMARY:A look\n").what == "A look"
    assert invitation(calendar("SUMMARY:A look", "BEGIN:VALARM", "TRIGGER:-PT5M")).what == "A look"


@pytest.mark.parametrize(
    "text", ["", "END:VEVENT", "BEGIN:VEVENT", "BEGIN:VTODO\nSUMMARY:A look\nEND:VTODO", "\0" * 99]
)
def test_what_is_no_event_is_none(text):
    assert invitation(text) is None


BOMBS = {
    "lines": "A:b\n" * 500_000,
    "folds": "SUMMARY:" + "\n a" * 500_000,
    "parameters": "DTSTART" + ";A=b" * 500_000 + ":20250305",
    "quotes": "DTSTART;A=" + '"' * 2_000_000 + ":20250305",
    "lists": "DTSTART;TZID=" + "a," * 500_000 + "b:20250305T100000",
    "nests": "BEGIN:VEVENT\n" * 200_000,
    "colons": ":" * 2_000_000,
    "escapes": "SUMMARY:" + "\\," * 500_000,
    "one name": "SUMMARY:b\n" * 500_000,
    "digits": "DTSTART:" + "1" * 2_000_000,
    "rules": "RRULE:FREQ=SECONDLY;BYSECOND=" + "1," * 500_000,
    "at signs": "SUMMARY:" + "@" * 2_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_calendar_that_is_written_to_be_slow_is_not(name):
    with within_cpu(3):
        invitation(f"BEGIN:VEVENT\n{BOMBS[name]}\nEND:VEVENT\n")
        invitation(f"BEGIN:VEVENT\n{BOMBS[name][: LONGEST // 2]}\nEND:VEVENT\n")
