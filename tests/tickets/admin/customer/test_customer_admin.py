"""Customers at the desk: their page, what is done by hand, who may be the same, a merge with its preview and its undo."""

import pytest

from tests import make
from tests.tickets.admin.conftest import hide, words
from tests.tickets.admin.customer.conftest import CUSTOMERS, page, post
from tickets.actions.customers import identities, merging
from tickets.actions.promises import PromiseGiven
from tickets.models import Customer, CustomerMerge


def test_the_page_says_who_they_are_what_is_open_what_they_told_us_and_what_we_owe(ana, mia):
    text = ana.words(page(mia))
    for said in (
        make.MIA,
        "claimed",
        "Device",
        "Pixel 7",
        "“A fix”",
        "Open tickets",
        "The app hangs.",
        "We look into it.",
    ):
        assert said in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_26_statements_however_much_there_is(ana, number, django_assert_num_queries):
    for n in range(number):
        ticket = make.ticket(f"5 1{n}:00", name="Mia Novak", facts={"imei": f"35-{n}"}, phone=f"+4930{n}01820")
        make.answered(ticket, f"5 1{n}:20", promise=PromiseGiven("soon"))
        make.resolved(ticket, f"5 1{n}:40")
        make.ticket("6 10:00", email=f"{n}@example.org", facts={"imei": f"35-{n}"})
    assert ana.get(page(ticket)).status_code == 200
    with django_assert_num_queries(26):
        ana.get(page(ticket))


@pytest.mark.parametrize("number", ["0", "x", "-1", "99999999999999999999", "7"])
def test_a_page_that_is_none_is_no_error(ana, mia, number):
    assert ana.get(page(mia), p=number).status_code == 200


def test_who_only_reads_sees_no_button_and_does_nothing(browser, mia, leo):
    vera = browser("vera", "read_only")
    content = vera.get(page(mia)).content.decode()
    assert "/do/" not in content
    assert "/merge/" not in content
    for path, said in {
        "do/add-identity/": {"kind": "handle", "value": "m"},
        "merge/": {"with": leo.customer_id},
    }.items():
        assert post(vera, mia, path, **said).status_code == 403
    assert vera.get(page(mia, "merge/")).status_code == 403


def test_a_customer_is_found_by_any_spelling_of_a_number(ana, mia):
    identities.add(mia.customer, by=make.person(), at=make.at("6 10:00"), kind="phone", value="+49 30 901820")
    for typed in ("0049 30 901820", "+49-30-901820", "901820"):
        found = ana.get(CUSTOMERS, q=typed).context["cl"].result_list
        assert [row.pk for row in found] == [mia.customer_id]


def test_a_merge_leads_to_who_stays_and_the_old_address_follows(ana, mia, leo):
    done = post(ana, leo, "merge/", **{"with": mia.customer_id, "keep": mia.customer_id})
    assert done["Location"].endswith(page(mia))
    assert Customer.objects.get(pk=leo.customer_id).merged_into_id == mia.customer_id
    text = ana.words(page(mia))
    assert "Still hangs" in text
    assert "Merged into this customer M. N. by ana" in text
    assert ana.get(page(leo))["Location"].endswith(page(mia))


def test_a_merge_that_was_built_upon_says_what_to_undo_first(ana, mia, leo):
    third = make.ticket("6 10:00", email="third@example.org", name="Third")
    merging.merge_customers(leo.customer_id, into=mia.customer_id, by=make.person(), at=make.at("7 10:00"))
    merging.merge_customers(mia.customer_id, into=third.customer_id, by=make.person(), at=make.at("7 11:00"))
    assert "Undo that first" in ana.words(page(leo, "unmerge/"))
    post(ana, leo, "unmerge/")
    assert CustomerMerge.objects.filter(undone_at=None).count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_customers_takes_eight_statements_whatever_their_number(ana, number, django_assert_num_queries):
    for n in range(number):
        make.ticket("10 10:00", email=f"m{n}@example.org")
    with django_assert_num_queries(8):
        assert len(ana.get(CUSTOMERS).context["cl"].result_list) == number


def test_a_customer_of_another_team_is_not_found_nor_are_their_words(ana):
    ticket = make.ticket("10 10:00", "Secret words", name="Mia Novak")
    hide(ticket)
    assert ana.get(f"{CUSTOMERS}{ticket.customer_id}/change/").status_code == 404
    assert "Mia Novak" not in ana.words(CUSTOMERS)


def test_customers_are_found_by_name_and_address(ana):
    make.ticket("10 10:00", name="Mia Novak")
    make.ticket("10 10:00", email="leo@example.org", name="Leo Berg")
    for typed in ("novak", "mia@"):
        assert [c.name for c in ana.get(CUSTOMERS, q=typed).context["cl"].result_list] == ["Mia Novak"]


def test_page_list_and_file_say_since_when_they_turn_to_us_and_not_since_when_they_are_on_file(ana, mia, leo):
    Customer.objects.update(created_at=make.at("10 10:00"))
    assert "known since 5 March 2025" in ana.words(page(mia))
    assert "known since 5 March 2025" in words(ana.get(page(mia, "merge/"), **{"with": leo.customer_id}))
    assert "March 5, 2025" in ana.words(CUSTOMERS)
