"""Setting up a mailbox: a secret goes to no other place than the one it was given for."""

import pytest

from tests import make
from tickets.actions.inbox import access
from tickets.actions.record import Invalid
from tickets.actions.setup import mailboxes
from tickets.models import ChannelAccount, Mailbox
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db
NOW = make.at("5 10:00")
SAID = {
    "polling": True,
    "imap_host": "imap.example.org",
    "imap_port": 993,
    "imap_security": "tls",
    "imap_user": "help",
    "imap_password": "hush",
    "imap_folder": "INBOX",
    "after_storing": "leave",
    "move_to": "",
    "smtp_host": "",
    "smtp_port": 587,
    "smtp_security": "starttls",
    "smtp_user": "",
    "sign_in": "password",
    "provider": "",
}
TOKEN = {"sign_in": "oauth", "oauth_token_url": "https://token.example.org", "oauth_client_id": "desk"}
TOKEN |= {"oauth_refresh_token": "first", "oauth_client_secret": "secret"}


def root():
    return make.person("root", "administrator")


def opened(slug="help", address="help@example.org", by=None, **said):
    names = {"slug": slug, "name": "Help", "address": address, "team": None}
    return mailboxes.open_mailbox(by=by or root(), at=NOW, settings=SAID | said, **names)


def saved(box, *, active=True, **said):
    """The same settings once more, with no secret unless one is said."""
    names = {"name": "Help", "address": "help@example.org", "team": None, "active": active}
    settings = SAID | {"imap_password": ""} | said
    return mailboxes.change(Mailbox.objects.get(pk=box.pk), by=root(), at=NOW, settings=settings, **names)


def test_a_mailbox_is_opened_with_its_account():
    box, secret = opened()
    assert secret
    assert (box.account.channel, box.account.address, box.imap_password) == ("email", "help@example.org", "hush")
    assert (box.polled_at, box.polls, box.uid_validity) == (NOW, 1, None)


def test_an_account_without_a_mailbox_gets_one_and_keeps_its_secret():
    account, _ = make.account("email", "help")
    box, secret = opened()
    assert (box.account, secret) == (account, "")
    assert box.account.secret_hash == account.secret_hash
    with pytest.raises(Invalid, match="of that name"):
        opened()


def test_an_empty_secret_is_the_stored_one_and_saving_begins_anew():
    box, _ = opened()
    Mailbox.objects.update(uid_validity=7, last_uid=9, failures=3, error="It failed.", next_poll_at=NOW)
    row = saved(box)
    assert (row.imap_password, row.failures, row.error, row.next_poll_at) == ("hush", 0, "", None)
    assert (row.uid_validity, row.last_uid, row.polls) == (7, 9, 2)
    assert saved(box, imap_folder="Help").last_uid == 0


PLACES = [{"imap_host": "imap.evil.example"}, {"imap_port": 143}, {"imap_security": "none"}, {"imap_user": "eve"}]


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_told_to_no_other_place(place):
    box, _ = opened()
    with pytest.raises(Invalid, match="Give it again"):
        saved(box, **place)
    assert saved(box, **place, imap_password="new").imap_password == "new"


def test_a_token_that_is_replaced_ends_the_access_that_it_gave():
    box, _ = opened(**TOKEN)
    Mailbox.objects.update(oauth_access_token="access", oauth_expires_at=NOW)
    kept = saved(box, **TOKEN | {"oauth_refresh_token": "", "oauth_client_secret": ""})
    assert (kept.oauth_refresh_token, kept.oauth_access_token) == ("first", "access")
    assert saved(box, **TOKEN | {"oauth_refresh_token": "second"}).oauth_access_token == ""


WRONG = [
    ({"imap_host": ""}, "imap_host"),
    ({"imap_user": ""}, "imap_user"),
    ({"imap_password": ""}, "imap_password"),
    ({"imap_folder": ""}, "imap_folder"),
    ({"after_storing": "move"}, "move_to"),
    ({"after_storing": "move", "move_to": "INBOX"}, "move_to"),
    ({"imap_host": "a\nb"}, "imap_host"),
    (TOKEN | {"oauth_refresh_token": ""}, "oauth_refresh_token"),
    (TOKEN | {"oauth_token_url": "http://token.example.org"}, "oauth_token_url"),
    ({"address": "nobody"}, "address"),
]


@pytest.mark.parametrize(("said", "field"), WRONG)
def test_what_could_not_work_is_said_where_it_is_wrong(said, field):
    with pytest.raises(Invalid) as caught:
        opened(**said)
    assert (caught.value.field, ChannelAccount.objects.count()) == (field, 0)


def test_a_mailbox_is_closed_with_its_account_and_only_by_who_sets_the_desk_up():
    box, _ = opened()
    assert not saved(box, active=False).account.active
    before = ChannelAccount.objects.get().secret_hash
    assert mailboxes.new_secret(box, by=root())
    assert ChannelAccount.objects.get().secret_hash != before
    with pytest.raises(Denied):
        opened("mine", by=make.person("lea", "manager"))


def test_what_somebody_is_asking_for_is_kept_unless_the_access_is_another():
    box, _ = opened(**TOKEN)
    asking = access.claim(box, "", at=NOW)
    quiet = TOKEN | {"oauth_refresh_token": "", "oauth_client_secret": ""}
    saved(box, **quiet, sender_name="Help")
    access.keep(asking, "access", NOW, "rotated")
    assert Mailbox.objects.get().oauth_refresh_token == "rotated"
    asking = access.claim(box, "", at=NOW + access.ASKING)
    saved(box, **TOKEN | {"oauth_refresh_token": "typed"})
    access.keep(asking, "access", NOW, "rotated again")
    assert Mailbox.objects.get().oauth_refresh_token == "typed"
