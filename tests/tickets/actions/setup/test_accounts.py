"""The accounts by which the world reaches the desk, and the secrets that their providers present."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup import accounts
from tickets.models import ChannelAccount, Line, Widget
from tickets.rules.access import COMMAND, Denied

pytestmark = pytest.mark.django_db


def create(channel, slug="main", by=COMMAND):
    return accounts.create_account(by=by, channel=channel, slug=slug, name="Main", address="a@example.org")


@pytest.mark.parametrize(
    ("channel", "has_secret", "line", "widget"), [("email", 1, 0, 0), ("phone", 1, 1, 0), ("chat", 0, 0, 1)]
)
def test_an_account_comes_with_what_belongs_to_its_channel(channel, has_secret, line, widget):
    account, secret = create(channel)
    assert bool(secret) == bool(account.secret_hash) == bool(has_secret)
    assert (Line.objects.count(), Widget.objects.count()) == (line, widget)


def test_of_a_secret_only_its_fingerprint_is_kept_and_a_new_one_ends_it():
    account, secret = create("email")
    assert account.secret_hash == accounts.fingerprint(secret) != secret
    new = accounts.replace_secret(account, by=make.person("root", "administrator"))
    assert ChannelAccount.objects.get().secret_hash == accounts.fingerprint(new) != account.secret_hash


def test_a_name_is_used_once_in_a_channel():
    create("email")
    create("phone")
    with pytest.raises(Invalid, match="of that name"):
        create("email")


def test_a_change_keeps_the_channel_and_the_name_in_its_address():
    account, _ = create("email")
    root = make.person("root", "administrator")
    fresh = accounts.change_account(account, by=root, name="Else", address="b@example.org", team=None, active=False)
    assert (fresh.name, fresh.address, fresh.active) == ("Else", "b@example.org", False)
    assert (fresh.channel, fresh.slug, fresh.secret_hash) == ("email", "main", account.secret_hash)


def test_only_who_sets_the_desk_up_may():
    account, _ = create("email")
    lea = make.person("lea", "manager")
    attempts = [
        lambda: create("email", "mine", by=lea),
        lambda: accounts.replace_secret(account, by=lea),
        lambda: accounts.change_account(account, by=lea, name="", address="", team=None, active=True),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()
