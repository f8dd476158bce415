"""Who fetches from a mailbox, how far it has been read, and what went wrong."""

from datetime import timedelta

import pytest

from tests.make import WEDNESDAY, account
from tickets.actions import leases
from tickets.actions.inbox import mailboxes
from tickets.models import Mailbox
from tickets.rules.retries import poll_again_in

pytestmark = pytest.mark.django_db


def mailbox(slug="help"):
    row, _secret = account("email", slug, address=f"{slug}@example.org")
    return Mailbox.objects.create(account=row, imap_host="imap.example.org", polling=True)


def fresh(box):
    return Mailbox.objects.get(pk=box.pk)


def test_the_one_that_waits_longest_is_fetched_and_nobody_else_gets_it():
    later, never = mailbox("later"), mailbox("never")
    Mailbox.objects.filter(pk=later.pk).update(next_poll_at=WEDNESDAY)
    assert [mailboxes.claim(WEDNESDAY) for _ in range(3)] == [never, later, None]
    assert mailboxes.claim(WEDNESDAY + leases.LEASE) == never


def test_a_folder_is_gone_on_with_where_we_were_and_begun_again_with_other_uids():
    mailbox()
    box = mailboxes.claim(WEDNESDAY)
    mailboxes.begin(box, 7)
    mailboxes.read_to(box, 30)
    mailboxes.begin(box, 7)
    assert (fresh(box).uid_validity, fresh(box).last_uid) == (7, 30)
    mailboxes.begin(box, 8)
    assert (fresh(box).uid_validity, fresh(box).last_uid) == (8, 0)


@pytest.mark.parametrize(("more", "wait"), [(False, poll_again_in(0)), (True, 0)])
def test_what_was_fetched_waits_for_its_next_round_unless_there_is_more(more, wait):
    mailbox()
    Mailbox.objects.update(failures=3, error="It failed.")
    box = mailboxes.claim(WEDNESDAY)
    mailboxes.polled(box, WEDNESDAY, more=more)
    row = fresh(box)
    assert (row.polled_at, row.next_poll_at) == (WEDNESDAY, WEDNESDAY + timedelta(seconds=wait))
    assert (row.failures, row.error, row.lease_until) == (0, "", None)


def test_one_in_trouble_is_left_alone_for_longer_and_says_why():
    mailbox()
    waits, at = [], WEDNESDAY
    for number in range(3):
        box = mailboxes.claim(at)
        mailboxes.failed(box, "It failed.", at)
        row = fresh(box)
        assert (row.failures, row.error, row.polled_at) == (number + 1, "It failed.", None)
        waits.append((row.next_poll_at - at).total_seconds())
        at = row.next_poll_at
    assert waits == [poll_again_in(1), poll_again_in(2), poll_again_in(3)]


def test_whoever_lost_it_changes_nothing_any_more():
    mailbox()
    slow = mailboxes.claim(WEDNESDAY)
    quick = mailboxes.claim(WEDNESDAY + leases.LEASE)
    for change in (lambda: mailboxes.begin(slow, 9), lambda: mailboxes.read_to(slow, 9)):
        with pytest.raises(mailboxes.Lost):
            change()
    mailboxes.failed(slow, "too late", WEDNESDAY)
    row = fresh(quick)
    assert (row.uid_validity, row.last_uid, row.error) == (None, 0, "")
