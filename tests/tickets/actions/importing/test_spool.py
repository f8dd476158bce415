"""A file's lines come back ticket by ticket and in order of time; what merges or splits comes together."""

import pytest

from tickets.actions.importing.spool import Spool
from tickets.events.keys import InvalidLine


def line(number, ticket="A", minute=0, kind="note", **more):
    return {"id": f"L{number}", "ticket": ticket, "at": f"2025-03-05T10:{minute:02}:00Z", "kind": kind, **more}


def spool(*lines):
    found = Spool()
    for number, said in enumerate(lines, start=1):
        found.put(number, said)
    found.settle()
    return found


def families(found, *, links=False):
    """The ids of each family's lines."""
    return [[item.line.id for item in family] for family in found.families(links=links)]


def test_the_order_of_a_file_decides_nothing_but_within_an_instant():
    found = spool(line(1, "B", 5), line(2, "A", 9), line(3, "A", 1), line(4, "B", 5), line(5, "A", 9))
    assert families(found) == [["L3", "L2", "L5"], ["L1", "L4"]]


def test_tickets_that_merge_or_split_come_together_however_long_the_chain():
    merges = [line(1, "A", 9, "merge", into="B"), line(2, "C", 8, "split_off", to="B", lines=["L4"])]
    found = spool(*merges, line(3, "A", 1), line(4, "C", 2), line(5, "D", 3))
    assert families(found) == [["L3", "L4", "L2", "L1"], ["L5"]]


def test_what_was_merged_before_this_file_is_kin_too():
    found = Spool()
    found.put(1, line(1, "A")), found.put(2, line(2, "B", 1))
    found.join("A", "B")
    found.settle()
    assert families(found) == [["L1", "L2"]]


def test_links_come_last_by_themselves():
    found = spool(line(1, "A", 1, "link", to="B", relation="related"), line(2, "A", 2))
    assert (families(found), families(found, links=True)) == ([["L2"]], [["L1"]])


def test_an_id_is_taken_once():
    found = Spool()
    assert [found.put(1, line(1)), found.put(2, line(1, "B")), found.put(3, line(2))] == [True, False, True]
    assert (len(found), "A" in found, "B" in found) == (2, True, False)


@pytest.mark.parametrize("bad", [line(1, kind="wish"), line("\ud800"), "{"])
def test_a_line_that_is_none_is_refused_and_not_kept(bad):
    found = Spool()
    with pytest.raises(InvalidLine):
        found.put(1, bad)
    assert len(found) == 0


def test_a_line_comes_back_as_it_was_written():
    found = spool('{"id": "L1", "ticket": "A",  "at": "2025-03-05T10:00:00Z", "kind": "note"}')
    ((item,),) = found.families(links=False)
    assert (item.no, item.raw[:29], item.line.ticket) == (1, '{"id": "L1", "ticket": "A",  ', "A")
