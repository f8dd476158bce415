"""Two real desks' event logs, converted, imported and measured: every case to the second.

What the expected figures leave open, or say otherwise than the mapping, is named here with its reason.
"""

import csv
import gzip
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from metrics.measures import TicketStory, measure
from tickets.actions.imports import import_lines
from tickets.events.replay import story_of
from tickets.exchange import eventlog, mapping
from tickets.models import Ticket
from tickets.models.history import load_events
from tickets.rules.desk import Desk

HOURS = {str(weekday): [["09:00", "17:00"]] for weekday in range(5)}
DESK = Desk.from_json({"calendar": {"versions": [{"valid_from": None, "tz": "UTC", "hours": HOURS}]}})
AS_OF = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())

ITALY = "data/eventlog-helpdesk-italy"
NAMES = """
    Case1249 Case1359 Case1571 Case2125 Case2300 Case2451 Case28 Case3234 Case3254 Case3323 Case3409 Case342 Case3443
    Case382 Case383 Case4187 Case4354 Case4370 Case4463 Case4544 Case525
"""
NEVER_CLOSED = set(NAMES.split())
BACK_AND_NOT_CLOSED_AGAIN = {"Case1345", "Case2436"}

SERVICENOW = "data/eventlog-servicenow-uci-sample"
NEVER_RESOLVED = {"INC0003115", "INC0005100", "INC0120495"}  # closed without a row that says Resolved


def opened(path):
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def rows(path):
    with opened(path) as text:
        return list(csv.DictReader(text))


def converted(name, path):
    """The lines of a log, none refused."""
    refused = []
    with opened(path) as text:
        lines = list(eventlog.convert(text, mapping.load(name), lambda *why: refused.append(why)))
    assert refused == []
    return lines


def measured(lines):
    """Import converted lines, and the figures of each ticket by its key, from what the database then holds."""
    report = import_lines(enumerate(lines, 1), desk=DESK, at=timezone.now())
    assert (report.taken, report.known, report.refused) == (len(lines), 0, [])
    keys = dict(Ticket.objects.values_list("pk", "source_key"))
    figures = {}
    for pk, own in load_events(list(keys)).items():
        story = story_of(own, DESK)
        assert story.void == []
        figures[keys[pk]] = measure(TicketStory(keys[pk], pk, story), DESK, AS_OF)
    return figures


def seconds(since, until):
    return int((datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds())


def ended(figure):
    """Both clocks of a figure that runs no more."""
    return None if figure["running"] else (figure["calendar_s"], figure["business_s"])


@pytest.mark.slow
@pytest.mark.django_db
def test_an_italian_help_desk(shared):
    expected = {row["case_id"]: row for row in rows(shared(f"{ITALY}/expected_cases.csv"))}
    figures = measured(converted("helpdesk_italy", shared(f"{ITALY}/helpdesk.csv")))
    assert figures.keys() == expected.keys()
    assert len(figures) == 4580

    ttr = {case: ended(f["ttr"]) for case, f in figures.items() if ended(f["ttr"])}
    assert figures.keys() - ttr.keys() == NEVER_CLOSED | BACK_AND_NOT_CLOSED_AGAIN
    assert len(ttr) == 4557
    assert ttr == {
        case: (int(expected[case]["ttr_last_closed_s"]), int(expected[case]["business_s_mon_fri_9_17"])) for case in ttr
    }

    first = {case: ended(f["ttr_first"])[0] for case, f in figures.items() if ended(f["ttr_first"])}
    assert len(first) == 4559
    assert figures.keys() - first.keys() == NEVER_CLOSED
    assert first == {case: seconds(expected[case]["first_event"], expected[case]["first_closed"]) for case in first}

    assert {case: f["reopens"] for case, f in figures.items()} == {
        case: int(row["reopens_after_closed"]) for case, row in expected.items()
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_an_incident_log_of_servicenow(shared):
    expected = {row["number"]: row for row in rows(shared(f"{SERVICENOW}/expected_cases.csv.gz"))}
    log = shared(f"{SERVICENOW}/incident_event_log.csv.gz")
    figures = measured(converted("servicenow", log))
    assert figures.keys() == expected.keys()
    assert len(figures) == 4977

    ttr = {case: ended(f["ttr"])[0] for case, f in figures.items() if ended(f["ttr"])}
    assert figures.keys() - ttr.keys() == NEVER_RESOLVED
    with_resolved_at = {case: int(row["ttr_resolved_s"]) for case, row in expected.items() if row["ttr_resolved_s"]}
    assert len(with_resolved_at) == 4687
    assert {case: ttr[case] for case in with_resolved_at} == with_resolved_at
    # The others have no resolved_at, but rows that say Resolved: the last of them is the resolution.
    last_resolved = {
        row["number"]: seconds(row["opened_at"], row["sys_updated_at"])
        for row in rows(log)
        if row["incident_state"] == "Resolved" and row["number"] not in with_resolved_at
    }
    assert len(last_resolved) == 287
    assert {case: ttr[case] for case in ttr.keys() - with_resolved_at.keys()} == last_resolved

    assert {case: f["reopens"] for case, f in figures.items()} == {
        case: int(row["reopen_count"]) for case, row in expected.items()
    }
