"""The mailbox form: secrets are written and never shown, and go to no other server than the one they were given for."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.setup import accounts, mailboxes
from tickets.models import ChannelAccount, Mailbox
from tickets.rules.access import COMMAND

SAID = {
    "name": "Support",
    "slug": "support",
    "address": "help@example.org",
    "polling": "on",
    "imap_host": "imap.example.org",
    "imap_port": "993",
    "imap_security": "tls",
    "imap_user": "help",
    "imap_password": "geheim-imap",
    "imap_folder": "INBOX",
    "after_storing": "leave",
    "sender_name": "Example support",
    "signature": "Kind regards\nExample",
    "smtp_host": "smtp.example.org",
    "smtp_port": "587",
    "smtp_security": "starttls",
    "smtp_user": "help",
    "smtp_password": "geheim-smtp",
    "sign_in": "password",
    "provider": "mailgun",
    "webhook_key": "key-1  key-2",
}
SECRETS = dict.fromkeys(mailboxes.SECRETS, "")
OAUTH = {"sign_in": "oauth", "oauth_token_url": "https://token.example.org", "oauth_client_id": "desk"}


@pytest.fixture
def support(clara):
    """The mailbox as the form makes it."""
    clara.client.post("/admin/tickets/mailbox/add/", SAID)
    return Mailbox.objects.get()


def save(clara, mailbox, **said):
    """Post its form again: with no secrets, unless some are said."""
    return clara.client.post(f"/admin/tickets/mailbox/{mailbox.pk}/change/", SAID | SECRETS | {"active": "on"} | said)


def fresh(mailbox):
    return Mailbox.objects.select_related("account").get(pk=mailbox.pk)


def test_one_form_opens_a_mailbox(clara):
    answer = clara.client.post("/admin/tickets/mailbox/add/", SAID)
    secret = answer.content.decode().split('class="d-secret">')[1].split("<")[0]
    box = Mailbox.objects.select_related("account").get()
    assert accounts.fingerprint(secret) == box.account.secret_hash
    assert (box.account.slug, box.account.address, box.account.channel) == ("support", "help@example.org", "email")
    assert (box.imap_password, box.smtp_password, box.webhook_key) == ("geheim-imap", "geheim-smtp", "key-1\nkey-2")
    assert (box.polling, box.polled_at, box.sender_name) == (True, make.at("10 10:42"), "Example support")


def test_no_secret_is_ever_shown(clara, support):
    for page in (f"mailbox/{support.pk}/change/", "mailbox/", f"channelaccount/{support.pk}/change/"):
        text = clara.get(page).content.decode()
        assert "geheim" not in text
        assert "key-1" not in text
    refused = save(clara, support, imap_password="geheim-neu", imap_port="0")
    assert refused.status_code == 400
    assert "geheim" not in refused.content.decode()


def test_an_empty_secret_stays_as_it_is(clara, support):
    assert save(clara, support, sender_name="Else", imap_folder="Help").status_code == 302
    box = fresh(support)
    assert (box.sender_name, box.imap_password, box.smtp_password) == ("Else", "geheim-imap", "geheim-smtp")


@pytest.mark.parametrize(
    ("changed", "secret"),
    [
        ({"imap_host": "imap.evil.com"}, "imap_password"),
        ({"imap_security": "none"}, "imap_password"),
        ({"imap_port": "143"}, "imap_password"),
        ({"imap_user": "other"}, "imap_password"),
        ({"smtp_host": "smtp.evil.com"}, "smtp_password"),
        ({"smtp_security": "none"}, "smtp_password"),
        ({"provider": "postal"}, "webhook_key"),
    ],
)
def test_a_secret_goes_to_no_other_place_than_it_was_given_for(clara, support, changed, secret):
    answer = save(clara, support, **changed)
    assert "Give it again" in words(answer)
    assert secret in answer.context["adminform"].form.errors
    before, after = support.__dict__, fresh(support).__dict__
    assert {name for name in before if before[name] != after[name]} <= {"_state", "_account_cache"}
    assert save(clara, support, **changed, **{secret: "new"}).status_code == 302
    assert getattr(fresh(support), secret) == "new"


def test_a_token_goes_to_no_other_place_either(clara, support):
    given = {"oauth_client_secret": "hush", "oauth_refresh_token": "first"}
    assert save(clara, support, **OAUTH, **given).status_code == 302
    assert save(clara, support, **OAUTH).status_code == 302
    answer = save(clara, support, **OAUTH | {"oauth_token_url": "https://evil.com"})
    assert "oauth_client_secret" in answer.context["adminform"].form.errors
    answer = save(clara, support, **OAUTH, imap_host="imap.evil.com", imap_password="x")
    assert "oauth_refresh_token" in answer.context["adminform"].form.errors


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"imap_host": "", "imap_password": ""}, "imap_host"),
        ({"imap_user": "", "imap_password": "x"}, "imap_user"),
        ({"after_storing": "move"}, "move_to"),
        ({"after_storing": "move", "move_to": "INBOX"}, "move_to"),
        ({"imap_host": "imap.example.org\nx", "imap_password": "x"}, "imap_host"),
        ({"imap_password": "a\r\nA1 DELETE"}, "imap_password"),
        ({"imap_port": "70000"}, "imap_port"),
        ({"address": "nobody"}, "address"),
        ({"sign_in": "oauth"}, "oauth_token_url"),
        (OAUTH | {"oauth_token_url": "http://token.example.org", "oauth_refresh_token": "x"}, "oauth_token_url"),
    ],
)
def test_what_could_not_work_is_said_where_it_is_wrong(clara, support, wrong, field):
    answer = save(clara, support, **wrong)
    assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (400, [field])


def test_saving_begins_anew_and_another_folder_from_the_start(clara, support):
    state = {"uid_validity": 7, "last_uid": 9, "failures": 3, "error": "It failed.", "polls": 5}
    Mailbox.objects.filter(pk=support.pk).update(**state, next_poll_at=make.at("11 10:00"))
    save(clara, support)
    box = fresh(support)
    assert (box.uid_validity, box.last_uid, box.failures, box.error, box.polls) == (7, 9, 0, "", 6)
    assert box.next_poll_at is None
    save(clara, support, imap_folder="Help")
    assert (fresh(support).uid_validity, fresh(support).last_uid) == (None, 0)


def test_only_who_sets_the_desk_up_may(browser, support):
    ana = browser("ana", "manager")
    assert ana.get(f"mailbox/{support.pk}/change/").status_code == 403
    assert save(ana, support, name="Mine").status_code == 403


def test_an_account_that_is_there_already_gets_a_mailbox_and_keeps_its_secret(clara):
    account, _secret = accounts.create_account(
        by=COMMAND, channel="email", slug="old", name="Old", address="o@example.org"
    )
    page = clara.get(f"channelaccount/{account.pk}/change/").content.decode()
    assert f"/admin/tickets/mailbox/add/?account={account.pk}" in page
    form = clara.get("mailbox/add/", account=account.pk).context["adminform"].form
    assert (form["slug"].value(), form["address"].value()) == ("old", "o@example.org")
    assert clara.client.post("/admin/tickets/mailbox/add/", SAID | {"slug": "old"}).status_code == 302
    assert ChannelAccount.objects.get().secret_hash == account.secret_hash
    assert Mailbox.objects.get().pk == account.pk
    assert "There is an account of that name already." in words(
        clara.client.post("/admin/tickets/mailbox/add/", SAID | {"slug": "old"})
    )


def test_the_list_says_how_each_is(clara, support):
    shown = words(clara.get("mailbox/"))
    assert "Fetched 0 minutes ago" in shown
    Mailbox.objects.update(failures=2, error="The server does not know this password.", polled_at=make.at("10 08:42"))
    shown = words(clara.get("mailbox/"))
    assert "Fails since 2 hours" in shown
    assert "The server does not know this password." in shown


@pytest.mark.parametrize("mailboxes_there", [1, 3])
def test_the_list_costs_the_same_for_many(clara, support, django_assert_num_queries, mailboxes_there):
    for n in range(1, mailboxes_there):
        clara.client.post("/admin/tickets/mailbox/add/", SAID | {"slug": f"support-{n}"})
    clara.get("mailbox/")
    with django_assert_num_queries(6):
        clara.get("mailbox/")


def test_since_when_comes_back_as_it_was_said(clara, support):
    save(clara, support, since="2025-03-09T18:00")
    assert fresh(support).since == make.at("9 18:00")
    shown = clara.get(f"mailbox/{support.pk}/change/").context["adminform"].form["since"].value()
    assert shown == "2025-03-09T18:00"


def test_known_hosts_are_on_the_page(clara):
    form = clara.get("mailbox/add/").context["adminform"].form
    assert form.hosts()["gmail.com"]["fields"]["imap_host"] == "imap.gmail.com"
    assert "app password" in form.hosts()["icloud.com"]["note"]
