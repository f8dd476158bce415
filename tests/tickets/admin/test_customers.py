"""Customers at the desk: their page, what is done by hand, who may be the same, a merge with its preview and its undo."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions import customers, identities
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.models import Customer, CustomerMerge, Identity, NotTheSame
from tickets.rules.access import COMMAND

CUSTOMERS = "customer/"
LEO = "leo@example.org"


@pytest.fixture
def mia(desk):
    """Mia's ticket, with all that her page shows."""
    ticket = make.ticket("5 10:00", name="Mia Novak", facts={"device": "Pixel 7", "imei": "35-1"})
    return make.answered(ticket, "5 10:30", promise=PromiseGiven("A fix"))


@pytest.fixture
def leo(desk):
    """Somebody else's, or so we think: the same thing in the world."""
    return make.ticket("6 10:00", "Still hangs", email=LEO, name="M. N.", facts={"imei": "35-1", "device": "iPhone"})


def page(ticket, more=""):
    return f"{CUSTOMERS}{ticket.customer_id}/{more or 'change/'}"


def post(browser, ticket, path, **said):
    return browser.client.post(f"/admin/tickets/{page(ticket, path)}", said)


def hide(ticket):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    return make.do("assign", ticket, at=make.at("10 10:40"), to=None, team=others)


# The page


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


def test_what_they_said_before_stays_in_sight(ana, mia):
    make.do("facts", mia, at=make.at("6 10:00"), facts={"device": "Pixel 8"})
    text = ana.words(page(mia))
    assert "Pixel 8" in text
    assert "before: Pixel 7" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_22_statements_however_much_there_is(ana, number, django_assert_num_queries):
    for n in range(number):
        ticket = make.ticket(f"5 1{n}:00", name="Mia Novak", facts={"imei": f"35-{n}"}, phone=f"+4930{n}01820")
        make.answered(ticket, f"5 1{n}:20", promise=PromiseGiven("soon"))
        make.resolved(ticket, f"5 1{n}:40")
        make.ticket("6 10:00", email=f"{n}@example.org", facts={"imei": f"35-{n}"})
    assert ana.get(page(ticket)).status_code == 200
    with django_assert_num_queries(22):
        ana.get(page(ticket))


def test_all_contacts_page_by_page_latest_first(ana, mia, monkeypatch):
    for n in range(60):
        make.receive("6 10:00", f"word {n:02}", ticket=mia, channel="chat")
    first, second = ana.words(page(mia)), ana.words(page(mia), p=2)
    assert "word 59" in first
    assert "word 09" not in first
    assert "Earlier messages" in first
    assert "Later messages" not in first
    assert "The app hangs." in second
    assert "Later messages" in second


@pytest.mark.parametrize("number", ["0", "x", "-1", "99999999999999999999", "7"])
def test_a_page_that_is_none_is_no_error(ana, mia, number):
    assert ana.get(page(mia), p=number).status_code == 200


# By hand


def test_an_address_is_added_verified_shared_and_removed(ana, mia):
    added = post(ana, mia, "do/add-identity/", kind="phone", value="+49 30 901820")
    assert added.status_code == 302
    assert "+49 30 901820" in ana.words(page(mia))
    pk = Identity.objects.get(kind="phone").pk
    for verb, said in {"verify": "verified", "share": "shared", "unshare": "theirs alone"}.items():
        post(ana, mia, f"do/{verb}-identity/", identity=pk)
        assert said in ana.words(page(mia))
    post(ana, mia, "do/remove-identity/", identity=pk)
    assert not Identity.objects.filter(kind="phone").exists()
    assert "+4930901820 removed by ana, 10 March 2025 10:42" in ana.words(page(mia))


def test_what_does_not_go_through_is_said_and_kept(ana, mia, leo):
    answer = post(ana, mia, "do/add-identity/", kind="email", value=LEO)
    assert answer.status_code == 400
    assert "It belongs to M. N." in words(answer)
    assert f'value="{LEO}"' in answer.content.decode()
    assert post(ana, mia, "do/add-identity/", kind="fax", value="1").status_code == 400
    assert post(ana, mia, "do/remove-identity/", identity="x").status_code == 400
    assert post(ana, mia, "do/remove-identity/", identity=leo.customer.identities.get().pk).status_code == 400


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


# Who may be the same


def test_a_customer_is_found_by_any_spelling_of_a_number(ana, mia):
    identities.add(mia.customer, by=make.person(), at=make.at("6 10:00"), kind="phone", value="+49 30 901820")
    for typed in ("0049 30 901820", "+49-30-901820", "901820"):
        found = ana.get(CUSTOMERS, q=typed).context["cl"].result_list
        assert [row.pk for row in found] == [mia.customer_id]


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
def test_possible_duplicates_take_14_statements_however_many(ana, number, django_assert_num_queries):
    for n in range(number):
        for half in "ab":
            make.ticket("5 10:00", email=f"{half}{n}@example.org", name=f"Mia Novak{n}", facts={"imei": f"35-{n}"})
    ana.get(f"{CUSTOMERS}duplicates/")
    with django_assert_num_queries(14):
        assert len(ana.get(f"{CUSTOMERS}duplicates/").context["pairs"]) == number


def test_older_customers_are_looked_at_page_by_page(ana, mia, leo, monkeypatch):
    monkeypatch.setattr("tickets.admin.same_person.LOOKED_AT", 1)
    first = ana.get(f"{CUSTOMERS}duplicates/")
    assert first.context["older"] == leo.customer_id
    assert ana.get(f"{CUSTOMERS}duplicates/", before=leo.customer_id).context["pairs"][0].customer == mia.customer


# The merge


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


def test_a_merge_leads_to_who_stays_and_the_old_address_follows(ana, mia, leo):
    done = post(ana, leo, "merge/", **{"with": mia.customer_id, "keep": mia.customer_id})
    assert done["Location"].endswith(page(mia))
    assert Customer.objects.get(pk=leo.customer_id).merged_into_id == mia.customer_id
    text = ana.words(page(mia))
    assert "Still hangs" in text
    assert "Merged into this customer M. N. by ana" in text
    assert ana.get(page(leo))["Location"].endswith(page(mia))


def test_an_undo_is_looked_at_first_and_names_what_came_since(ana, mia, leo):
    customers.merge_customers(leo.customer_id, into=mia.customer_id, by=ana.person, at=make.at("7 10:00"))
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


def test_a_merge_that_was_built_upon_says_what_to_undo_first(ana, mia, leo):
    third = make.ticket("6 10:00", email="third@example.org", name="Third")
    customers.merge_customers(leo.customer_id, into=mia.customer_id, by=make.person(), at=make.at("7 10:00"))
    customers.merge_customers(mia.customer_id, into=third.customer_id, by=make.person(), at=make.at("7 11:00"))
    assert "Undo that first" in ana.words(page(leo, "unmerge/"))
    post(ana, leo, "unmerge/")
    assert CustomerMerge.objects.filter(undone_at=None).count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_a_preview_takes_20_statements_however_much_moves(ana, mia, leo, number, django_assert_num_queries):
    for n in range(number):
        make.resolved(leo, f"7 1{n}:00")
        leo = make.receive(f"7 1{n}:30", email=LEO, facts={f"key{n}": "x"}).ticket
    ana.get(page(mia, "merge/"), **{"with": leo.customer_id})
    with django_assert_num_queries(20):
        ana.get(page(mia, "merge/"), **{"with": leo.customer_id})
