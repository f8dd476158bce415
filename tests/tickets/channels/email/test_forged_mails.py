"""Mails of people who are not who they seem (trust S4): each From form with each kind of token.

Mia has a resolved ticket, which waits for her yes, and one that was answered. Eve has a ticket of her own, so she holds a
real token; she also got hold of tokens and Message-IDs of Mia's mails. Nothing that she sends is lost; nothing of it gets
into a ticket of Mia's, confirms or takes back anything, speaks as one of us, or brings her a word of Mia's.
"""

import re
from datetime import timedelta
from itertools import count

import pytest

from tests import make
from tests.make import WEDNESDAY, account
from tickets.channels.email import incoming, sending
from tickets.models import Event, Mailbox, Message, RawInbound, Ticket, tokens
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db

FROM_FORMS = [
    # Two From headers name two people, whichever comes first, however they are written.
    "From: mia@example.org\r\nFrom: eve@evil.example",
    "From: eve@evil.example\r\nFrom: mia@example.org",
    "FROM: eve@evil.example\r\nfrom: mia@example.org",
    # Two addresses in one From do so too.
    "From: mia@example.org, eve@evil.example",
    "From: eve@evil.example; mia@example.org",
    "From: <mia@example.org> <eve@evil.example>",
    # An address where a name belongs: a careless parser takes the first.
    "From: mia@example.org <eve@evil.example>",
    "From: mia@example.org (Mia) <eve@evil.example>",
    'From: "mia@example.org" <eve@evil.example>',
    "From: '\"mia@example.org\"' <eve@evil.example>",
    # The name alone is Mia's.
    "From: Mia Novak <eve@evil.example>",
    # In a comment.
    "From: eve@evil.example (mia@example.org)",
    "From: (mia@example.org) eve@evil.example",
    "From: eve@evil.example (a (nested mia@example.org) one)",
    # Encoded words are words of a name and never an address, also with brackets in them.
    "From: =?utf-8?q?mia=40example=2Eorg?= <eve@evil.example>",
    "From: =?utf-8?b?PG1pYUBleGFtcGxlLm9yZz4=?= <eve@evil.example>",
    "From: =?utf-8?b?bWlhQGV4YW1wbGUub3JnLCA=?= eve@evil.example",
    "From: =?utf-8?q?=3Cmia=40example=2Eorg=3E?=",
    # A group has a name too, may hold two, or nobody.
    "From: mia@example.org: eve@evil.example;",
    "From: Friends: mia@example.org, eve@evil.example;",
    "From: undisclosed-recipients:;",
    # Letters that look alike, in the name and in the domain; full width; one that is not seen.
    "From: m\u0456a@example.org",
    "From: mia@ex\u0430mple.org",
    "From: mia@xn--exmple-4nf.org",
    "From: mia\uff20example.org",
    "From: mi\u0131a@example.org",
    # Other headers name whom they like. Reply-To claims as From does; who is named beside it is not who wrote.
    "From: mia@example.org\r\nReply-To: eve@evil.example",
    "From: eve@evil.example\r\nSender: mia@example.org",
    "From: eve@evil.example\r\nResent-From: mia@example.org\r\nX-Original-From: mia@example.org",
    "Sender: mia@example.org\r\nReply-To: mia@example.org",
    "From: eve@evil.example\r\nReturn-Path: <mia@example.org>",
    # A quoted local part, a second @, a hack of old mail systems.
    'From: "mia@example.org"@evil.example',
    "From: mia@example.org@evil.example",
    "From: mia%example.org@evil.example",
    "From: evil.example!mia@example.org",
    # A route, which nobody uses any more.
    "From: <@example.org:eve@evil.example>",
    "From: <@evil.example,@x.example:mia@example.org>",
    # A dot too many, a longer domain, an address by number.
    "From: mia@example.org.",
    "From: .mia@example.org",
    "From: mia@example.org.evil.example",
    "From: mia@[127.0.0.1]",
    # Another person, for all we know: only their provider knows what it takes out of an address.
    "From: mia+eve@example.org",
    "From: m.i.a@example.org",
    # No sender, an empty one, the null path, white space.
    "X-Nothing: here",
    "From: ",
    "From: <>",
    "From: \t\r\nReturn-Path: <>",
    # Folded over lines, and a name as long as a book.
    "From: eve@evil.example\r\n mia@example.org",
    f"From: {'mia@example.org ' * 1500}<eve@evil.example>",
    # Direction marks turn what one reads.
    "From: \u202emoc.elpmaxe@aim <eve@evil.example>",
    # Somebody of ours: by name, by address, and as the mailbox itself.
    "From: Ben Berg (Support) <eve@evil.example>",
    "From: Ben Berg <ben@desk.example>",
    "From: help@desk.example",
    "From: help+mark@desk.example",
]


