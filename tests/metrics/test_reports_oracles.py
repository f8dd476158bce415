"""Every report of the reference desks, to the last digit."""

import json

import pytest

from metrics.reports.view import ReportScope
from tests.histories import of_reference, read, reports, seconds, stories
from tests.telling import tallied
from tickets.rules.desk import Desk

AS_OF = seconds("2025-12-15T00:00:00Z")
SINCE, TO = seconds("2025-03-01T00:00:00Z"), seconds("2025-12-01T00:00:00Z")


@pytest.mark.parametrize("number", [100, 101, 102, 103])
def test_every_report_of_a_desk_has_its_figures(shared, number):
    folder = shared("oracles/histories")
    desk = Desk.from_json(json.loads((folder / f"desk_{number}.json").read_text()))
    told = stories(read(folder / f"history_{number}.jsonl"), desk, AS_OF).values()
    expected = reports(folder / f"reports_{number}.jsonl")
    assert len(expected) == 11
    for report in expected:
        tally = tallied(report["report"], told, ReportScope(desk, AS_OF, report["clock"], SINCE, TO))
        found = of_reference(tally.figures(), report["figures"])
        assert (report["report"], found) == (report["report"], report["figures"])
