"""A yes or a no in few words, and everything that is not one."""

import pytest

from tickets.rules.yes_or_no import Said, yes_or_no

YES = [
    "yes",
    "Yes, thanks!",
    "Yes, works now, thank you.",
    "ja",
    "Ja, danke",
    "solved",
    "gelöst",
    "GELOEST",
    "It is fixed.",
]
YES += ["Ja, es funktioniert jetzt. Vielen Dank!", "Yes 👍", "all solved, perfect"]
NO = ["no", "No, not yet.", "Nein", "nein, noch nicht", "Not solved", "leider nicht"]
IN_DOUBT = [
    "",
    "thanks",
    "danke",
    "Works?",
    "yes but it hangs",
    "Yes. Do you have an invoice",
    "ja, aber",
    "ok",
    "yes no",
]
IN_DOUBT += [
    "no thanks",
    "Nein danke",
    "yes, 2 of 3",
    "it is all good",
    "yes " * 13,
    "yes\n\nMia Novak",
    "ja wieder",
    "is it solved?",
]


@pytest.mark.parametrize("text", YES)
def test_few_words_that_say_yes_and_nothing_else_are_one(text):
    assert yes_or_no(text) == Said.YES


@pytest.mark.parametrize("text", NO)
def test_few_words_that_say_no_and_nothing_else_are_one(text):
    assert yes_or_no(text) == Said.NO


@pytest.mark.parametrize("text", IN_DOUBT)
def test_whatever_says_more_is_read_by_somebody(text):
    assert yes_or_no(text) is None