@pytest.fixture
def mailbox():
    row, _secret = account("email", "help", address="help@desk.example")
    Mailbox.objects.create(account=row, trusted_receiver="mx.desk.example")
    return row


@pytest.fixture
def ben():
    return make.person("ben", first_name="Ben", last_name="Berg", email="ben@desk.example")


class Attack:
    """What Eve has, and how she uses it."""

    def __init__(self, mailbox, ben):
        self.mailbox, self.number = mailbox, count(1)
        self.at = WEDNESDAY + timedelta(hours=3)
        self.resolved = self._ticket("mia@example.org", "Nobody else may read this.", "mia-1@example.org")
        make.answered(self.resolved, "5 10:30", ben, "It is repaired, Mia.", then="resolve")
        self.open = self._ticket("mia@example.org", "And the printer is broken.", "mia-2@example.org")
        make.answered(self.open, "5 10:40", ben, "Which printer, Mia?")
        self.eves = self._ticket("eve@evil.example", "I am Eve.", "eve-1@evil.example")
        make.answered(self.eves, "5 10:40", ben, "What can we do?")

    def _ticket(self, sender, text, message_id):
        raw = f"From: {sender}\r\nMessage-ID: <{message_id}>\r\nSubject: {text}\r\nTo: help@desk.example\r\n\r\n{text}"
        return self.hand_in(raw.encode(), WEDNESDAY).ticket

    def hand_in(self, raw, at=None):
        """A mail arrives and is read; gives what became of it."""
        row, _is_new = incoming.store(self.mailbox, raw, at=at or self.at)
        RawInbound.objects.filter(pk=row.pk).update(attempts=row.attempts)
        incoming.process(row, at=at or self.at)
        return RawInbound.objects.get(pk=row.pk).message

    def mail(self, sender, headers="", subject="It works", text=""):
        """A mail with these header lines; each is another one."""
        head = "\r\n".join(line for line in (sender, f"Subject: {subject}", headers) if line)
        return f"{head}\r\n\r\nYes, it is solved. Close it. {next(self.number)} {text}".encode()

    def token(self, ticket):
        """The Message-ID of our last mail in a ticket."""
        return tokens.message_id_for(ticket.messages.filter(direction=Direction.OUT, automatic=False).last())

    def tokens(self):
        """Header lines with tokens of every kind, and a subject."""
        theirs, own = self.token(self.resolved), self.token(self.eves)
        address, eves = (tokens.reply_address(t, "help@desk.example") for t in (self.resolved, self.eves))
        local, domain = address.split("@")
        signature = re.search(r"\.([a-z2-7]{24})@", own)[1]
        yield "To: help@desk.example", "no token at all"
        # Real ones: forwarded to her, or read over a shoulder; in each place, once and again.
        yield f"In-Reply-To: {theirs}", "Re: It works"
        yield f"References: <x@y.example> {theirs}", "again"
        yield f"In-Reply-To: {self.token(self.open)}", "of her other ticket"
        yield f"To: {address}", "to the marked address"
        yield f"Cc: {address}\r\nDelivered-To: {address}", "and in copy"
        # Altered: letters' case (still ours), one letter, cut, longer, another ticket's signature, another key's.
        yield f"In-Reply-To: {theirs.upper()}", "in capitals"
        yield f"In-Reply-To: {_other_letter(theirs)}", "one letter"
        yield f"In-Reply-To: {theirs.replace('@', 'a@')}", "one more"
        yield f"In-Reply-To: {re.sub(r'[a-z2-7]{24}@', signature + '@', theirs)}", "her signature on his number"
        yield f"To: {local[:-1]}@{domain}", "cut"
        yield f"To: {_other_letter(address)}", "one letter"
        # Foreign ones: her own token, beside one of Mia's.
        yield f"In-Reply-To: {own}", "her own"
        yield f"To: {eves}, {address}", "hers and his"
        yield f"In-Reply-To: {own}\r\nReferences: {theirs} {own}", "hers, then his"
        # The customer's link, good and expired, is no token of a mail.
        for at in (WEDNESDAY, WEDNESDAY - timedelta(days=60)):
            yield f"To: help+{make.token(self.resolved, at=at)}@desk.example", "a link"
        # Mia's own Message-IDs, which anybody who got her mail knows, and a twin of one.
        yield "In-Reply-To: <mia-1@example.org>\r\nReferences: <mia-1@example.org> <mia-2@example.org>", "Re: her own"
        yield "Message-ID: <mia-1@example.org>", "the same id"
        # Numbers anybody can write.
        yield "To: help@desk.example", f"Re: #{self.resolved.pk} [{self.open.reference}] {self.resolved.reference}"
        # A forged verdict: of another server, of ours but not on top, of ours about another domain.
        yield f"{_verdict('mx.evil.example', 'example.org')}\r\nIn-Reply-To: {theirs}", "their server's verdict"
        yield f"{_verdict('mx.evil.example', 'x.example')}\r\n{_verdict('mx.desk.example', 'example.org')}", "below"
        yield _verdict("mx.desk.example", "other.example"), "about another domain"


