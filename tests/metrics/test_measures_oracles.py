"""Every figure of every ticket of the reference desks, told by the rules alone."""

import json
import random
from itertools import groupby

import pytest

from metrics.measures import measure
from tests.histories import read, seconds, stories
from tickets.rules.desk import Desk

DESKS = (100, 101, 102, 103)
STORIES = ("story", "story_spring")


def expected_of(path):
    """The reference figures by ticket: one object, or one a line."""
    text = path.read_text()
    told = [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else [json.loads(text)]
    return {figures["ticket"]: figures for figures in told}


def assert_figures(lines, desk, expected):
    as_of = seconds(next(iter(expected.values()))["as_of"])
    found = stories(lines, desk, as_of)
    assert found.keys() == expected.keys()
    for key, figures in expected.items():
        assert measure(found[key], desk, as_of) == figures | {"number": None}


def shuffled(lines, seed):
    """Another order of the file; lines of one instant keep theirs."""
    by_instant = [list(some) for _, some in groupby(sorted(lines, key=instant), key=instant)]
    random.Random(seed).shuffle(by_instant)
    return [line for some in by_instant for line in some]


def instant(line):
    return seconds(line["at"])


@pytest.fixture(params=STORIES)
def told_story(request, shared):
    oracles = shared("oracles")
    desk = Desk.from_json(json.loads((oracles / "desk_story.json").read_text()))
    name = request.param
    return read(oracles / f"{name}.jsonl"), desk, expected_of(oracles / f"{name}_measures.json")


@pytest.fixture(params=DESKS)
def told_desk(request, shared):
    folder, number = shared("oracles/histories"), request.param
    desk = Desk.from_json(json.loads((folder / f"desk_{number}.json").read_text()))
    return read(folder / f"history_{number}.jsonl"), desk, expected_of(folder / f"measures_{number}.jsonl")


def test_the_story_has_its_figures(told_story):
    assert_figures(*told_story)


def test_every_ticket_of_a_desk_has_its_figures(told_desk):
    assert_figures(*told_desk)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_file_decides_nothing(told_desk, seed):
    lines, desk, expected = told_desk
    assert_figures(shuffled(lines, seed), desk, expected)
