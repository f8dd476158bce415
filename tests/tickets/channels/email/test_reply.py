"""The new words of a reply, in linear time whatever comes."""

import pytest

from tests.yardstick import within_cpu
from tickets.channels.email.html import without_quote
from tickets.channels.email.reply import new_words

REPLIES = [
    ("Thanks!\n\nOn Tue, 11 Mar 2025 at 10:00, Ben <help@example.org> wrote:\n> It is fixed.\n", "Thanks!"),
    # The marker runs over lines.
    ("Thanks!\n\nOn Tue, 11 Mar 2025 at 10:00, Ben\n<help@example.org>\nwrote:\n\n> It is fixed.\n", "Thanks!"),
    ("Danke!\n\nAm 11.03.2025 um 10:00 schrieb Ben <help@example.org>:\n> Es geht.\n", "Danke!"),
    ("Merci !\n\nLe 11 mars 2025 à 10:00, Ben a écrit :\n> C'est fait.\n", "Merci !"),
    ("Still broken.\n\n-----Original Message-----\nFrom: Ben\nSent: Tuesday\n\nIt is fixed.", "Still broken."),
    ("Geht.\n\n-----Ursprüngliche Nachricht-----\nVon: Ben\n", "Geht."),
    ("Works.\n\nFrom: Ben <help@example.org>\nSent: Tuesday\nTo: Mia\nSubject: Re: Help\n\nIt is fixed.", "Works."),
    ("Works.\n\n> It is fixed.\n>\n> Ben", "Works."),
    # Under what it quotes.
    ("On 11 Mar 2025, Ben wrote:\n> It is fixed.\n\nNo, it is not.", "No, it is not."),
    # Between what it quotes: the quotes say what is answered.
    (
        "On 11 Mar 2025, Ben wrote:\n> Which phone?\nA Pixel 7.\n> Since when?\nMonday.",
        "> Which phone?\nA Pixel 7.\n> Since when?\nMonday.",
    ),
    # The same by somebody who began above.
    (
        "Hi Ben, see below.\n\nOn 11 Mar 2025, Ben wrote:\n> Which phone?\nA Pixel 7.\n> Since when?\nMonday.\n-- \nMia",
        "Hi Ben, see below.\n\n> Which phone?\nA Pixel 7.\n> Since when?\nMonday.",
    ),
    ("Thanks!\n\nBen wrote:\n> It is fixed.\n", "Thanks!"),
    ("It hangs.\n\n____________________\nusers mailing list\nhttps://example.org/users\n", "It hangs."),
    ("It hangs.\n\n-- \nMia Novak\nNovak Ltd", "It hangs."),
    ("It hangs.\n\nSent from my iPhone", "It hangs."),
    # Nothing but a quote: then all of it is what was said.
    ("> It is fixed.", "> It is fixed."),
    # Words that only look like a marker.
    ("On Monday it worked.\nOn Tuesday it did not.", "On Monday it worked.\nOn Tuesday it did not."),
    ("My colleague wrote to you twice.\nNothing:", "My colleague wrote to you twice.\nNothing:"),
    ("It hangs.\nFrom: the menu\nI choose Open.", "It hangs.\nFrom: the menu\nI choose Open."),
    ("", ""),
]


@pytest.mark.parametrize(("text", "reply"), REPLIES)
def test_the_new_words(text, reply):
    assert new_words(text) == reply


HOSTILE = [
    *("On ", ">", "On x\n", "From: a\n", "-", "On 1 @ <\n", "\n", "> a\nb\n", "--\n", "wrote:\n", "a@b 1234 wrote\n"),
    *("<\n", "> " * 50 + "\n", ">" * 1000 + "\n", "On 1234 wrote:\nx\n", "On 1234 @\nwrote:\n", "From: x\nTo: y\n"),
    *("*", " ", "\t", "\u202a>", "：", "写道：\n", "Ben wrote:\n\n> x\n", "_" * 20 + "\n", "Sent from my iPhone\n"),
    *(
        "gesendet\n",
        "a\u0301",
        "\U0001f600",
        "|\n",
        "-----Original Message-----\n",
        "-\n--\n---\n",
        "1234 >\n",
        "1234:\n",
    ),
    *(
        "---- On 1234567 a@b wrote ----\n",
        "---- ",
        "Message du 25/11/26 13:20\n",
        "De : a@b\n",
        "wrote\n",
        " wrote",
        "@ wrote ",
    ),
    *("> " + "x" * 70 + "\nx\n", "From: a@b\nSubject: x\n", "1234567 <a@b>:\nx\n", "From: x\nSent: 12345678\n"),
    *("1234\n" * 5 + ">\n", "On " + "1@ " * 130 + "\n", "\r", "\xa0", "On 1234 <a@b.c>\n" * 5 + "x\n", "x:\n"),
]
AROUND = ["{}", "It hangs.\n{}", "{}\nwrote:", "It hangs.\n\nOn 11 Mar 2025, Ben wrote:\n> x\n{}"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_time(piece):
    for around in AROUND:
        text = around.format(piece * (240_000 // len(piece)))
        with within_cpu(0.2):
            new_words(text)


def test_html_ends_where_the_quoted_mail_begins():
    assert without_quote('<p>Yes</p><div class="gmail_quote">On Monday</div>') == "<p>Yes</p>"
    assert without_quote("<p>Yes</p><blockquote>On Monday</blockquote>") == "<p>Yes</p>"
    assert without_quote("<p>Yes</p>") == "<p>Yes</p>"
