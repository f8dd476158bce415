"""What a typed search finds, on both databases alike."""

import pytest
from django.db import connection

from tests import make
from tickets.actions.customers import identities
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.search import finding
from tickets.actions.search.finding import find
from tickets.actions.setup import people
from tickets.models import SearchRound, Ticket
from tickets.rules.access import COMMAND
from tickets.rules.search_query import SearchProblem

pytestmark = pytest.mark.django_db
NOW = "10 10:42"


@pytest.fixture
def boss():
    return make.person("boss", "manager")


@pytest.fixture
def other():
    """A ticket that nobody looks for."""
    return make.ticket("9 10:00", "Hello", email="leo@example.org", name="Leo Berg", subject="Something else")


def found(typed, by=None, tickets=None, **more):
    """The tickets that a search finds, the best first."""
    make.searchable()
    by = by or make.person("boss", "manager")
    seen = Ticket.objects.visible_to(by) if tickets is None else tickets
    return list(find(seen, typed, by=by, at=make.at(NOW), **more).ordered())


WORDS = [
    "rückzahlung",
    "RUCKZAHLUNG",
    "Rueckzahlung",
    "Rück",
    "zahlung",
    "ahlun",
    '"meine Rückzahlung"',
    "rückzahlung wo",
]
NUMBERS = [
    "+491701234567",
    "0049 170 123 45 67",
    "0170/1234567",
    "0170 1234567",
    "170-1234567",
    "491701234567",
    "234567",
]
SERIALS = ["SN-4711-AX9Z", "sn4711ax9z", "AX9Z", "ax9z", "4711"]
PEOPLE = [
    "mia",
    "Novák",
    "novak",
    "mia@example",
    "MIA@example.org",
    "from:mia",
    'from:"Mia Novak"',
    "from:0170/1234567",
]


@pytest.mark.parametrize("typed", [*WORDS, *NUMBERS, *SERIALS, *PEOPLE])
def test_words_numbers_serials_and_people_in_any_spelling(typed, other, boss):
    make.account("phone", "line", address="+493012345")
    ticket = make.ticket(
        "10 10:00", "Wo bleibt meine Rückzahlung für SN-4711-AX9Z?", name="Mia Novák", phone="+491701234567"
    )
    identities.add(ticket.customer, by=boss, at=make.at(NOW), kind="phone", value="+49 170 1234567")
    assert found(typed) == [ticket]


@pytest.mark.parametrize("typed", ["rückzahlnug", "ruckzahlung wu", "noavk"])
def test_a_wrong_letter_is_forgiven_and_told(typed, other):
    ticket = make.ticket("10 10:00", "Wo bleibt meine Rückzahlung, wann und warum?", name="Mia Novák")
    make.searchable()
    told = find(Ticket.objects.all(), typed, by=make.person(), at=make.at(NOW))
    found_by = list(told.tickets)
    assert found_by == ([ticket] if " " not in typed else [])  # too short to be guessed at
    assert told.instead == {"rückzahlnug": (("ruckzahlnug", "ruckzahlung"),), "noavk": (("noavk", "novak"),)}.get(
        typed, ()
    )


@pytest.mark.parametrize("typed", ["Mueller", "Müller", "MÜLLER", "muller", "müll"])
@pytest.mark.parametrize("name", ["Eva Müller"])
def test_an_umlaut_is_one_letter_or_two(typed, name, other):
    assert found(typed) == [] or other not in found(typed)
    ticket = make.ticket("10 10:00", "Hello", name=name)
    assert found(typed) == [ticket]


def test_whoever_types_an_umlaut_finds_both_spellings(other):
    one = make.ticket("10 10:00", "Hello", name="Eva Müller", email="eva@example.org")
    two = make.ticket("10 10:01", "Hello", name="Jo Mueller", email="jo@example.org")
    assert found("Müller") == [two, one]


