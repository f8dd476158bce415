"""Mail is fetched by IMAP from real servers: once each, however many fetch, whatever the server or a kill does."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded

from tests import imap_server, make
from tests.make import account, mail
from tickets import tasks
from tickets.actions import leases
from tickets.actions.inbox import mailboxes
from tickets.channels.email import imap
from tickets.channels.email.raw_mail import MAX_MAIL
from tickets.models import Mailbox, Message, RawInbound
from tickets.models.inbound import InboundState
from tickets.rules.retries import POLL_EVERY

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    """The desk's clock can be moved and goes on."""
    with time_machine.travel(START) as moved:
        yield moved


@pytest.fixture
def server():
    with imap_server.serving() as state:
        yield state


def mailbox(server, slug="help", **more):
    row, _secret = account("email", slug, address=f"{slug}@example.org")
    said = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none"}
    said |= {"imap_user": "help", "imap_password": "geheim", "polling": True, **more}
    return Mailbox.objects.create(account=row, **said)


def bodies():
    return [bytes(raw.body) for raw in RawInbound.objects.order_by("id")]


def fresh(box):
    return Mailbox.objects.get(pk=box.pk)


def test_what_lies_in_a_mailbox_is_stored_as_it_is_and_read(server):
    box = mailbox(server)
    mails = [mail(f"Number {n}.") for n in range(3)]
    for body in mails:
        server.inbox.put(body)
    tasks.poll_mailboxes()
    assert bodies() == mails
    tasks.process_inbound()
    assert Message.objects.filter(direction="in").count() == 3
    box = fresh(box)
    assert (box.last_uid, box.error, box.failures) == (3, "", 0)
    assert box.polled_at >= START


def test_only_what_is_new_is_fetched_the_next_time(server, clock):
    mailbox(server)
    server.inbox.put(mail("one"))
    tasks.poll_mailboxes()
    server.inbox.put(mail("two"))
    tasks.poll_mailboxes()
    assert len(bodies()) == 1  # its time has not come
    clock.shift(POLL_EVERY + 1)
    server.commands.clear()
    tasks.poll_mailboxes()
    assert len(bodies()) == 2
    assert server.commands.count("FETCH") == 2  # one window, one mail


def test_nothing_on_the_server_changes_unless_it_is_asked_for(server):
    mailbox(server)
    server.inbox.put(mail())
    tasks.poll_mailboxes()
    assert "EXAMINE" in server.commands
    assert {"SELECT", "STORE", "MOVE", "COPY", "EXPUNGE"} & set(server.commands) == set()
    assert [stored.flags for stored in server.inbox.mails] == [set()]


def test_mails_can_be_marked_as_read(server):
    mailbox(server, after_storing="seen")
    server.inbox.put(mail())
    tasks.poll_mailboxes()
    assert [stored.flags for stored in server.inbox.mails] == [{r"\Seen"}]


@pytest.mark.parametrize("can", [b"IMAP4rev1 UIDPLUS MOVE", b"IMAP4rev1 UIDPLUS", b"IMAP4rev1"])
def test_mails_can_be_moved_and_only_those_that_are_stored(server, can):
    server.can = can
    server.folders["Done"] = imap_server.Folder()
    mailbox(server, after_storing="move", move_to="Done")
    server.inbox.put(mail("mine"))
    server.inbox.put(mail("marked by somebody else"), uid=5000, flags={r"\Deleted"})
    server.inbox.next_uid = 2  # it is not seen by us
    tasks.poll_mailboxes()
    assert bodies() == [mail("mine")]
    assert [kept.body for kept in server.folders["Done"].mails] == [mail("mine")]
    left = {kept.uid: kept.flags for kept in server.inbox.mails}
    assert left == ({5000: {r"\Deleted"}} if b"UIDPLUS" in can else {1: {r"\Deleted"}, 5000: {r"\Deleted"}})


def test_a_folder_to_move_to_that_is_not_there_keeps_nobody_waiting(server):
    box = mailbox(server, after_storing="move", move_to="Nowhere")
    server.inbox.put(mail())
    tasks.poll_mailboxes()
    assert len(bodies()) == 1
    assert "cannot be moved" in fresh(box).error
    assert fresh(box).polled_at >= START


def test_other_uids_begin_the_folder_again_and_double_nothing(server, clock):
    box = mailbox(server)
    for n in range(3):
        server.inbox.put(mail(f"Number {n}."))
    server.inbox.mails.pop(0)
    tasks.poll_mailboxes()
    server.inbox.begin_again(validity=2)
    server.inbox.put(mail("later"))
    clock.shift(POLL_EVERY + 1)
    tasks.poll_mailboxes()
    assert bodies() == [mail("Number 1."), mail("Number 2."), mail("later")]
    assert (fresh(box).uid_validity, fresh(box).last_uid) == (2, 3)


