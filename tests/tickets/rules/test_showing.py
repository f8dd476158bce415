"""Who is shown what: each row is a message, and whether the owner of the address sees it."""

import pytest

from tickets.rules.showing import Holder, Known, Meeting, Spoken, is_internal, meetings, one_person, seen

MAIL, PHONE, OTHER = 1, 2, 3  # identities: Mia's address, a number on her file, somebody else's
ON_FILE = [Known(MAIL, "mia@example.com"), Known(PHONE)]
OWN = Spoken(1, from_them=True, came_by=MAIL, session="chat")
FOREIGN = Spoken(9, from_them=True, came_by=OTHER, session="call")


def theirs(spoken, on_file=ON_FILE, holder=Holder(identity=MAIL)):  # noqa: B008  it is frozen
    return seen(holder, on_file, spoken)


CASES = [
    # What they said, by their address; not what came by a number that is only on their file.
    (Spoken(2, from_them=True, came_by=MAIL), True, True),
    (Spoken(2, from_them=True, came_by=PHONE), False, False),
    (Spoken(2, from_them=True, came_by=OTHER), False, False),
    # Another's words in their chat are another's.
    (Spoken(2, from_them=True, came_by=OTHER, session="chat"), False, False),
    # Before they said who they are, in the same chat; and in another one.
    (Spoken(2, from_them=True, session="chat"), True, True),
    (Spoken(2, from_them=True, session="call"), False, False),
    # Nobody's in particular: while nobody else has a part in it.
    (Spoken(2, from_them=True), True, False),
    (Spoken(2, from_them=False), True, False),
    # Ours: to their address, to another, in their chat, in another's call.
    (Spoken(2, from_them=False, sent_to="mia@example.com"), True, True),
    (Spoken(2, from_them=False, sent_to="eve@example.com"), False, False),
    (Spoken(2, from_them=False, session="chat"), True, True),
    (Spoken(2, from_them=False, session="call"), False, False),
    (Spoken(2, from_them=False, sent_to="mia@example.com", session="call"), True, True),
    # A call that we began is nobody's in particular, another's call is theirs.
    (Spoken(2, from_them=False, session="ours", channel="phone"), True, False),
    (Spoken(2, from_them=False, session="call", channel="phone"), True, False),
    (Spoken(2, from_them=False, session="ours", channel="chat"), False, False),
]


@pytest.mark.parametrize(("message", "alone", "beside_another"), CASES)
def test_what_the_owner_of_an_address_sees(message, alone, beside_another):
    assert (2 in theirs([OWN, message]).messages) is alone
    assert (2 in theirs([OWN, message, FOREIGN]).messages) is beside_another


@pytest.mark.parametrize(
    ("mail", "phone", "together"),
    [
        ({}, {}, False),
        ({"verified": True}, {}, False),
        ({}, {"verified": True}, False),
        ({"verified": True}, {"verified": True}, True),
        ({"verified": True}, {"verified": True, "shared": True}, False),
        ({"verified": True, "shared": True}, {"verified": True}, False),
    ],
)
def test_two_identities_are_one_person_once_both_are_verified(mail, phone, together):
    on_file = [Known(MAIL, "mia@example.com", **mail), Known(PHONE, **phone)]
    assert [known.identity for known in one_person(MAIL, on_file)] == ([MAIL, PHONE] if together else [MAIL])
    called = Spoken(2, from_them=True, came_by=PHONE, session="call")
    told = Spoken(3, from_them=False, session="call")
    assert (theirs([OWN, called, told], on_file).messages == {1, 2, 3}) is together


def test_an_identity_that_is_not_on_the_file_sees_nothing():
    assert theirs([OWN, Spoken(2, from_them=False)], [Known(PHONE)]).messages == set()


def test_a_receipt_shows_the_words_that_were_sent_by_it():
    said = [OWN, Spoken(2, from_them=True, came_by=MAIL, receipt=1), Spoken(3, from_them=True, came_by=MAIL)]
    answers = [Spoken(4, from_them=False, session="chat"), Spoken(5, from_them=False, sent_to="mia@example.com")]
    shown = theirs([*said, *answers], holder=Holder(receipt=1))
    assert shown.messages == {1, 2}
    assert not shown.shows(None, came_by=MAIL, session="chat")
    assert not Holder(receipt=1).is_proven


def test_facts_and_promises_follow_their_message_else_their_identity_or_call():
    shown = theirs([OWN, FOREIGN])
    assert shown.shows(1)
    assert not shown.shows(9, came_by=MAIL)
    assert shown.shows(None, came_by=MAIL)
    assert shown.shows(None, session="chat")
    assert not shown.shows(None, session="call")
    assert not shown.shows(None)
    assert theirs([OWN]).shows(None)


LINK = Holder(identity=MAIL)
ANA, BEN = 1, 2


def line(message, at, author=None, session="call", channel="phone"):
    """A line of a call: theirs unless somebody of ours is named."""
    return Spoken(message, from_them=author is None, session=session, channel=channel, author=author, at=at)


@pytest.mark.parametrize("channel", ["phone", "in_person", "chat", "email", "web", "social", "other"])
def test_what_was_noted_of_a_call_or_a_visit_is_for_us_and_no_other_words(channel):
    assert is_internal(LINK, channel) is (channel in ("phone", "in_person"))
    assert not is_internal(Holder(receipt=1), channel)


# The lines of a call | who of ours was in it | how long it took
CALLS = [
    ([line(1, 0)], (), None),
    ([line(1, 0), line(2, 60, ANA)], (ANA,), None),
    ([line(1, 0), line(2, 60, ANA), line(3, 1200, ANA)], (ANA,), 1140),
    ([line(2, 60, ANA), line(3, 1200, ANA)], (ANA,), 1140),
    # Handed on: the one line of the second says that they took it, and not when it ended.
    ([line(1, 0), line(2, 60, ANA), line(3, 120, BEN)], (ANA, BEN), None),
    ([line(1, 0), line(2, 60, ANA), line(3, 120, BEN), line(4, 180, BEN)], (ANA, BEN), 120),
]


@pytest.mark.parametrize(("lines", "people", "lasted"), CALLS)
def test_a_call_is_one_with_whom_and_how_long(lines, people, lasted):
    assert meetings(LINK, lines) == [Meeting("phone", tuple(one.message for one in lines), people, lasted)]


def test_each_call_is_its_own_and_one_without_a_session_too():
    said = [
        line(1, 0),
        line(2, 5, session=""),
        line(3, 6, ANA, session=""),
        line(4, 9, ANA),
        line(5, 9, channel="chat"),
    ]
    assert [call.lines for call in meetings(LINK, said)] == [(1, 4), (2,), (3,)]
    assert meetings(Holder(receipt=1), said) == []
