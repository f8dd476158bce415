"""Event logs of other systems, in small: what each key of a mapping does to a few rows."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command

from tickets.exchange.eventlog import convert
from tickets.exchange.mapping import InvalidMapping, LogMapping, load, ours

MAPPING = {
    "case": "case",
    "activity": "what",
    "missing": "?",
    "time": {"column": "when", "zone": "Europe/Berlin"},
    "by": {"column": "who", "otherwise": "nobody known"},
    "contact": {"first_event": True, "channel": "$via"},
    "values": {"via": {"Letter box": "email"}},
    "activities": {
        "Opened": [{"kind": "note", "text": "$what"}],
        "Taken": [{"kind": "assign", "to": "$who"}],
        "Parked": [{"kind": "status", "to": "pending"}],
        "Done": [{"kind": "answer", "channel": "other", "text": "done"}, {"kind": "resolve"}],
        "Filed": [],
    },
    "last_of_run": ["Done"],
    "nothing_after_resolution": ["Filed"],
}
HEADER = "case,what,when,who,via\n"


def translate(rows, **changes):
    """The lines of some rows, and what was refused."""
    refused = []
    mapping = LogMapping.from_json({**MAPPING, **changes})
    text = io.StringIO(HEADER + "\n".join(rows))
    lines = list(convert(text, mapping, lambda row, why: refused.append((row, why))))
    return lines, refused


def kinds(rows, **changes):
    return [line["kind"] for line in translate(rows, **changes)[0]]


def test_the_first_event_is_the_contact_and_does_what_it_says():
    lines, refused = translate(["A,Taken,2024-07-01 10:00:00,kim,Letter box"])
    assert refused == []
    assert lines == [
        {
            "id": "A-0-contact",
            "ticket": "A",
            "at": "2024-07-01T10:00:00+02:00",
            "kind": "contact",
            "channel": "email",
            "from": {"handle": "A", "name": "A"},
        },
        {
            "id": "A-1-assign",
            "ticket": "A",
            "at": "2024-07-01T10:00:00+02:00",
            "kind": "assign",
            "to": "kim",
            "by": "kim",
        },
    ]


def test_a_contact_may_have_a_time_and_a_customer_of_its_own():
    contact = {"at": "via", "channel": "phone", "customer": "$who", "subject": "$what"}
    (line, *_), _ = translate(["A,Opened,2024-01-02 09:00:00,Kim,2024-01-01T08:00"], contact=contact)
    assert (line["at"], line["channel"]) == ("2024-01-01T08:00:00+01:00", "phone")
    assert (line["from"]["handle"], line["subject"]) == ("Kim", "Opened")


def test_only_the_last_of_consecutive_rows_counts_where_the_mapping_says_so():
    rows = ["A,Opened,2024-01-01 10:00,k,?", "A,Done,2024-01-02 10:00,k,?", "A,Done,2024-01-03 10:00,k,?"]
    lines, _ = translate(rows)
    assert [(x["kind"], x["at"][:10]) for x in lines[2:]] == [
        ("answer", "2024-01-03"),
        ("resolve", "2024-01-03"),
    ]


def test_resolved_twice_in_a_row_was_opened_again_by_our_own_people_between():
    rows = ["A,Done,2024-01-02 10:00,kim,?", "A,Done,2024-01-03 10:00,leo,?"]
    lines, _ = translate(rows, last_of_run=[])
    assert [line["kind"] for line in lines] == ["contact", "answer", "resolve", "status", "answer", "resolve"]
    assert (lines[3]["to"], lines[3]["by"], lines[3]["at"][:10]) == ("open", "leo", "2024-01-03")


def test_activity_after_a_resolution_is_a_contact_at_its_first_row():
    rows = [
        "A,Done,2024-01-01 10:00,k,?",
        "A,Filed,2024-01-02 10:00,k,?",
        "A,Done,2024-01-03 10:00,k,?",
        "A,Done,2024-01-04 10:00,k,?",
    ]
    assert [(x["kind"], x["at"][8:10]) for x in translate(rows)[0]] == [
        ("contact", "01"),
        ("answer", "01"),
        ("resolve", "01"),
        ("contact", "03"),
        ("answer", "04"),
        ("resolve", "04"),
    ]
    assert kinds(rows[:2], nothing_after_resolution=[])[-1] == "contact"


def test_what_only_repeats_how_things_stand_is_left_out():
    rows = [f"A,Taken,2024-01-0{day} 10:00,{who},?" for day, who in enumerate("aabba", 1)]
    assert [x["to"] for x in translate(rows)[0] if x["kind"] == "assign"] == ["a", "b", "a"]


def test_an_empty_cell_leaves_its_line_out_but_an_answer_needs_an_author():
    lines, _ = translate(["A,Taken,2024-01-01 10:00,?,?", "A,Done,2024-01-02 10:00,,?"])
    assert [x["kind"] for x in lines] == ["contact", "answer", "resolve"]
    assert [x["by"] for x in lines[1:]] == ["nobody known"] * 2
    assert lines[0]["channel"] == "other"


def test_rows_of_one_instant_keep_the_order_of_the_file():
    rows = [
        "A,Opened,2024-01-02 10:00,k,?",
        "A,Done,2024-01-03 10:00,k,?",
        "A,Parked,2024-01-03 10:00,k,?",
        "A,Taken,2024-01-01 10:00,k,?",
    ]
    assert kinds(rows) == ["contact", "assign", "note", "answer", "resolve", "contact", "status"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,Juggled,2024-01-01 10:00,k,?", "'Juggled'"),
        ("A,Taken,yesterday,k,?", "'yesterday'"),
        ("A,Taken,?,k,?", "when is empty"),
        (",Taken,2024-01-01 10:00,k,?", "case or what is empty"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(row, reason):
    lines, refused = translate(["A,Opened,2024-01-01 09:00,k,?", row, "B,Opened,2024-01-01 09:00,k,?"])
    assert [x["ticket"] for x in lines] == ["A", "A", "B", "B"]
    ((number, why),) = refused
    assert number == 3
    assert reason in why


def test_a_log_that_is_not_sorted_by_case_must_be_declared():
    rows = [f"{case},Opened,2024-01-01 10:00,k,?" for case in "ABA"]
    lines, refused = translate(rows)
    assert len(lines) == 4
    assert refused == [(4, "the rows of A do not stand together: sort the log by case")]
    lines, refused = translate(rows, sorted_by_case=False)
    assert [x["kind"] for x in lines if x["ticket"] == "A"] == ["contact", "note", "note"]
    assert refused == []


def test_times_may_have_a_layout_of_their_own():
    time = {"column": "when", "zone": "UTC", "format": "%d/%m/%Y %H:%M"}
    lines, _ = translate(["A,Opened,2/3/2024 10:00,k,?"], time=time)
    assert lines[0]["at"] == "2024-03-02T10:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colour": "red"}, "colour"),
        ({"contact": {"channel": "chat"}}, "first_event"),
        ({"time": {"column": "when", "zone": "Moon/Base"}}, "known zone"),
        ({"by": {"column": "who"}}, "otherwise"),
        ({"case": "incident"}, "no column incident"),
        ({"activities": {"Opened": [{"kind": "note", "text": "$words"}]}}, "no column words"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_mend(changes, reason):
    with pytest.raises(InvalidMapping, match=reason):
        translate([], **changes)


@pytest.mark.parametrize("name", ours())
def test_our_mappings_can_be_used(name):
    assert load(name).columns


def test_the_command_prints_lines_and_names_refused_rows(tmp_path):
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    log = tmp_path / "log.csv.gz"
    rows = HEADER + "A,Opened,2024-01-01 10:00,Käthe,?\nA,Juggled,2024-01-01 10:00,k,?\n"
    log.write_bytes(gzip.compress(rows.encode("utf-8-sig")))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 rows"):
        call_command("convert_log", tmp_path / "mapping.json", log, stdout=out, stderr=err)
    assert [json.loads(line)["kind"] for line in out.getvalue().splitlines()] == ["contact", "note"]
    assert "Käthe" in out.getvalue()
    assert err.getvalue().startswith("line 3: ")


def test_the_command_says_which_mapping_is_missing(tmp_path):
    (tmp_path / "log.csv").write_text(HEADER)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("convert_log", "nowhere", tmp_path / "log.csv")
