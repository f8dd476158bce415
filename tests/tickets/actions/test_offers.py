"""What becomes of offered promises is counted."""

import pytest

from tests import make
from tickets.actions.offers import answer_offer
from tickets.models import PromiseOffer
from tickets.models.caught import OfferAnswer
from tickets.rules.access import Denied


def test_an_answer_to_an_offer_is_kept_without_its_words(db):
    make.desk()
    ticket, ana = make.ticket("10 10:00"), make.person("ana")
    answer_offer(ticket, OfferAnswer.DECLINED, by=ana, at=make.at("10 10:42"))
    kept = PromiseOffer.objects.get()
    assert (kept.ticket, kept.by, kept.answer, kept.at) == (ticket, ana, "declined", make.at("10 10:42"))


def test_who_only_reads_answers_no_offer(db):
    make.desk()
    ticket, rita = make.ticket("10 10:00"), make.person("rita", "read_only")
    with pytest.raises(Denied):
        answer_offer(ticket, OfferAnswer.TAKEN, by=rita, at=make.at("10 10:42"))
