"""docs/trust.md tells the truth: the tests that it names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[\w/.]+)`")


def test_each_rule_names_tests_that_are_there_or_says_that_it_is_not_built():
    rows = [line for line in (ROOT / "docs/trust.md").read_text().splitlines() if line.startswith("| ")]
    rules = [row for row in rows if not row.startswith("| Rule")]
    assert len(rules) == 33
    for row in rules:
        named = NAMED.findall(row)
        assert named or "not built" in row, row
        assert [name for name in named if not (ROOT / name).exists()] == [], row


def test_no_rule_is_left_out():
    told = set(re.findall(r"^\| ([RS]\d+) ", (ROOT / "docs/trust.md").read_text(), re.MULTILINE))
    assert told == {f"R{n}" for n in range(1, 14)} | {f"S{n}" for n in range(1, 15)}
