"""A ticket's story in one line a row: "Wed 10:00 contact", told by the rules. Wednesday is 5 March 2025."""

from datetime import UTC, datetime

from tickets.events.replay import story_of
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Desk, Target
from tickets.rules.projection import project
from tickets.rules.story import Event

DAYS = {name: day for day, name in enumerate(("Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "wed", "thu", "fri"), 5)}
OFFICE = {
    "valid_from": None,
    "tz": "UTC",
    "hours": {str(day): [["09:00", "17:00"]] for day in range(5)},
    "holidays": [],
}
DESK = Desk(
    Calendar.from_json({"versions": [OFFICE]}),
    targets={
        "first_response": ((None, Target(3600, "business")),),
        "update": ((None, Target(16 * 3600, "business")),),
        "resolution": ((None, Target(24 * 3600, "business")),),
    },
)


def at(when):
    """ "Wed 10:00" as Unix seconds; a small letter is the week after."""
    day, _, clock = when.partition(" ")
    hour, minute = clock.split(":")
    return int(datetime(2025, 3, DAYS[day], int(hour), int(minute), tzinfo=UTC).timestamp())


def when(seconds):
    """Unix seconds as "Wed 10:00"; None stays None."""
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{next(name for name, day in DAYS.items() if day == moment.day)} {moment:%H:%M}"


def lines(*rows):
    """Rows of (when, kind) or (when, kind, data); each is named by its place: "1", "2", ..."""
    told = []
    for number, (moment, kind, *data) in enumerate(rows, start=1):
        choices = {"channel": "email"} if kind in ("contact", "thanks", "answer") else {}
        choices |= data[0] if data else {}
        told.append(Event(number, at(moment), kind, choices.pop("by", None), choices, at(moment), str(number)))
    return told


def story(*rows):
    """What the rules make of these rows."""
    return story_of(lines(*rows), DESK)


def stands(until, *rows):
    """How the ticket stands at a moment."""
    return project(story(*rows), DESK, at(until))