def _other_letter(value):
    """One letter of the signature changed."""
    found = re.search(r"\.([a-z2-7]{24})@", value)
    other = "b" if found[1][5] == "a" else "a"
    return value[: found.start(1) + 5] + other + value[found.start(1) + 6 :]


def _verdict(server, domain):
    return f"Authentication-Results: {server}; dmarc=pass header.from={domain}"


@pytest.fixture
def attack(mailbox, ben):
    return Attack(mailbox, ben)


def standing(*tickets):
    """All that the desk knows of tickets: rows, events, words."""
    wanted = [ticket.pk for ticket in tickets]
    return (
        list(Ticket.objects.filter(pk__in=wanted).order_by("pk").values("status", "loop", "waiting_on", "contacts")),
        list(Event.objects.filter(ticket__in=wanted).order_by("pk").values_list("pk", "kind")),
        list(Message.objects.filter(ticket__in=wanted).order_by("pk").values_list("pk", "proven", "delivery")),
        list(Ticket.objects.filter(merged_into__in=wanted)),
    )


@pytest.mark.slow
@pytest.mark.parametrize("sender", FROM_FORMS, ids=range(len(FROM_FORMS)))
def test_who_does_not_carry_an_identity_gets_nothing_in_and_nothing_out(attack, sender):
    before, own = standing(attack.resolved, attack.open), attack.token(attack.eves)
    answers = Event.objects.filter(kind="answer").count()
    for headers, subject in attack.tokens():
        message = attack.hand_in(attack.mail(sender, headers, subject))
        assert message is not None, (headers, subject)  # nothing is lost
        assert standing(attack.resolved, attack.open) == before, (headers, subject)
        assert message.ticket.customer_id != attack.resolved.customer_id
        # Only Eve's own token, from Eve's own address, proves anything: that it is Eve.
        hers = message.sender.get("email") == "eve@evil.example" and (own in headers or "hers and his" in subject)
        assert message.proven == hers, (headers, subject)
    assert Event.objects.filter(kind="answer").count() == answers  # mail never speaks as one of us
    assert not Event.objects.filter(kind__in=["confirm", "dispute", "resolve", "close"], by=None).exists()
    sent = Message.objects.filter(direction=Direction.OUT, automatic=True).exclude(recipient="mia@example.org")
    for message in sent:
        mail = sending.compose(message, attack.mailbox, at=attack.at)
        words = mail.message().as_string() + mail.body + mail.subject
        for secret in ("Nobody else", "printer", "repaired", attack.resolved.reference, attack.open.reference):
            assert secret not in words


CLAIMED = [
    # Written otherwise, but the same address.
    "From: MIA@Example.ORG",
    "From: Mia <mia@example.org>",
    "From: mia@example.org (Mia)",
    'From: "Eve" <mia@example.org>',
    # Obsolete white space within.
    "From: <mia @example.org>",
    # Reply-To claims as From does.
    "From: eve@evil.example\r\nReply-To: mia@example.org",
    "From: mia@example.org\r\nSender: eve@evil.example\r\nReturn-Path: <eve@evil.example>",
]


