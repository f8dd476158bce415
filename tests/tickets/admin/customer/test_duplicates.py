"""Two customers who may be one: who is suggested and why, what a merge would move, and what its undo would."""

import pytest

from tests import make
from tests.tickets.admin.conftest import hide
from tests.tickets.admin.customer.conftest import CUSTOMERS, LEO, page, post
from tickets.actions.customers import merging
from tickets.models import CustomerMerge, NotTheSame


def test_the_page_suggests_with_the_reason_until_somebody_says_two_people(ana, mia, leo):
    text = ana.words(page(mia))
    assert "May be the same person as M. N." in text
    assert "Both told us imei: 35-1" in text
    post(ana, mia, "do/not-the-same/", other=leo.customer_id)
    assert NotTheSame.objects.get().by == ana.person
    assert "May be the same" not in ana.words(page(mia))
    assert "May be the same" not in ana.words(page(leo))


def test_a_customer_of_another_team_is_never_suggested_nor_merged(ana, mia, leo):
    hide(leo)
    assert "May be the same" not in ana.words(page(mia))
    assert "M. N." not in ana.words(f"{CUSTOMERS}duplicates/")
    assert ana.get(page(mia, "merge/"), **{"with": leo.customer_id}).status_code == 404
    assert post(ana, mia, "merge/", **{"with": leo.customer_id}).status_code == 404
    assert not CustomerMerge.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_possible_duplicates_take_15_statements_however_many(ana, number, django_assert_num_queries):
    for n in range(number):
        for half in "ab":
            make.ticket("5 10:00", email=f"{half}{n}@example.org", name=f"Mia Novak{n}", facts={"imei": f"35-{n}"})
    ana.get(f"{CUSTOMERS}duplicates/")
    with django_assert_num_queries(15):
        assert len(ana.get(f"{CUSTOMERS}duplicates/").context["pairs"]) == number


def test_older_customers_are_looked_at_page_by_page(ana, mia, leo, monkeypatch):
    monkeypatch.setattr("tickets.admin.customer.duplicates.LOOKED_AT", 1)
    first = ana.get(f"{CUSTOMERS}duplicates/")
    assert first.context["older"] == leo.customer_id
    assert ana.get(f"{CUSTOMERS}duplicates/", before=leo.customer_id).context["pairs"][0].customer == mia.customer


def test_whom_with_is_found_by_name_or_number(ana, mia, leo):
    text = ana.words(page(mia, "merge/"), q="leo@")
    assert "M. N." in text
    assert "Nobody of that name" in ana.words(page(mia, "merge/"), q="nobody at all")


def test_a_preview_says_what_moves_and_what_differs_and_does_nothing(ana, mia, leo):
    text = ana.words(page(mia, "merge/"), **{"with": leo.customer_id})
    assert "Are M. N. and Mia Novak the same person?" in text
    assert "1 address, number or handle moves to Mia Novak" in text
    assert "1 ticket moves" in text
    assert "Device iPhone Pixel 7" in text
    assert not CustomerMerge.objects.exists()
    other_way = ana.words(page(mia, "merge/"), **{"with": leo.customer_id, "keep": leo.customer_id})
    assert "Are Mia Novak and M. N. the same person?" in other_way


def test_an_undo_is_looked_at_first_and_names_what_came_since(ana, mia, leo):
    merging.merge_customers(leo.customer_id, into=mia.customer_id, by=ana.person, at=make.at("7 10:00"))
    make.resolved(mia, "7 10:00")
    make.resolved(leo, "7 10:00")
    since = make.receive("8 10:00", "One thing more", email=LEO).ticket
    make.receive("8 11:00", "Me from work", email=make.MIA)
    text = ana.words(page(leo, "unmerge/"))
    assert f"#{since.pk} One thing more" in text
    assert f"Both wrote here since; split off what is the other's: #{since.pk}" in text
    assert CustomerMerge.objects.get().undone_at is None
    done = post(ana, leo, "unmerge/")
    assert done["Location"].endswith(page(mia))
    assert "One thing more" in ana.words(page(leo))
    assert ana.get(page(leo, "unmerge/")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_preview_takes_21_statements_however_much_moves(ana, mia, leo, number, django_assert_num_queries):
    for n in range(number):
        make.resolved(leo, f"7 1{n}:00")
        leo = make.receive(f"7 1{n}:30", email=LEO, facts={f"key{n}": "x"}).ticket
    ana.get(page(mia, "merge/"), **{"with": leo.customer_id})
    with django_assert_num_queries(21):
        ana.get(page(mia, "merge/"), **{"with": leo.customer_id})
