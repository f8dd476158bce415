"""Joining is not trusting: each row is a contact, and where it may go."""

import pytest

from tickets.rules.identity import Candidate, Hint, Join, Named, Proof, Why, email, for_servers, handle, join
from tickets.rules.lifecycle import Status, WaitingOn


def ticket(number, status=Status.OPEN, waiting_on=WaitingOn.US):
    return Candidate(number, status, waiting_on)


CHASED = ticket(1)
ANSWERED = ticket(2, waiting_on=WaitingOn.CUSTOMER)
ON_HOLD = ticket(3, Status.ON_HOLD, WaitingOn.THIRD_PARTY)
RESOLVED = ticket(4, Status.RESOLVED, WaitingOn.NOBODY)
CLOSED = ticket(5, Status.CLOSED, WaitingOn.NOBODY)
PENDING = ticket(6, Status.PENDING)


def by(candidate, hint=Hint.TOKEN):
    """It names a ticket in which its sender takes part."""
    return Named(candidate, hint, takes_part=True)


def foreign(hint=Hint.TOKEN):
    """It names a ticket of somebody else."""
    return Named(ticket(9), hint)


CASES = [
    # A stranger opens a ticket.
    ({}, Join(None, Why.NEW)),
    # Their one open ticket waits on us: they are chasing.
    ({"own": [CHASED]}, Join(1, Why.CHASING)),
    # A status hides no wait.
    ({"own": [PENDING]}, Join(6, Why.CHASING)),
    # The other tickets of theirs that do not wait on us do not matter, and are listed.
    ({"own": [CHASED, ANSWERED, RESOLVED]}, Join(1, Why.CHASING, beside=(2, 4))),
    # Two wait on us: which one is meant is for a person to say.
    ({"own": [CHASED, PENDING]}, Join(None, Why.NEW, beside=(1, 6))),
    # It waits on them, on a third party, or on nobody: not chasing.
    ({"own": [ANSWERED]}, Join(None, Why.NEW, beside=(2,))),
    ({"own": [ON_HOLD]}, Join(None, Why.NEW, beside=(3,))),
    ({"own": [RESOLVED]}, Join(None, Why.NEW, beside=(4,))),
    ({"own": [CLOSED]}, Join(None, Why.NEW, beside=(5,))),
    # Our token, from somebody who takes part, whatever it waits on.
    ({"named": [by(ANSWERED)]}, Join(2, Why.TOKEN, proven=True)),
    ({"named": [by(RESOLVED)]}, Join(4, Why.TOKEN, proven=True)),
    # The token decides, not the chase.
    ({"named": [by(ANSWERED)], "own": [CHASED, ANSWERED]}, Join(2, Why.TOKEN, proven=True, beside=(1,))),
    # Closed for good: a new one that continues it.
    ({"named": [by(CLOSED)]}, Join(None, Why.NEW, proven=True, same_issue=5)),
    # A stranger with a token that was forwarded to them: not joined, only suggested.
    ({"named": [foreign()]}, Join(None, Why.NEW, beside=(9,), claims=((9, Hint.TOKEN),))),
    # The same, but they are chasing a ticket of their own.
    ({"named": [foreign()], "own": [CHASED]}, Join(1, Why.CHASING, beside=(9,), claims=((9, Hint.TOKEN),))),
    # A stranger's token first, then one of theirs.
    ({"named": [foreign(), by(ANSWERED)]}, Join(2, Why.TOKEN, proven=True, beside=(9,), claims=((9, Hint.TOKEN),))),
    # Our own receiver says that the sender is forged: then the token proves nothing, and takes nothing back.
    ({"named": [by(ANSWERED)], "proof": Proof.FAILED}, Join(2, Why.TOKEN)),
    ({"named": [by(RESOLVED)], "proof": Proof.FAILED}, Join(None, Why.NEW, beside=(4,), claims=((4, Hint.TOKEN),))),
    # It answers a mail that we hold: it joins, but that is no proof, and what is resolved stays so.
    ({"named": [by(ANSWERED, Hint.THREAD)]}, Join(2, Why.THREAD)),
    ({"named": [by(ON_HOLD, Hint.THREAD)], "own": [CHASED]}, Join(3, Why.THREAD, beside=(1,))),
    ({"named": [by(RESOLVED, Hint.THREAD)]}, Join(None, Why.NEW, beside=(4,), claims=((4, Hint.THREAD),))),
    ({"named": [foreign(Hint.THREAD)]}, Join(None, Why.NEW, beside=(9,), claims=((9, Hint.THREAD),))),
    # The same, and our own receiver vouches for the sender.
    ({"named": [by(RESOLVED, Hint.THREAD)], "proof": Proof.PASSED}, Join(4, Why.THREAD, proven=True)),
    # A number joins nothing, whoever writes it; that they chase is another matter.
    ({"named": [by(ANSWERED, Hint.NUMBER)]}, Join(None, Why.NEW, beside=(2,), claims=((2, Hint.NUMBER),))),
    (
        {"named": [by(ANSWERED, Hint.NUMBER)], "proof": Proof.PASSED},
        Join(None, Why.NEW, proven=True, beside=(2,), claims=((2, Hint.NUMBER),)),
    ),
    ({"named": [foreign(Hint.NUMBER)], "own": [CHASED]}, Join(1, Why.CHASING, beside=(9,), claims=((9, Hint.NUMBER),))),
    # Two reasons for one ticket: the stronger is told.
    (
        {"named": [foreign(Hint.TOKEN), foreign(Hint.NUMBER)]},
        Join(None, Why.NEW, beside=(9,), claims=((9, Hint.TOKEN),)),
    ),
    # Who is vouched for is proven, wherever it goes.
    ({"own": [CHASED], "proof": Proof.PASSED}, Join(1, Why.CHASING, proven=True)),
    ({"proof": Proof.PASSED}, Join(None, Why.NEW, proven=True)),
    # A line of a chat or a call goes where the others went, even if a token says otherwise.
    ({"session": ANSWERED}, Join(2, Why.SESSION)),
    ({"session": RESOLVED, "own": [CHASED]}, Join(4, Why.SESSION, beside=(1,))),
    ({"session": ANSWERED, "named": [by(CHASED)]}, Join(2, Why.SESSION, beside=(1,), claims=((1, Hint.TOKEN),))),
    ({"session": CLOSED}, Join(None, Why.NEW, same_issue=5)),
]


