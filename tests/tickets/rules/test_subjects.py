"""What mail programs put before a subject, and how it is folded."""

import pytest

from tests.yardstick import within_cpu
from tickets.rules.subjects import answering, folded, is_forward, one_line

FOLDED = [
    ("Re: AW: Re: Help", "Re: Help"),
    ("AW: Re[2]: SV: Help", "Re: Help"),
    ("RE: RE: 回复： Help", "Re: Help"),
    ("Re: Fwd: WG: Help", "Re: Fwd: Help"),
    ("Fwd: Re: Re: Help", "Fwd: Re: Help"),
    # One is one, as it was written.
    ("AW: Help", "AW: Help"),
    ("Help", "Help"),
    # Words that are none.
    ("Rebate: 10 %", "Rebate: 10 %"),
    ("R: the statistics: how?", "R: the statistics: how?"),
    ("Help: Re: what?", "Help: Re: what?"),
    ("", ""),
    ("Re: Re:", "Re:"),
]


@pytest.mark.parametrize(("subject", "shown"), FOLDED)
def test_several_are_shown_as_one(subject, shown):
    assert folded(subject) == shown


@pytest.mark.parametrize("subject", ["Help", "Re: Help", "AW: Help", "Re: AW: Sv: Help", "  Antw:Help"])
def test_an_answer_has_one(subject):
    assert answering(subject) == "Re: Help"


def test_what_was_passed_on_is_answered_as_that():
    assert answering("Re: Fwd: Help") == "Re: Fwd: Help"
    assert [is_forward(subject) for subject in ("WG: Re: Help", "Re: Fwd: Help", "Forward: march", "")] == [
        True,
        *[False] * 3,
    ]


@pytest.mark.parametrize("piece", ["Re: ", "Re:", ":", "re[", "(", "：", "Fwd:"])
def test_long_ones_take_no_time(piece):
    subject = piece * (65_536 // len(piece))
    with within_cpu(0.2):
        folded(subject)
        answering(subject)


IN_ONE_LINE = {
    "Help\r\nBcc: all@example.com": "Help Bcc: all@example.com",
    "a\x00b\x07c\x1b[31md": "a b c [31md",
    "next\x85line\u2028and\u2029paragraph": "next line and paragraph",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "  two \t words ": "two words",
    "👩\u200d🔧 Ali\u200cReza": "👩\u200d🔧 Ali\u200cReza",
    "\ud800half": "half",
}


@pytest.mark.parametrize("words", IN_ONE_LINE)
def test_what_stands_in_a_header_is_one_line_that_can_be_seen(words):
    assert one_line(words) == IN_ONE_LINE[words]
