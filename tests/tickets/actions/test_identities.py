"""Addresses, numbers and handles in one form, however they were spelt."""

import pytest

from tests import make
from tickets.actions import identities as people
from tickets.actions.identities import identities, kind_of, phone, region_of
from tickets.actions.inbound import Sender
from tickets.actions.ledger import Invalid
from tickets.actions.setup import accounts
from tickets.models import Customer, Identity, IdentityChange, Ticket
from tickets.rules.access import COMMAND, Denied
from tickets.rules.identity import Hint

NUMBERS = [
    ("+49 30 901820", None, "+4930901820"),
    ("tel:+49-30-901820", None, "+4930901820"),
    ("030 901820", "DE", "+4930901820"),
    ("0049 30 901820", "DE", "+4930901820"),
    ("011 49 30 901820", "US", "+4930901820"),
    ("030 901820", None, None),  # dialled from where?
    ("1", "DE", None),
    ("anonymous", "DE", None),
    ("", "DE", None),
    ("+" * 500, "DE", None),
]


@pytest.mark.parametrize(("given", "region", "value"), NUMBERS)
def test_a_number_as_we_compare_it(given, region, value):
    assert phone(given, region) == value


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        ("Mia@Example.com", "email", "mia@example.com"),
        ("mia@", "email", None),
        ("@mia", "handle", "mia"),
        ("mia", "handle", "mia"),
        ("+4930901820", "phone", "+4930901820"),
        ("112", "phone", None),
    ],
)
def test_what_a_bare_value_is_taken_for(given, kind, value):
    assert kind_of(given) == (kind, value)


def test_a_sender_is_recognised_by_what_is_valid_strongest_first():
    assert identities(Sender(name="Mia", email="MIA@example.com", phone="call me", handle="@mia")) == [
        ("email", "mia@example.com"),
        ("handle", "mia"),
    ]


def test_a_line_of_ours_says_where_its_callers_dial():
    assert (region_of("+4930901800"), region_of("reception")) == ("DE", None)


# On whose file


@pytest.fixture
def mia(db):
    """Mia, by one address."""
    return make.ticket("5 10:00", name="Mia Novak").customer


@pytest.fixture
def leo(db):
    """Leo, by one address."""
    return make.ticket("5 10:00", email="leo@example.org", name="Leo Berg").customer


FAMILY = "+4930901820"


def by_hand(verb, *args, by=None, **said):
    return getattr(people, verb)(*args, by=by or make.person(), at=make.at("5 12:00"), **said)


def kept(customer):
    """An identity of a customer by its value: (verified, shared)."""
    return {row.value: (row.verified, row.shared) for row in Identity.objects.filter(customer=customer)}


def test_an_identity_is_added_verified_and_removed_by_hand_and_who_did_it_is_kept(mia):
    ana = make.person("ana")
    added = by_hand("add", mia, by=ana, kind="phone", value="+49 30 90 18 20")
    assert kept(mia) == {make.MIA: (False, False), FAMILY: (False, False)}
    by_hand("verify", added.pk, of=mia, by=ana)
    assert kept(mia)[FAMILY] == (True, False)
    by_hand("remove", added.pk, of=mia, by=ana)
    assert kept(mia) == {make.MIA: (False, False)}
    changes = IdentityChange.objects.values_list("what", "value", "by__username")
    assert list(changes) == [(what, FAMILY, "ana") for what in ("added", "verified", "removed")]


def test_a_national_number_typed_by_hand_is_dialled_from_where_our_lines_are(mia):
    with pytest.raises(Invalid):
        by_hand("add", mia, kind="phone", value="030 901820")
    accounts.create_account(by=COMMAND, channel="phone", slug="desk", name="Desk", address="+49 30 901800")
    assert by_hand("add", mia, kind="phone", value="030 901820").value == FAMILY


REFUSED = [("email", "nobody"), ("phone", "call me"), ("handle", "@"), ("fax", "1"), ("email", make.MIA)]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_what_is_no_identity_or_there_already_is_refused(mia, kind, value):
    with pytest.raises(Invalid):
        by_hand("add", mia, kind=kind, value=value)
    assert kept(mia) == {make.MIA: (False, False)}


@pytest.mark.parametrize("shared", [False, True])
def test_what_is_on_the_file_is_not_added_again(mia, shared):
    with pytest.raises(Invalid, match="already"):
        by_hand("add", mia, kind="email", value=make.MIA, shared=shared)


def test_the_only_one_stays_and_anothers_is_out_of_reach(mia, leo):
    own, others = mia.identities.get(), leo.identities.get()
    with pytest.raises(Invalid):
        by_hand("remove", own.pk, of=mia)
    for verb in ("verify", "remove", "share", "unshare"):
        with pytest.raises(Invalid):
            by_hand(verb, others.pk, of=mia)
    assert not IdentityChange.objects.exists()


