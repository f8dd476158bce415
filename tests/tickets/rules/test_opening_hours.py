"""Opening hours as they are written in a desk file, and what is wrong with those that cannot be meant."""

from typing import Any

import pytest

from tickets.rules.business_time import Calendar
from tickets.rules.opening_hours import InvalidCalendar

HOUR = 3600
DAY = 24 * HOUR


JSON: dict[str, Any] = {
    "valid_from": "2025-03-29",
    "tz": "Asia/Kolkata",
    "hours": {"0": [["00:00", "06:00"], ["22:00", "24:00"]], "6": [["09:30:15", "10:00"]]},
    "holidays": ["2025-04-18", "2025-10-31"],
}


def test_json_round_trip() -> None:
    data = {"versions": [JSON | {"valid_from": None, "holidays": []}, JSON]}
    desk = Calendar.from_json(data)
    assert desk.to_json() == data
    assert Calendar.from_json(desk.to_json()) == desk
    assert desk.versions[1].hours[0] == ((0, 6 * HOUR), (22 * HOUR, DAY))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tz": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        ({"tz": None}, "has no time zone"),
        ({"hours": None}, 'no "hours"'),
        ({"hours": {"7": []}}, "no weekday '7'"),
        ({"hours": {"0": ["09:00"]}}, "not a list of"),
        ({"hours": {"0": [["9", "17:00"]]}}, "'9' is not a time"),
        ({"hours": {"0": [["09:00", "18:60"]]}}, "'18:60' is not a time"),
        ({"hours": {"0": [["25:00", "17:00"]]}}, "'25:00' is not a time"),
        ({"hours": {"0": [["09:00", "24:01"]]}}, "'24:01' is not a time"),
        ({"hours": {"0": [["09:00", "09:00"]]}}, "opens and closes at 09:00"),
        ({"hours": {"0": [["24:00", "09:00"]]}}, "outside 00:00 to 24:00"),
        ({"valid_from": "soon"}, "'soon' is not a date"),
        ({"holidays": ["2025-02-30"]}, "'2025-02-30' is not a date"),
        ({"holidays": "2025-02-03"}, "not a list of dates"),
    ],
)
def test_json_that_cannot_be_meant(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidCalendar, match=sentence):
        Calendar.from_json({"versions": [JSON | wrong]})


@pytest.mark.parametrize("data", [{}, {"versions": []}, {"versions": [1]}, {"versions": [JSON] * 2}])
def test_json_without_proper_versions(data: dict[str, Any]) -> None:
    with pytest.raises(InvalidCalendar):
        Calendar.from_json(data)
