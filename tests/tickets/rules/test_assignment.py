"""Who gets the next ticket of a team."""

from collections import Counter

from tickets.rules.assignment import Candidate, Way, chosen


def people(*said):
    return [
        Candidate(number, frozenset(more.pop("skills", ())), **more) for number, more in enumerate(map(dict, said), 1)
    ]


def test_by_turns_whoever_was_given_one_longest_ago_is_next_whatever_they_own():
    ana, ben, cleo = people({"turn": 3, "open": 0}, {"turn": 1, "open": 9}, {"turn": 2, "open": 0})
    assert chosen(Way.ROUND_ROBIN, [ana, ben, cleo]) is ben


def test_of_whoever_owns_least_whose_turn_is_longest_ago():
    ana, ben, cleo = people({"turn": 1, "open": 2}, {"turn": 3, "open": 1}, {"turn": 2, "open": 1})
    assert chosen(Way.LEAST_LOADED, [ana, ben, cleo]) is cleo
    assert cleo.open == 2  # what was given counts at once


def test_many_are_spread_evenly_by_load():
    there = people({}, {}, {}, {"open": 5})
    given = Counter(chosen(Way.LEAST_LOADED, there).person for _ in range(15))
    assert given == {1: 5, 2: 5, 3: 5}


def test_whoever_has_as_many_as_they_can_and_whoever_lacks_a_skill_gets_none():
    full, unskilled, able = people({"open": 2, "most": 2}, {}, {"skills": ["billing"], "open": 8, "most": 9})
    full.skills = frozenset({"billing"})
    assert chosen(Way.LEAST_LOADED, [full, unskilled, able], {"billing"}) is able
    assert chosen(Way.LEAST_LOADED, [full, unskilled, able], {"billing"}) is None