def test_who_only_reads_changes_nothing(mia):
    vera = make.person("vera", role="read_only")
    with pytest.raises(Denied):
        by_hand("add", mia, by=vera, kind="handle", value="mia")
    for verb in ("verify", "remove", "share", "unshare"):
        with pytest.raises(Denied):
            by_hand(verb, mia.identities.get().pk, of=mia, by=vera)


def test_what_belongs_to_another_is_never_taken_and_is_shared_only_when_somebody_says_so(mia, leo):
    with pytest.raises(Invalid, match="Mia Novak"):
        by_hand("add", leo, kind="email", value=make.MIA)
    by_hand("add", leo, kind="email", value=make.MIA, shared=True)
    assert (kept(mia)[make.MIA], kept(leo)[make.MIA]) == ((False, True), (False, True))
    with pytest.raises(Invalid, match="another"):
        by_hand("unshare", leo.identities.get(value=make.MIA).pk, of=leo)
    by_hand("remove", leo.identities.get(value=make.MIA).pk, of=leo)
    by_hand("unshare", mia.identities.get().pk, of=mia)
    assert kept(mia) == {make.MIA: (False, False)}


@pytest.fixture
def family(mia, leo):
    """Mia and Leo live together and have one telephone."""
    by_hand("add", mia, kind="phone", value=FAMILY)
    by_hand("add", leo, kind="phone", value=FAMILY, shared=True)


def test_who_calls_from_a_shared_number_is_nobody_we_know_and_joins_nothing(mia, leo, family):
    call = make.receive("5 13:00", channel="phone", email="", phone=FAMILY)
    assert call.new_ticket
    assert call.ticket.customer_id not in (mia.pk, leo.pk)
    assert kept(call.ticket.customer) == {FAMILY: (False, True)}
    assert kept(make.receive("5 14:00", channel="phone", email="", phone=FAMILY).ticket.customer) == {
        FAMILY: (False, True)
    }


def test_a_second_identity_still_says_which_of_them_it_is(mia, leo, family):
    chasing = make.receive("5 13:00", email="leo@example.org", phone=FAMILY)
    assert (chasing.new_ticket, chasing.ticket.customer_id) == (False, leo.pk)


def test_a_reply_with_our_mark_from_a_shared_address_is_its_customers(mia, leo):
    by_hand("add", leo, kind="email", value=make.MIA, shared=True)
    ticket = Ticket.objects.get(customer=mia)
    assert make.receive("5 13:00", claims=[(ticket, Hint.TOKEN)]).ticket.pk == ticket.pk
    assert make.receive("5 13:30").new_ticket  # the same address without the mark is nobody's


def test_mails_from_a_shared_address_in_one_ticket_are_still_one_contact(mia, leo):
    by_hand("add", leo, kind="email", value=make.MIA, shared=True)
    ticket = Ticket.objects.get(customer=mia)
    for minute in ("00", "05"):
        make.receive(f"5 13:{minute}", claims=[(ticket, Hint.TOKEN)])
    assert Ticket.objects.get(pk=ticket.pk).contacts == 2


def test_an_imported_past_does_not_make_who_shares_an_address_one_person(mia, leo):
    by_hand("add", leo, kind="email", value=make.MIA, shared=True)
    line = {"id": "1", "ticket": "OLD", "at": "2025-03-01T10:00:00Z", "kind": "contact", "channel": "email"}
    make.take([line | {"text": "x", "from": {"email": make.MIA}}])
    old = Ticket.objects.get(source_key="OLD")
    assert old.customer_id not in (mia.pk, leo.pk)
    assert kept(old.customer) == {make.MIA: (False, True)}


SPELT = [
    "Novak",
    "mia n",
    "mia@example",
    "MIA@EXAMPLE.ORG",
    FAMILY,
    "030 901820",
    "0049 30 90 18 20",
    "tel:+49-30-901820",
]


@pytest.mark.parametrize("typed", [*SPELT, "90182", "@mia_n"])
def test_a_customer_is_found_however_they_are_spelt(mia, leo, typed):
    accounts.create_account(by=COMMAND, channel="phone", slug="desk", name="Desk", address="+49 30 901800")
    by_hand("add", mia, kind="phone", value=FAMILY)
    by_hand("add", mia, kind="handle", value="Mia_N")
    assert list(people.search(Customer.objects.all(), typed)) == [mia]


def test_a_customer_is_found_by_number_and_nothing_typed_is_everybody(mia, leo):
    assert list(people.search(Customer.objects.all(), f"#{leo.pk}")) == [leo]
    assert set(people.search(Customer.objects.all(), " ")) == {mia, leo}
    assert not people.search(Customer.objects.all(), "nobody at all")
