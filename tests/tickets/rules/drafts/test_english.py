"""English: the phrasings that its rules were made with."""

import pytest

from tests.tickets.rules.drafts.phrasings import texts
from tickets.rules.drafts.english import ENGLISH
from tickets.rules.drafts.promises import language_of, promises_in

PROMISES = texts(
    """
    I will get back to you on that.
    We'll let you know as soon as the part is in.
    I'll be in touch by Monday.
    Our engineers are on it and I'll update you tomorrow at 10 am.
    You'll receive your refund within 3-5 business days.
    One of my colleagues will call you back this afternoon.
    Leave it with me, I'll chase the courier and report back by close of business.
    I'm going to ask accounting and will write to you on Thursday.
    We shall send you a new charger next week.
    I'll have an answer for you within two days.
    Thanks! We'll fix that by the end of the month.
    The parcel will be shipped tomorrow.
    Expect to hear from us by Wednesday.
    I will pass this on to our developers.
    If it happens again, we'll replace the unit.
    We'll call you before 4pm today.
    """
)
NONE = texts(
    """
    Can you get back to us by Friday?
    Please send us the serial number by tomorrow.
    I called you on Tuesday but nobody answered.
    We are open from Monday to Friday.
    I'll be happy to help.
    You will need the original box.
    Thank you for getting back to me so quickly.
    We can't promise when it will be back in stock.
    """
)


@pytest.mark.parametrize("draft", PROMISES)
def test_it_promises(draft):
    assert [caught.words for caught in promises_in(draft)][-1] in draft


@pytest.mark.parametrize("draft", NONE)
def test_it_promises_nothing(draft):
    assert promises_in(draft) == []


def test_its_own_sentences_are_known_as_its_own():
    assert language_of(" ".join(PROMISES)) is ENGLISH