def test_a_mail_that_is_too_large_is_shown_by_its_headers_and_never_loaded(server):
    mailbox(server)
    server.inbox.put(mail("small in truth"), size=2 * 1024**3)
    server.inbox.put(mail("and one after it"))
    tasks.poll_mailboxes()
    large, small = RawInbound.objects.order_by("id")
    assert large.state == InboundState.UNREADABLE
    assert "larger than 25 MB" in large.error
    assert b"Subject: Help" in bytes(large.body)
    assert b"small in truth" not in bytes(large.body)
    assert (large.sender, large.subject, large.is_head) == ("Mia Novak <mia@example.com>", "Help", True)
    assert bytes(small.body) == mail("and one after it")


def test_a_server_that_lies_about_sizes_is_had_in_one_piece_at_most(server):
    mailbox(server)
    server.inbox.put(mail("x" * (MAX_MAIL + 200_000)), size=10)
    tasks.poll_mailboxes()
    large = RawInbound.objects.get()
    assert (large.state, len(large.body) < 70_000) == (InboundState.UNREADABLE, True)


def test_a_server_that_sends_more_than_it_was_asked_for_is_not_listened_to(server):
    box = mailbox(server)
    server.keeps_to_limits = False
    server.inbox.put(mail("x" * (MAX_MAIL + 200_000)), size=10)
    tasks.poll_mailboxes()
    assert fresh(box).error == "What answers there does not speak IMAP with this kind of security."
    assert bodies() == []


def test_a_sparse_folder_is_crossed_in_windows(server, monkeypatch):
    monkeypatch.setattr(imap, "WINDOWS", 2)
    box = mailbox(server)
    server.inbox.put(mail("far"), uid=4321)
    tasks.poll_mailboxes()
    assert bodies() == [mail("far")]
    assert fresh(box).last_uid == 4321


def test_a_mail_whose_uid_shows_itself_late_is_not_passed_by(server, clock):
    mailbox(server)
    server.inbox.put(mail("one"))
    server.inbox.next_uid = 4  # 2 and 3 are being delivered
    tasks.poll_mailboxes()
    server.inbox.put(mail("three"), uid=3)
    clock.shift(POLL_EVERY + 1)
    tasks.poll_mailboxes()
    assert bodies() == [mail("one"), mail("three")]


def test_only_what_arrived_after_a_moment_is_wanted(server):
    mailbox(server, since=START - timedelta(hours=1))
    server.inbox.put(mail("old"), arrived=(START - timedelta(hours=2)).timestamp())
    server.inbox.put(mail("new"), arrived=(START - timedelta(minutes=2)).timestamp())
    tasks.poll_mailboxes()
    assert bodies() == [mail("new")]
    # The customer has waited since their mail server's neighbour took it, not since we looked.
    assert RawInbound.objects.get().received_at == START - timedelta(minutes=2)


def test_a_mail_from_before_last_month_counts_from_when_it_is_taken(server):
    mailbox(server)
    server.inbox.put(mail(), arrived=(START - timedelta(days=400)).timestamp())
    tasks.poll_mailboxes()
    assert RawInbound.objects.get().received_at >= START


REFUSED = [
    ({"imap_password": "wrong"}, "The server does not know this password."),
    ({"imap_password": "geheim✓"}, "The server does not know this password."),
    ({"imap_folder": "Elsewhere"}, "The server has no folder of this name."),
    ({"imap_port": 1}, "The server does not answer: are its name, port and security right?"),
    ({"imap_security": "tls"}, "What answers there does not speak IMAP with this kind of security."),
    ({"imap_security": "starttls"}, "What answers there does not speak IMAP with this kind of security."),
]


@pytest.mark.parametrize(("wrong", "sentence"), REFUSED)
def test_what_is_wrong_is_said_at_the_mailbox_in_plain_words(server, wrong, sentence):
    box = mailbox(server, **wrong)
    server.inbox.put(mail())
    tasks.poll_mailboxes()
    assert (fresh(box).error, bodies()) == (sentence, [])


def test_a_server_in_trouble_is_left_alone_for_longer_and_longer(server, clock):
    box = mailbox(server, imap_password="wrong")
    waits = []
    for _ in range(9):
        tasks.poll_mailboxes()
        waits.append((fresh(box).next_poll_at - datetime.now(UTC)).total_seconds())
        clock.move_to(fresh(box).next_poll_at + timedelta(seconds=1))
    assert [round(wait / 60) for wait in waits] == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    Mailbox.objects.filter(pk=box.pk).update(imap_password="x")
    box.refresh_from_db()
    box.imap_password = "geheim"
    box.save()
    tasks.poll_mailboxes()
    assert (fresh(box).failures, fresh(box).error) == (0, "")