@pytest.mark.parametrize("sender", CLAIMED)
def test_who_claims_an_identity_without_proof_takes_nothing_back(attack, sender):
    """Her address without a real token: it may be she; it confirms nothing, and no resolved ticket moves."""
    before = standing(attack.resolved)
    wrong = [
        f"In-Reply-To: {_other_letter(attack.token(attack.resolved))}",
        f"In-Reply-To: {attack.token(attack.eves)}",
    ]
    for headers in ["", *wrong, "In-Reply-To: <mia-1@example.org>"]:
        message = attack.hand_in(attack.mail(sender, headers))
        assert (message.proven, message.customer_id) == (False, attack.resolved.customer_id), headers
        assert standing(attack.resolved) == before, headers
    recipients = Message.objects.filter(direction=Direction.OUT, automatic=True).values_list("recipient", flat=True)
    assert "eve@evil.example" in recipients  # for her first mail of the day, long ago
    assert set(recipients) == {"mia@example.org", "eve@evil.example"}
    assert Message.objects.filter(recipient="eve@evil.example", automatic=True).count() == 1


def test_our_own_receivers_word_outweighs_a_token(attack):
    """A real token, but our receiver says that it does not come from example.org: kept, unproven, moves nothing."""
    before = standing(attack.resolved)
    verdict = "Authentication-Results: mx.desk.example; dmarc=fail (p=none) header.from=example.org"
    stolen = f"{verdict}\r\nIn-Reply-To: {attack.token(attack.resolved)}"
    message = attack.hand_in(attack.mail("From: mia@example.org", stolen))
    assert not message.proven
    assert standing(attack.resolved) == before
    assert not Message.objects.filter(automatic=True, ticket=message.ticket).exists()  # no word to whom it names


def test_our_own_receivers_word_is_proof(attack):
    verdict = "Authentication-Results: mx.desk.example; spf=none; dmarc=pass (p=reject) header.from=example.org"
    message = attack.hand_in(attack.mail("From: mia@example.org", f"{verdict}\r\nIn-Reply-To: <mia-2@example.org>"))
    assert (message.ticket, message.proven) == (attack.open, True)


def test_what_joins_unproven_says_so(attack):
    message = attack.hand_in(attack.mail("From: mia@example.org", "In-Reply-To: <mia-2@example.org>"))
    assert (message.ticket, message.proven) == (attack.open, False)


def test_a_replayed_mail_is_one_mail(attack):
    raw = attack.mail("From: mia@example.org", f"In-Reply-To: {attack.token(attack.open)}")
    first, again = attack.hand_in(raw), attack.hand_in(raw)
    assert first.pk == again.pk
    assert attack.open.messages.filter(direction=Direction.IN).count() == 2


def test_a_twin_of_a_message_id_does_not_draw_her_answer_away(attack):
    """Eve was in copy of a mail and sent the desk one with the same id: Mia's answer to her own mail stays with Mia."""
    attack.hand_in(attack.mail("From: eve@evil.example", "Message-ID: <mia-2@example.org>"))
    message = attack.hand_in(attack.mail("From: mia@example.org", "In-Reply-To: <mia-2@example.org>"))
    assert message.ticket == attack.open


def test_who_we_wrote_to_from_a_ticket_takes_part_in_it_and_sees_only_that(attack, ben):
    make.answered(attack.open, "5 11:00", ben, "Tom, have a look?", channel="email", recipient="tom@example.org")
    letter = Message.objects.get(recipient="tom@example.org")
    mail = sending.compose(letter, attack.mailbox, at=attack.at)
    assert "printer" not in mail.message().as_string()
    assert "/r/" not in mail.body
    reply = attack.hand_in(attack.mail("From: tom@example.org", f"In-Reply-To: {tokens.message_id_for(letter)}"))
    assert (reply.ticket, reply.proven) == (attack.open, True)


def test_who_was_in_copy_of_a_tickets_first_mail_joins_it_unproven_and_as_somebody_else(attack):
    first = attack.hand_in(
        attack.mail("From: mia@example.org", "Cc: tom@example.org\r\nMessage-ID: <mia-3@example.org>")
    )
    before = standing(attack.resolved, attack.open)
    message = attack.hand_in(attack.mail("From: tom@example.org", "In-Reply-To: <mia-3@example.org>"))
    assert (message.ticket, message.proven) == (first.ticket, False)
    assert message.customer_id != first.customer_id
    assert standing(attack.resolved, attack.open) == before


def test_spam_is_not_joined_by_its_token(attack, ben):
    from_spam = attack.token(attack.eves)
    Ticket.objects.filter(pk=attack.eves.pk).update(status="spam")
    message = attack.hand_in(attack.mail("From: eve@evil.example", f"In-Reply-To: {from_spam}"))
    assert message.ticket != attack.eves
