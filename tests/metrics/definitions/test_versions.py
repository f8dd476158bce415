"""Nobody raises a version of the rules without saying what changed."""

import pytest

from metrics.definitions.versions import COUNTING, RULES, moved
from metrics.digests.holding import SECTIONS_VERSION
from metrics.sheets import SHEETS
from tickets.rules.version import RULES_VERSION


@pytest.mark.parametrize(("newest", "told"), [(RULES_VERSION, RULES), (SECTIONS_VERSION, COUNTING)])
def test_every_version_up_to_todays_says_what_changed(newest, told):
    assert [version.number for version in told] == list(range(newest, 0, -1))
    assert all(version.changes for version in told)


@pytest.mark.parametrize("told", [RULES, COUNTING])
def test_versions_follow_each_other_in_time_and_name_reports_that_there_are(told):
    assert sorted((version.since for version in told), reverse=True) == [version.since for version in told]
    assert {name for version in told for change in version.changes for name in change.reports} <= set(SHEETS)


def test_a_report_tells_what_changed_its_own_figures_and_nothing_else():
    told = {version.number for version, _change in moved("re-ask", RULES)}
    assert told == {2}
    assert [str(change.text).split(";")[0] for _version, change in moved("re-ask", RULES)] == [
        "A newer note of a fact ends the older one"
    ]
    assert moved("csat", RULES) == []
