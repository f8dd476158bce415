"""Answers written as Markdown leave as clean HTML and as text that reads without marks."""

import pytest

from tickets.models.markdown import as_html, as_text

LETTER = """Hello **Mia**,

please try *this*:

1. open [the help](https://example.org/help)
2. press `Reset`
   - twice

> It hangs.

See https://example.org/a?b=1&c=2.
Bye"""


def test_it_is_html():
    html = as_html(LETTER)
    assert "<p>Hello <strong>Mia</strong>,</p>" in html
    assert '<a href="https://example.org/help" rel="nofollow noopener noreferrer">the help</a>' in html
    assert "<li>press <code>Reset</code>" in html
    assert "<blockquote>\n<p>It hangs.</p>\n</blockquote>" in html
    assert ">https://example.org/a?b=1&amp;c=2</a>.<br>\nBye</p>" in html


def test_it_is_text_without_marks():
    assert as_text(LETTER) == (
        "Hello Mia,\n\nplease try this:\n\n1. open the help (https://example.org/help)\n2. press Reset\n   - twice\n\n"
        "> It hangs.\n\nSee https://example.org/a?b=1&c=2.\nBye"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://tracker.example/p.gif)",
        "<javascript:alert(1)>",
        '[x](https://e.example "\\" onclick=alert(1)")',
        "```\n<script>\n```",
    ],
)
def test_nothing_in_it_runs_or_is_fetched(text):
    html = as_html(text)
    assert not any(bad in html for bad in ("<script", "<img", 'href="javascript', 'href="data', " onclick=alert(1)>"))


def test_plain_words_stay_themselves():
    assert as_text("We look into it.\nBye") == "We look into it.\nBye"
    assert as_text("a\n\nb") == "a\n\nb"
    assert as_html("a\nb") == "<p>a<br>\nb</p>"
    assert as_text("```\nx = 1\n  y\n```\nmail <mia@example.org>") == "x = 1\n  y\n\nmail mia@example.org"