@pytest.mark.parametrize("spell", [str, str.lower, lambda text: text.replace("-", ""), lambda text: text[3:]])
def test_a_reference_with_or_without_dashes_in_any_letters(spell, other):
    ticket = make.ticket("10 10:00", "Hello")
    assert found(spell(ticket.reference))[0] == ticket


def test_old_numbers_notes_facts_tags_files_promises_and_subjects(other, boss):
    at = make.at("10 10:10")
    ticket = make.ticket(
        "10 10:00", "Hello", subject="Basket", files=(InboundFile("invoice-77.pdf", "application/pdf", b"x"),)
    )
    Ticket.objects.filter(pk=ticket.pk).update(source_key="zendesk-99812")
    make.do("note", ticket, by=boss, at=at, text="Talked to the warehouse.")
    make.do("facts", ticket, by=boss, at=at, facts={"device": "Pixel 7"})
    make.do("tag", ticket, by=boss, at=at, add=["late delivery"])
    make.do("promise", ticket, by=boss, at=at, text="send a replacement", due_at=make.at("11 10:00"))
    for typed in (
        "zendesk-99812",
        "99812",
        "warehouse",
        "pixel 7",
        '"pixel 7"',
        "invoice-77",
        "late",
        "replacement",
        "basket",
    ):
        assert found(typed) == [ticket], typed
    assert found('tag:"late delivery"') == found("tag:LateDelivery") == [ticket]
    assert found("tag:late") == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("owner:me", ["mine"]),
        ("owner:nobody", ["free"]),
        ("owner:ana hello", ["mine"]),
        ('owner:"Ana Kern"', ["mine"]),
        ("is:mine", ["mine"]),
        ("is:unassigned", ["free"]),
        ("is:open", ["free"]),
        ("is:resolved", ["mine"]),
        ("is:snoozed", []),
        ("is:stalled", []),
        ("before:2025-03-10", ["mine"]),
        ("after:2025-03-10", ["free"]),
        ("channel:chat", ["free"]),
        ("hello channel:email", ["mine"]),
        ('hello "in the chat"', ["free"]),
        ("nothing:special", []),
    ],
)
def test_operators(typed, expected):
    ana = make.person("ana", first_name="Ana", last_name="Kern")
    mine = make.ticket("7 10:00", "Hello")
    free = make.ticket("10 10:00", "Hello in the chat", channel="chat", email="", handle="leo", session="c1")
    make.do("assign", mine, by=ana, at=make.at("7 10:10"), to=ana)
    make.resolved(mine, "7 10:20", by=ana)
    named = {"mine": mine, "free": free}
    assert found(typed, by=ana) == [named[name] for name in expected]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("is:late", "“is:” knows stalled, open, resolved, snoozed, unassigned, mine, not “late”."),
        ("before:yesterday", "“yesterday” is no date. Write it as in “before:2025-03-31”."),
        ("from:'", "“from:” needs something after it, as in “from:mia”."),
        ("from:", "“from:” needs something after it, as in “from:mia”."),
        ("owner:zoe", "Nobody here is called “zoe”. “owner:” takes a name, “me” or “nobody”."),
        ("channel:fax", "“channel:” knows chat, email, phone, web, social, in_person, other, not “fax”."),
    ],
)
def test_an_operator_that_cannot_be_understood_says_so(typed, said):
    with pytest.raises(SearchProblem) as problem:
        found(typed)
    assert str(problem.value) == said


def test_what_was_named_comes_first_then_people_then_what_was_said_last(other):
    by_number = make.ticket("7 10:00", "Hello", email="a@example.org")
    named = make.ticket("7 11:00", "Hello", email="b@example.org", name=f"Agent {by_number.pk}")
    older = make.ticket("9 10:00", f"Unit {by_number.pk}", email="c@example.org")
    newer = make.ticket("10 10:00", f"Unit {by_number.pk}", email="d@example.org")
    assert found(str(by_number.pk)) == [by_number, named, newer, older]


