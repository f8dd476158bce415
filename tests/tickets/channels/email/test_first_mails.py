"""Nothing is cut that the desk does not already have: a first mail, a forward, an answer to somebody else are whole; of an
answer to ours the quotes are folded, in place, on the desk's page and on the customer's.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.make import WEDNESDAY, account, mail, person
from tickets import tasks
from tickets.channels.email.incoming import store
from tickets.channels.email.parse import parse
from tickets.channels.email.reply import around, new_words
from tickets.models import Message, RawInbound, Ticket, tokens

pytestmark = pytest.mark.django_db

WHOLE = {
    "a journey": "Please book:\n\nFrom: Hamburg\nTo: Vienna\nDate: 3 May\nSeats: 2\n\nThanks, Mia",
    "a move": "Umzug:\n\nVon: Köln\nAn: Bonn\nDatum: 1.6.\n\nBitte ummelden.",
    "a parcel": "From: Hamburg\nTo: Vienna\nSent: 3 May\n\nWhere is it?",
    "two things between dashes": "Two things:\n--\n1) the bill\n2) the parcel\n--\nMia",
    "a log": "The log says\n\n----- Original Message -----\nE17: no paper\n\nWhy?",
    "what a colleague wrote": "On 5 March 2025 at 10:00 your colleague Ben wrote to me:\n\nIt will be refunded.\n\nIt was not.",
    "was Ihr Kollege schrieb": "Am 05.03.2025 um 10:00 schrieb mir Herr Roth:\n\nDas wird erstattet.\n\nNichts geschah.",
}


@pytest.mark.parametrize("words", WHOLE.values(), ids=WHOLE)
def test_words_of_a_person_are_not_cut_even_where_they_look_quoted(words):
    assert new_words(words) == words
    assert parse(mail(words)).reply == words


QUOTING = "It still hangs.\r\n\r\nOn 11 Mar 2025, Ben wrote:\r\n> Try the newest version."
SIGNED = QUOTING.replace("hangs.", "hangs.\r\n-- \r\nMia", 1)


def test_the_reader_may_say_whether_it_answers_something_that_is_known():
    whole = QUOTING.replace("\r\n", "\n")
    read = parse(mail(QUOTING))
    assert (read.reply, read.text, read.quoted_below) == ("It still hangs.", whole, whole.partition("\n\n")[2])
    read = parse(mail(QUOTING, In_Reply_To="<a@b>", subject="Re: Help"), answers=False)
    assert (read.reply, read.quoted_above, read.quoted_below) == (whole, "", "")
    # Mail programs refer to what they pass on.
    assert parse(mail(QUOTING, subject="Fwd: Help", In_Reply_To="<a@b>")).reply == QUOTING.replace("\r\n", "\n")


AROUND = [
    ("New.\n\nOn Monday Ben wrote:\n> Old.", "New.", ("", "On Monday Ben wrote:\n> Old.")),
    ("Ben wrote:\n> Old.\n\nNew.\n-- \nMia", "New.", ("Ben wrote:\n> Old.", "--\nMia")),
    # In pieces: all of it.
    ("One.\nBen wrote:\n> Old.\nTwo.", "One.\n> Old.\nTwo.", ("", "One.\nBen wrote:\n> Old.\nTwo.")),
    ("New.", "New.", ("", "")),
    # The words as a line, not inside one.
    ("> No.\n\nNo.", "No.", ("> No.", "")),
]


@pytest.mark.parametrize(("text", "reply", "quoted"), AROUND)
def test_what_is_folded_stands_above_or_below(text, reply, quoted):
    assert around(text, reply) == quoted


@pytest.fixture
def ben(client):
    ben = person("ben", role="agent", is_staff=True)
    client.force_login(ben, backend="django.contrib.auth.backends.ModelBackend")
    return ben


@pytest.fixture
def received():
    """The message that a mail becomes."""
    desk = account("email", "help", address="help@example.org")[0]

    def receive(raw):
        store(desk, raw, at=WEDNESDAY)
        tasks.process_inbound()
        return RawInbound.objects.latest("id").message

    return receive


def our_answer(ticket, ben):
    make.do("reply", ticket, by=ben, at=WEDNESDAY, text="Try the newest version.", channel="email")
    return tokens.message_id_for(Message.objects.get(author=ben))


def page(client, ticket):
    return client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()


def test_what_answers_nothing_of_ours_is_whole(received):
    whole = QUOTING.replace("\r\n", "\n")
    first = received(mail(QUOTING))
    assert (first.text, first.quoted_above, first.quoted_below) == (whole, "", "")
    # It answers a mail of somebody else, as it says.
    other = received(mail(QUOTING, subject="Re: Help", In_Reply_To="<unknown@example.net>", sender="leo@example.net"))
    assert (other.text, other.quoted_below) == (whole, "")


def test_an_answer_to_ours_is_folded_and_nothing_of_it_is_lost(received, ben, client):
    ticket = received(mail(Message_ID="<first@example.com>")).ticket
    known = our_answer(ticket, ben)
    answer = received(mail(SIGNED, subject="Re: Help", In_Reply_To=known))
    assert (answer.text, answer.quoted_above) == ("It still hangs.", "")
    assert answer.quoted_below == "--\nMia\n\nOn 11 Mar 2025, Ben wrote:\n> Try the newest version."
    below = received(mail("Ben wrote:\r\n> Which one?\r\n\r\nThe newest.", subject="Re: Help", In_Reply_To=known))
    assert (below.text, below.quoted_above) == ("The newest.", "Ben wrote:\n> Which one?")
    # A customer's own first mail is known as well.
    again = received(mail(QUOTING, subject="Re: Help", In_Reply_To="<first@example.com>"))
    assert again.text == "It still hangs."
    # What is passed on is whole, though it refers to ours.
    passed_on = received(mail(QUOTING, subject="Fwd: Re: Help", In_Reply_To=known))
    assert passed_on.text == QUOTING.replace("\r\n", "\n")


FOLD = re.compile(r'<details class="[^"]*quote[^"]*">\s*<summary>.*?Quoted text.*?</summary>(.*?)</details>', re.DOTALL)


def test_the_fold_is_in_its_place_for_the_agent_and_for_the_customer(received, ben, client):
    ticket = received(mail()).ticket
    known = our_answer(ticket, ben)
    holder = make.holder(ticket)
    received(mail(f"{QUOTING} <script>", subject="Re: Help", In_Reply_To=known))
    received(mail("Ben wrote:\r\n> Which one?\r\n\r\nThe newest.", subject="Re: Help", In_Reply_To=known))
    for shown in (
        page(client, ticket),
        client.get(tokens.link(Ticket.objects.get(pk=ticket.pk), holder, at=timezone.now())).content.decode(),
    ):
        quotes = FOLD.findall(shown)
        assert len(quotes) == 2
        assert "&gt; Try the newest version. &lt;script&gt;" in quotes[0]
        assert "&gt; Which one?" in quotes[1]
        assert shown.index("It still hangs.") < shown.index("Try the newest version. &lt;")
        assert shown.index("Which one?") < shown.index("The newest.", shown.index("Which one?"))


PROGRAMS = {
    "Zoho": "---- On Mon, 23 Nov 2026 09:17:36 +0100 Desk<help@example.org> wrote ----\n\nWhich one?",
    "Zoho, with stars": "---- On Mon, 23 Nov 2026 09:17:36 +0100 *Desk <help@example.org>* wrote ---\n\nWhich one?",
    "French webmail": 'Message du : 23/11/2026 09:17\nDe : "Desk" <help@example.org>\nA : mia@example.com\nSujet : Aide\n\nLequel ?',
    "French webmail, quoted": "> Message du 23/11/26 09:17\n> De : help@example.org\n> A : mia@example.com\n> Objet : Aide\n>\n> Lequel ?",
    "Danish webmail": "Den 23.11.2026 09:17, skrev Desk <help@example.org>:\n\nHvilken?",
    "Danish webmail, a head": "Afsender: Desk <help@example.org>\nDato: 23.11.2026\nModtager: mia@example.com\nEmne: Hjælp\n\nHvilken?",
    "mail.ru": "Monday, 23 November 2026, 9:17 AM +0300 from Desk <help@example.org>:\n\nWhich one?",
    "mail.ru, Russian": "Понедельник, 23 ноября 2026, 9:17 +03:00 от Desk <help@example.org>:\n\nКакая?",
    "wrote without a colon": "On Mon, Nov 23, 2026 at 9:17 AM Desk <help@example.org> wrote\n\nWhich one?",
    "schrieb without a colon": "Am 23.11.2026 um 09:17 Uhr hat Desk <help@example.org> geschrieben\n> Welche?",
}


@pytest.mark.parametrize("quoted", PROGRAMS.values(), ids=PROGRAMS)
def test_what_programs_put_above_a_quote_is_known(quoted):
    assert new_words(f"The newest.\n\n{quoted}\n") == "The newest."


LONG = "> We would like to know which of the versions you have installed on your own\ntelephone.\n"


def test_an_answer_below_a_quote_that_was_wrapped_again_stands_alone():
    head = "On Mon, 23 Nov 2026, Desk wrote:\n"
    assert new_words(f"{head}{LONG}> Thank you.\n\nThe newest.") == "The newest."
    assert new_words(f"{head}{LONG}\nThe newest.") == "The newest."
    # An answer between short lines is an answer, and so is one below a long line.
    between = f"{head}> Which version?\nThe newest.\n> Which telephone?\nA Pixel."
    assert new_words(between) == between.partition("\n")[2]
    under = f"{head}{LONG.partition(chr(10))[0]}\nThe newest.\n\nAnd a Pixel."
    assert new_words(under) == "The newest.\n\nAnd a Pixel."
