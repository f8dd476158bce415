"""A verb says everything about itself: its name, its permission, its input."""

import pytest

from tickets.actions.verbs import VERBS, Verb
from tickets.actions.verbs.conversation import Note
from tickets.actions.verbs.verb import WholeVerb
from tickets.rules.access import MAY


def test_a_step_knows_what_it_takes():
    with pytest.raises(TypeError, match="colour"):
        Note(text="x", colour="red")
    with pytest.raises(TypeError, match="text"):
        Note()


@pytest.mark.parametrize("verb", VERBS.values())
def test_every_verb_has_a_line_of_the_table_and_an_example_that_it_takes(verb):
    assert verb.permission in MAY
    known = set(verb.Input._declared_fields)
    assert set(verb.example) <= known
    assert {name for name, field in verb.Input._declared_fields.items() if field.required} <= set(verb.example) | {
        "message"
    }


def test_a_class_with_a_name_is_known_by_it_and_one_without_is_no_verb():
    before = set(VERBS)
    type("Half", (Verb,), {})
    assert set(VERBS) == before
    assert VERBS["note"] is Note


def test_a_verb_without_a_body_takes_nothing():
    assert VERBS["reopen"].read({}, actor=None, at=None).given == {}
    with pytest.raises(TypeError, match="text"):
        VERBS["reopen"](text="x")


def test_a_verb_that_says_nothing_of_itself_does_nothing():
    with pytest.raises(NotImplementedError):
        Verb().events(None, None, None)
    with pytest.raises(NotImplementedError):
        Verb().done(None, None)
    with pytest.raises(NotImplementedError):
        WholeVerb().write(None, None, None, None)


def test_only_joining_sending_again_ending_links_and_changing_the_customer_are_done_alone():
    alone = {name for name, verb in VERBS.items() if issubclass(verb, WholeVerb)}
    assert alone == {"merge", "unmerge", "split", "retry", "revoke-links", "passed-on"}