def test_of_many_those_are_found_in_which_something_was_said_last():
    several = [make.ticket("10 10:00", "Zebra", email=f"{number}@example.org") for number in range(5)]
    make.searchable()
    make.receive("10 10:30", "Zebra again", ticket=several[0])
    assert set(found("zebra", most=2)) == {several[0], several[4]}
    assert find(Ticket.objects.all(), "zebra", by=make.person(), at=make.at(NOW), most=2).cut


def test_nobody_finds_what_they_may_not_see(other):
    ana = make.person("ana")
    team = people.create_team(by=COMMAND, slug="other", name="Others")
    hidden = make.ticket("10 10:00", "A secret zebra", name="Mia Novak")
    make.do("assign", hidden, at=make.at("10 10:10"), to=None, team=team)
    for typed in (
        "zebra",
        "mia",
        "from:mia",
        f"#{hidden.pk}",
        hidden.reference,
        "zebar",
        "ebra",
        "tag:x",
        "is:open zebra",
    ):
        assert found(typed, by=ana) == [], typed
        make.searchable()
    assert find(Ticket.objects.visible_to(ana), "zebar", by=ana, at=make.at(NOW)).instead == ()
    assert found("zebra") == [hidden]


def test_what_was_merged_away_is_found_in_the_one_that_goes_on_until_it_is_parted_again(boss):
    stays = make.ticket("10 10:00", "It hangs.")
    goes = make.ticket("10 10:05", "My zebra hangs.", email="leo@example.org", name="Leo Berg")
    assert found("zebra") == [goes]
    make.do("merge", goes, by=boss, at=make.at("10 10:10"), into=stays.pk)
    assert (found("zebra"), found("from:leo"), found("from:leo zebra hangs")) == ([stays], [stays], [stays])
    assert goes in found(goes.reference)
    make.do("unmerge", goes, by=boss, at=make.at("10 10:20"))
    assert (found("zebra"), found("from:leo")) == ([goes], [goes])


def test_a_search_stays_inside_the_tickets_that_it_is_given():
    one, two = (make.ticket("10 10:00", "Zebra", email=f"{name}@example.org") for name in "ab")
    assert found("zebra", tickets=Ticket.objects.filter(pk=one.pk)) == [one]
    assert found(f"#{two.pk}", tickets=Ticket.objects.filter(pk=one.pk)) == []


@pytest.mark.parametrize(
    "typed", ["' OR 1=1", '"', "\\", "a' & b | !c:*", "(", "*", "\0", "🙂", "“", "%", "___", "x" * 5000]
)
def test_no_typed_sign_is_an_error(typed, other):
    found(typed)


@pytest.mark.parametrize(
    ("typed", "statements"), [("zebra", 5), ("zebra hello", 5), ("is:open", 1), ("+49 170 1234567", 5)]
)
def test_a_search_takes_so_many_statements(typed, statements, django_assert_num_queries):
    make.ticket("10 10:00", "Hello zebra, call +49 170 1234567")
    make.searchable()
    boss = make.person("boss", "manager")
    more = (
        4 if connection.vendor == "postgresql" and statements > 1 else 0
    )  # the newest first, and how it is to be planned
    with django_assert_num_queries(
        statements + 2 * more
    ):  # parts of words or our lines, exact, people, words, and the tickets
        list(find(Ticket.objects.visible_to(boss), typed, by=boss, at=make.at(NOW)).ordered())


def test_while_it_is_prepared_it_says_how_far():
    make.ticket("10 10:00")
    assert finding.share_prepared() == 0
    make.searchable()
    assert finding.share_prepared() is None
    SearchRound.objects.update(complete=False, ticket=0)
    assert finding.share_prepared() == 0


def test_without_the_right_to_an_extension_everything_but_typing_errors_is_found(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("an extension of PostgreSQL")
    ticket = make.ticket("10 10:00", "Wo bleibt meine Rückzahlung?")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert found("zahlung") == [ticket]
    assert found("rückzahlnug") == []
