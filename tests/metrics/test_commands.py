"""`manage.py measures` and `manage.py report`: what they print, and what they say when they cannot."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from metrics.reports import NAMES, REPORTS
from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
MARCH = {"as_of": "2025-04-30", "desk": None}


def printed(*args, **options):
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def told(shared, tmp_path):
    """The story, imported, with its desk's file and its figures."""
    oracles = shared("oracles")
    lines = [json.loads(line) for line in (oracles / "story.jsonl").read_text().splitlines()]
    make.take(lines)
    return oracles / "desk_story.json", json.loads((oracles / "story_measures.json").read_text())


@pytest.fixture
def two():
    """An open ticket and one that was merged into it; the desk is the database's own."""
    make.desk()
    lines = [
        {"id": "1", "ticket": "A", "at": "2025-03-05T10:00:00+01:00", "kind": "contact", "channel": "chat"},
        {"id": "2", "ticket": "B", "at": "2025-03-05T11:00:00+01:00", "kind": "contact", "channel": "email"},
        {"id": "3", "ticket": "B", "at": "2025-03-05T12:00:00+01:00", "kind": "merge", "into": "A"},
    ]
    make.take(lines)
    return Ticket.objects.get(source_key="A")


# --- measures ---------------------------------------------------------------------------------


def test_measures_prints_the_storys_figures(told):
    desk, figures = told
    line = printed("measures", figures["ticket"], as_of=figures["as_of"], desk=str(desk), json=True)
    assert json.loads(line) | {"number": None} == figures


def test_measures_prints_one_object_a_line_and_no_merged_ticket(two):
    (line,) = printed("measures", json=True).splitlines()
    assert json.loads(line)["ticket"] == "A"


def test_a_ticket_is_named_by_key_by_number_or_by_reference(two):
    for name in ("A", str(two.pk), f"#{two.pk}", two.reference):
        assert json.loads(printed("measures", name, json=True))["number"] == two.pk


def test_a_merged_ticket_says_where_it_went(two):
    with pytest.raises(CommandError, match="B was merged into A: ask for that"):
        printed("measures", "B")
    assert json.loads(printed("measures", "B", as_of="2025-03-05T11:30:00+01:00", json=True))["contacts"] == 1


def test_measures_without_json_is_a_table_for_people(two):
    asked = {"as_of": "2025-03-05T12:30:00+01:00", "known_at": "2025-03-06"}
    looked_at, _, heading, row = printed("measures", **asked).splitlines()
    assert looked_at == "as of 2025-03-05T11:30:00Z, known at 2025-03-05T23:00:00Z"
    assert heading.split()[:3] == ["ticket", "status", "loop"]
    assert row.split() == [
        "A",
        "open",
        "open",
        *["2", "h", "30", "min", "+"],
        *["2", "h", "30", "min", "+"],
        "2",
        "1",
        "0",
    ]


# --- report -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_printed_as_json_and_in_words(two, name):
    report = json.loads(printed("report", name, json=True, by="channel"))
    keys = ["report", "from", "to", "as_of", "known_at", "clock", "figures", "groups"]
    assert (list(report), report["report"]) == (keys, name)
    period = "from the beginning without an end" if REPORTS[name].has_period else "at one instant"
    heading = printed("report", name, by="channel").splitlines()[0]
    assert re.fullmatch(rf"{name}, {period}, as of 20\S+Z, known at 20\S+Z, calendar clock", heading)


def test_a_table_says_the_period_that_was_used(two):
    asked = {"cohort_from": "2025-03-05", "to": "2025-03-30", "as_of": "2025-04-01", "known_at": "2025-04-02"}
    heading = printed("report", "ttr", **asked).splitlines()[0]
    period = "from 2025-03-04T23:00:00Z to before 2025-03-29T23:00:00Z"
    assert heading == f"ttr, {period}, as of 2025-03-31T22:00:00Z, known at 2025-04-01T22:00:00Z, calendar clock"


def test_a_bare_date_is_midnight_at_the_desk(two):
    report = json.loads(
        printed("report", "ttr", cohort_from="2025-03-05", to="2025-03-30", as_of="2025-04-01", json=True)
    )
    bounds = report["from"], report["to"], report["as_of"]
    assert bounds == ("2025-03-04T23:00:00Z", "2025-03-29T23:00:00Z", "2025-03-31T22:00:00Z")
    assert report["figures"]["n"] == 1


def test_the_clock_is_the_one_asked_for(two):
    asked = {"as_of": "2025-03-06T10:00:00+01:00", "json": True}
    business, calendar = (json.loads(printed("report", "ttr", clock=clock, **asked)) for clock in CLOCKS)
    assert (business["figures"]["oldest"], calendar["figures"]["oldest"]) == (8 * 3600, 24 * 3600)


CLOCKS = ("business", "calendar")


def test_a_rate_of_nothing_is_words(two):
    told = printed("report", "csat")
    assert "0 of 0" in told
    assert "%" not in told.replace("95 %", "")


# --- What to mend -----------------------------------------------------------------------------

MISTAKES = [
    (("report", "speed"), {}, "There is no report 'speed': choose from ttr,"),
    (("report", "ttr"), {"clock": "lunar"}, "There is no clock 'lunar': choose from business, calendar."),
    (("report", "ttr"), {"by": "mood"}, "There is no split 'mood': choose from channel,"),
    (("report", "ttr"), {"cohort_from": "2025-03-02", "to": "2025-03-02"}, "must begin before it ends"),
    (("report", "backlog"), {"to": "2025-03-02"}, "takes no period: say as of when. Leave out --from and --to."),
    (("report", "stalled"), {"cohort_from": "2025-03-02"}, "The report stalled looks at one instant"),
    (("report", "ttr"), {"cohort_from": "March"}, "--from: March is no time: write 2025-03-05,"),
    (("report", "ttr"), {"as_of": "2025-03-02T10:00:00"}, "--as-of: 2025-03-02T10:00:00 carries no offset"),
    (("report", "ttr"), {"as_of": "9025-03-02"}, "--as-of: 9025-03-02 lies outside 1970 to 2100."),
    (("report", "ttr"), {"known_at": "soon"}, "--known-at: soon is no time"),
    (("report", "ttr"), {"desk": "/nowhere.json"}, "/nowhere.json cannot be read: No such file"),
    (("measures", "Z-9"), {}, "There is no ticket 'Z-9': name it by its key or its number."),
    (("measures", "9" * 30), {}, "There is no ticket"),
]


@pytest.mark.parametrize(("args", "options", "text"), MISTAKES)
def test_a_mistake_is_named_with_what_to_mend(args, options, text):
    with pytest.raises(CommandError) as error:
        printed(*args, **options)
    assert text in str(error.value)
    assert error.value.returncode == 1


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("{", "is no desk file"),
        ("[]", "is no desk file"),
        ("{}", "is no desk file"),
        ('{"calendar": 1}', "no desk file"),
    ],
)
def test_a_desk_file_that_is_none(tmp_path, content, text):
    path = tmp_path / "desk.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=text):
        printed("report", "ttr", desk=str(path))