@pytest.mark.parametrize(("contact", "decision"), CASES)
def test_where_a_contact_goes(contact, decision):
    assert join(**contact) == decision


ADDRESSES = [
    (" Mia@Example.COM ", "mia@example.com"),
    ("mia+shop@example.com", "mia+shop@example.com"),  # another identity, for all we know
    ("müller@exämple.de", "müller@exämple.de"),
    ("mu\u0308ller@example.de", "müller@example.de"),  # composed
    # Two spellings of one domain.
    ("mia@xn--bcher-kva.example", "mia@bücher.example"),
    ("mia@XN--BCHER-KVA.example", "mia@bücher.example"),
    ("mia@www.xn--strae-oqa.example", "mia@www.straße.example"),
    ("mia@xn--e1afmkfd.example", "mia@пример.example"),
    # A Cyrillic letter among Latin ones: whoever reads it takes it for another name.
    ("mia@xn--ppl-5cd2a.example", "mia@xn--ppl-5cd2a.example"),
    ("mia@аpplе.example", "mia@xn--ppl-5cd2a.example"),
    # What no name can be decoded from.
    ("mia@xn--.example", None),
    ("mia@xn--a.example", "mia@xn--a.example"),
    ("mia@xn--99999999.example", "mia@xn--99999999.example"),
    ("mia", None),
    ("mia@", None),
    ("@example.com", None),
    ("mia@@example.com", None),
    ("alice@victim.com <bob@evil.com>", None),
    ("mia@example..com", None),
    ("mia@example.com\nBcc: all@example.com", None),
    ("mia\u202e@example.com", None),
    ("m" * 320 + "@example.com", None),
]


@pytest.mark.parametrize(("given", "value"), ADDRESSES)
def test_an_address_as_we_compare_it(given, value):
    assert email(given) == value
    assert value is None or email(value) == value


def test_servers_get_a_domain_as_the_dns_has_it():
    assert for_servers("mia@www.straße.example") == "mia@www.xn--strae-oqa.example"
    assert email(for_servers("mia@bücher.example")) == "mia@bücher.example"
    assert for_servers("mia@example.com") == "mia@example.com"


@pytest.mark.parametrize(
    ("given", "value"),
    [("@Mia", "mia"), (" mia ", "mia"), ("ＭＩＡ", "mia"), ("Straße", "strasse"), ("@", None), ("a\x00", None)],
)
def test_a_handle_as_we_compare_it(given, value):
    assert handle(given) == value
