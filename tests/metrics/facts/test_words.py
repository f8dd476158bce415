"""Words as codes: the same everywhere, told back, and never two of one code."""

import pytest

from metrics.facts import words
from metrics.facts.table import NONE
from metrics.facts.words import TwoWords, Words, code
from metrics.models import Word


def test_a_word_has_the_same_code_everywhere_and_nothing_has_none():
    assert code("chat") == -812610359072476116
    assert code(None) == NONE


def test_what_was_met_is_told_back_without_asking_the_database():
    met = Words()
    assert met.told([met("chat"), met(None)]) == {code("chat"): "chat", NONE: None}


@pytest.mark.django_db
def test_what_was_written_down_is_told_by_others():
    first = Words()
    first("late")
    first.write_down()
    first.write_down()
    assert Words().told([code("late"), 5]) == {code("late"): "late", 5: None}


@pytest.mark.django_db
def test_two_words_of_one_code_are_refused_when_met_and_when_written_down(monkeypatch):
    monkeypatch.setattr(words, "code", lambda word: 7)
    met = Words()
    met("one")
    with pytest.raises(TwoWords):
        met("other")
    Word.objects.create(code=7, text="another")
    with pytest.raises(TwoWords):
        met.write_down()
