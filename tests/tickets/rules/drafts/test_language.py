"""What is read of a draft, and how."""

import pytest

from tests.yardstick import within_cpu
from tickets.rules.drafts.english import ENGLISH
from tickets.rules.drafts.fact_names import names_of
from tickets.rules.drafts.language import LONGEST, LONGEST_SENTENCE, plain, sentences, value
from tickets.rules.drafts.promises import LANGUAGES, promises_in
from tickets.rules.drafts.questions import asked_in


def test_a_draft_falls_into_sentences_and_lines():
    draft = "Hi Mia,\nwe saw it. On the 3. March we go on!\n\n- first\n- second\n> quoted"
    assert sentences(draft) == ["Hi Mia, we saw it.", "On the 3. March we go on!", "- first", "- second"]


def test_what_follows_the_head_of_a_quotation_is_not_ours():
    assert sentences("Ours.\nAm 3. März 2025 schrieb Mia:\nTheirs.") == ["Ours."]


def test_what_is_compared_is_plain():
    assert plain("  I’ll  Call ") == "i'll call"
    assert len(plain("x" * 5000)) == LONGEST_SENTENCE


def test_words_count():
    assert value(ENGLISH.numbers, "two") == 2
    assert value(ENGLISH.numbers, "48") == 48
    assert value(ENGLISH.numbers, "an") == 1


@pytest.mark.parametrize("words", ["nous ", "je vous ", "we will ", "x", "ihre ", "could you ", "please ", "to the "])
def test_no_draft_takes_long(words):
    draft = words * (LONGEST // len(words))
    names = names_of({})
    promises_in("warm"), asked_in("warm", names)
    with within_cpu(0.5):
        promises_in(draft), asked_in(draft, names)


def test_every_language_can_ask_to_confirm():
    for language in LANGUAGES:
        assert language.confirm.format(key="device", value="Pixel 7")
