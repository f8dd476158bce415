"""Accounts by which the world reaches the desk: their secrets are shown once."""

from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post, secret_in
from tickets.actions.setup import accounts
from tickets.models import ChannelAccount


def test_an_account_shows_its_secret_once_and_gets_a_new_one(clara):
    first = secret_in(post(clara, "channelaccount/add/", channel="email", slug="support", name="Support"))
    account = ChannelAccount.objects.get()
    assert accounts.fingerprint(first) == account.secret_hash
    second = secret_in(post(clara, f"channelaccount/{account.pk}/change/", press="secret"))
    account.refresh_from_db()
    assert accounts.fingerprint(second) == account.secret_hash
    post(clara, f"channelaccount/{account.pk}/change/", name="Support mailbox", slug="other")
    account.refresh_from_db()
    assert (account.name, account.slug, account.active) == ("Support mailbox", "support", False)
    again = post(clara, "channelaccount/add/", channel="email", slug="support", name="Support")
    assert "There is an account of that name already." in words(again)
