"""Which facts a draft asks for: held against a list that was written before the rules, and against other people's calls."""

import re
from hashlib import sha256

import pytest

from tests.tickets.rules.drafts.phrasings import rows
from tests.tickets.rules.drafts.test_promises import said_by_us
from tickets.rules.drafts.fact_names import names_of
from tickets.rules.drafts.questions import asked_in

NAMES = names_of({})
EITHER = {"?"}


def asked(draft, held=None):
    return {found.key for found in asked_in(draft, NAMES, held) if not found.confirms}


def test_at_least_90_of_100_questions_that_the_rules_were_not_made_with_are_found():
    questions = [row for row in rows("questions_held_out") if row[1] != "-"]
    missed = [draft for _language, key, draft in questions if key not in asked(draft)]
    assert len(missed) <= len(questions) * 0.1, missed


def test_what_asks_for_nothing_that_we_hold_is_left_alone():
    others = [draft for _language, key, draft in rows("questions_held_out") if key == "-"]
    assert [draft for draft in others if asked(draft)] == []


def test_at_least_90_of_100_questions_of_the_calls_are_found_and_2_of_100_other_sentences_at_most(shared):
    labels = {row[0]: set(row[1].split(",")) for row in rows("asked_in_calls")}
    spoken = {
        said.strip() for turn in said_by_us(shared) for said in re.split(r"(?<=[.?!])\s+(?=\S)", turn) if said.strip()
    }
    wanted = missed = wrong = 0
    for sentence in spoken:
        want = labels.get(sha256(sentence.encode()).hexdigest()[:12], set())
        if want == EITHER:
            continue
        found = asked(sentence)
        wanted += len(want)
        missed += len(want - found)
        wrong += bool(found - want)
    assert wanted > 100
    assert missed <= wanted * 0.1
    assert wrong <= len(spoken) * 0.02


@pytest.mark.parametrize(
    "draft",
    [
        "Could you please give me your new address?",  # a value for a record
        "Please restart your device.",
        "I need to look at your device.",
        "Can you confirm that the light on your device is on?",
    ],
)
def test_what_is_no_question_for_a_known_fact(draft):
    assert asked(draft) == set()


def test_a_name_of_the_tickets_own_is_asked_for_too():
    assert asked("Could you tell me your shoe size?") == set()
    assert asked("Could you tell me your shoe size?", ["shoe_size"]) == {"shoe_size"}


def test_asking_whether_it_still_holds_confirms():
    [found] = asked_in("Is your device still the Pixel 7?", NAMES)
    assert (found.key, found.confirms, found.words) == ("device", True, "Is your device still the Pixel 7?")


def test_two_facts_of_one_sentence_are_two():
    assert asked("May I have your email address and order number, please?") == {"email", "order number"}