@pytest.mark.parametrize("silent_after", [b"all", b"STATUS", b"FETCH"])
def test_a_frozen_server_costs_the_time_limit_and_the_next_mailbox_is_fetched(server, monkeypatch, silent_after):
    monkeypatch.setattr(imap, "SECONDS", 0.5)
    server.inbox.put(mail("fine"))
    with imap_server.serving(silent_after=silent_after) as frozen:
        frozen.inbox.put(mail())
        stuck = mailbox(frozen, "stuck")
        mailbox(server, "help")
        started = time.monotonic()
        tasks.poll_mailboxes()
        assert time.monotonic() - started < 3
    assert fresh(stuck).error == "The server does not answer: are its name, port and security right?"
    assert bodies() == [mail("fine")]


def test_the_tasks_own_limit_is_said_at_the_mailbox_too(server, monkeypatch):
    def over(*_args, **_more):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(imap, "fetch", over)
    box = mailbox(server)
    with pytest.raises(SoftTimeLimitExceeded):
        tasks.poll_mailboxes()
    assert (fresh(box).failures, "does not answer" in fresh(box).error) == (1, True)


def test_a_mailbox_that_is_not_polled_or_closed_is_left_alone(server):
    mailbox(server, "one", polling=False)
    closed = mailbox(server, "two")
    type(closed.account).objects.filter(pk=closed.pk).update(active=False)
    tasks.poll_mailboxes()
    assert server.commands == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_it_speaks_tls(certificate, security):
    given = {"tls": certificate} if security == "tls" else {"starttls": certificate}
    with imap_server.serving(**given) as state:
        mailbox(state, imap_security=security)
        state.inbox.put(mail())
        tasks.poll_mailboxes()
    assert bodies() == [mail()]


def test_a_password_is_not_told_to_a_server_that_nobody_vouches_for(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with imap_server.serving(tls=certificate) as state:
        box = mailbox(state, imap_security="tls")
        tasks.poll_mailboxes()
        assert state.commands == []
    assert fresh(box).error == "The server's certificate does not vouch for this name."


def test_a_password_may_be_of_any_script():
    with imap_server.serving(password="geheim✓") as state:
        mailbox(state, imap_password="geheim✓")
        state.inbox.put(mail())
        tasks.poll_mailboxes()
    assert bodies() == [mail()]


# Several workers, and a kill


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_store_each_mail_once(server):
    boxes = [mailbox(server, f"box-{n}") for n in range(3)]
    mails = [mail(f"Number {n}.") for n in range(10)]
    for body in mails:
        server.inbox.put(body)
    assert [result for result in make.at_once(*[tasks.poll_mailboxes] * 4) if result is not None] == []
    for box in boxes:
        stored = RawInbound.objects.filter(account=box.account)
        assert sorted(bytes(raw.body) for raw in stored) == sorted(mails)
        assert fresh(box).polls == 1  # nobody fetched it a second time


def test_a_kill_in_the_middle_loses_and_doubles_nothing(server, clock, monkeypatch):
    box = mailbox(server)
    for n in range(4):
        server.inbox.put(mail(f"Number {n}."))
    store = imap.incoming.store
    seen = []

    def dies_after_storing(*given, **more):
        result = store(*given, **more)
        seen.append(given)
        if len(seen) == 2:
            raise KeyboardInterrupt  # between the store and the mark
        return result

    monkeypatch.setattr(imap.incoming, "store", dies_after_storing)
    with pytest.raises(KeyboardInterrupt):
        tasks.poll_mailboxes()
    assert (len(bodies()), fresh(box).last_uid) == (2, 1)
    tasks.poll_mailboxes()
    assert len(bodies()) == 2  # the lease of the one that died still holds
    clock.shift(leases.LEASE)
    tasks.poll_mailboxes()
    assert bodies() == [mail(f"Number {n}.") for n in range(4)]


def test_a_worker_whose_lease_ran_out_changes_nothing_any_more(server):
    box = mailbox(server)
    at = datetime.now(UTC)
    old = mailboxes.claim(at)
    assert mailboxes.claim(at) is None
    new = mailboxes.claim(at + leases.LEASE)
    mailboxes.begin(new, 7)
    mailboxes.read_to(new, 9)
    mailboxes.failed(old, "late", at)
    mailboxes.polled(old, at)
    with pytest.raises(mailboxes.Lost):
        mailboxes.read_to(old, 3)
    assert (fresh(box).last_uid, fresh(box).error, fresh(box).lease_until) == (9, "", at + 2 * leases.LEASE)
