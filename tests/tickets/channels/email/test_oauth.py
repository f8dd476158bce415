"""Signing in by OAuth to real servers: a token that is refused is asked for anew once, and a rotated one is never lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import imap_server, smtp_server, token_server
from tests.make import account, person
from tickets import tasks
from tickets.actions.inbox import access
from tickets.channels.email import oauth
from tickets.channels.email.mail_errors import NotNow, NoToken, TokenRefused, explain
from tickets.channels.email.smtp import connection_for
from tickets.models import Mailbox, RawInbound

pytestmark = pytest.mark.django_db
REFUSED = "The server refuses an access token that is new: is it for this user, and may they use %s there?"
EXPIRED = "The refresh token has expired or was revoked: sign in with the provider again, and give the new one here."


@pytest.fixture
def provider(certificate):
    """A token address that rotates."""
    with token_server.serving(certificate) as state:
        yield state


def mailbox(provider, *, smtp=None, imap=None, **more):
    """One that signs in by OAuth at servers of ours."""
    row, _secret = account("email", "help", address="help@example.org")
    said = {**provider.settings(), **more}
    if smtp:
        said |= {"smtp_host": "localhost", "smtp_port": smtp.port, "smtp_security": "none", "smtp_user": "help"}
    if imap:
        said |= {"imap_host": "localhost", "imap_port": imap.port, "imap_security": "none", "imap_user": "help"}
    return Mailbox.objects.create(account=row, polling=imap is not None, **said)


def has(box, token):
    """It was given a token before, which is good for an hour yet."""
    Mailbox.objects.filter(pk=box.pk).update(
        oauth_access_token=token, oauth_expires_at=timezone.now() + timedelta(hours=1)
    )


def send(box):
    """By the mailbox as it is stored."""
    sender = connection_for(Mailbox.objects.get(pk=box.pk).account, at=timezone.now())
    return EmailMessage("Hello", "Words.", "help@example.org", ["mia@example.com"], connection=sender).send()


def kept(box):
    row = Mailbox.objects.get(pk=box.pk)
    return row.oauth_access_token, row.oauth_refresh_token


def test_a_token_is_had_once_and_kept_while_it_is_good(provider):
    with smtp_server.serving(token="access-1") as server:
        box = mailbox(provider, smtp=server)
        assert [send(box), send(box)] == [1, 1]
    assert server.signed_in == ["user=help\x01auth=Bearer access-1\x01\x01"] * 2
    assert provider.asked == ["first"]
    assert kept(box) == ("access-1", "refresh-1")


def test_a_token_that_ends_soon_is_replaced(provider):
    with smtp_server.serving(token="access-1") as server:
        box = mailbox(provider, smtp=server)
        has(box, "old")
        Mailbox.objects.update(oauth_expires_at=timezone.now() + timedelta(minutes=1))
        send(box)
    assert kept(box) == ("access-1", "refresh-1")


def test_sending_asks_anew_for_a_token_that_is_refused(provider):
    with smtp_server.serving(token="access-1") as server:
        box = mailbox(provider, smtp=server)
        has(box, "revoked")
        assert send(box) == 1
    assert [said.split("Bearer ")[1].strip("\x01") for said in server.signed_in] == ["revoked", "access-1"]
    assert kept(box) == ("access-1", "refresh-1")


def test_fetching_asks_anew_for_a_token_that_is_refused(provider):
    with imap_server.serving(token="access-1") as server:
        server.inbox.put(b"Subject: Help\r\n\r\nWords.")
        box = mailbox(provider, imap=server)
        has(box, "revoked")
        tasks.poll_mailboxes()
    assert server.commands.count("AUTHENTICATE") == 2
    assert (Mailbox.objects.get().error, RawInbound.objects.count()) == ("", 1)
    assert kept(box) == ("access-1", "refresh-1")


def test_a_second_refusal_is_the_mailboxs_error_and_keeps_the_rotated_token(provider):
    with imap_server.serving(token="other") as server:
        box = mailbox(provider, imap=server)
        has(box, "revoked")
        tasks.poll_mailboxes()
        assert server.commands.count("AUTHENTICATE") == 2
    assert Mailbox.objects.get().error == REFUSED % "IMAP"
    assert kept(box) == ("", "refresh-1")
    assert provider.asked == ["first"]


def test_sending_is_refused_a_second_time_in_words_of_its_own(provider):
    with smtp_server.serving(token="other") as server:
        box = mailbox(provider, smtp=server)
        with pytest.raises(TokenRefused) as refused:
            send(box)
    assert explain(refused.value, "SMTP") == REFUSED % "SMTP"
    assert (len(server.signed_in), kept(box)) == (1, ("", "refresh-1"))


def test_a_refused_token_is_thrown_away_though_no_other_is_to_be_had(provider):
    provider.good = "another"
    with imap_server.serving(token="access-1") as server:
        box = mailbox(provider, imap=server)
        has(box, "revoked")
        tasks.poll_mailboxes()
    assert Mailbox.objects.get().error == EXPIRED
    assert kept(box) == ("", "first")


def test_a_server_that_signs_nobody_in_just_now_refuses_no_token(provider, monkeypatch):
    monkeypatch.setattr(imap_server.Handler, "do_authenticate", lambda *_: b"NO [UNAVAILABLE] later")
    with imap_server.serving() as server:
        box = mailbox(provider, imap=server)
        has(box, "good")
        tasks.poll_mailboxes()
    assert Mailbox.objects.get().error == explain(NotNow(), "IMAP")
    assert (kept(box), provider.asked) == (("good", "first"), [])


def test_a_fetch_that_began_meanwhile_loses_no_rotated_token(provider):
    with smtp_server.serving(token="access-1") as server:
        box = mailbox(provider, smtp=server)
        sender = connection_for(Mailbox.objects.get(pk=box.pk).account, at=timezone.now())
        Mailbox.objects.update(polls=7)
        sender.open()
        sender.close()
    assert kept(box) == ("access-1", "refresh-1")


def test_one_asks_at_a_time_and_a_dead_ones_turn_ends(provider, monkeypatch):
    box = mailbox(provider)
    monkeypatch.setattr(oauth, "PATIENCE", 0.2)
    now = timezone.now()
    assert access.claim(box, "", at=now)
    assert access.claim(box, "", at=now) is None
    with pytest.raises(NoToken, match="Another worker"):
        oauth.with_token(box, str, at=now)
    Mailbox.objects.update(oauth_asked_until=now - timedelta(seconds=1))
    assert oauth.with_token(box, str, at=now) == "access-1"


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_use_no_refresh_token_twice(provider):
    """The second one waits, and has what the first was given."""
    provider.seconds_to_answer = 0.3
    box = mailbox(provider)
    has(box, "revoked")
    both, got = Barrier(2), []

    def work():
        try:
            mine = Mailbox.objects.get(pk=box.pk)

            def attempt(token):
                if token == "revoked":
                    both.wait(10)
                    raise TokenRefused
                return token

            got.append(oauth.with_token(mine, attempt, at=timezone.now()))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == ["access-1"] * 2
    assert provider.asked == ["first"]
    assert kept(box) == ("access-1", "refresh-1")


@pytest.fixture
def clara():
    """An administrator's browser that tries settings."""
    browser = Client()
    browser.force_login(
        person("clara", role="administrator", is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    return lambda what, **said: browser.post(
        f"/api/v1/channels/mailbox-trials/{what}", said, content_type="application/json"
    ).json()


def test_a_trial_by_the_stored_refresh_token_stores_the_one_that_replaces_it(provider, clara):
    with imap_server.serving(token="access-1") as server:
        box = mailbox(provider, imap=server)
        said = {name: getattr(box, name) for name in ("imap_host", "imap_port", "imap_security", "imap_user")}
        said |= {name: getattr(box, name) for name in ("sign_in", "oauth_token_url", "oauth_client_id")}
        assert clara("receiving", mailbox=box.pk, **said)["ok"]
    assert kept(box) == ("access-1", "refresh-1")


def test_a_trial_of_settings_that_are_not_stored_asks_once_and_says_what_is_wrong(provider, clara):
    with imap_server.serving(token="access-2") as server:
        imap = {"imap_host": "localhost", "imap_port": server.port, "imap_security": "none", "imap_user": "help"}
        told = clara("receiving", **imap, **provider.settings())
        assert (told["ok"], told["sentence"]) == (False, REFUSED % "IMAP")
        assert clara("receiving", **imap, **provider.settings())["sentence"] == EXPIRED
        assert clara("receiving", **imap, **provider.settings() | {"oauth_refresh_token": "refresh-1"})["ok"]
    assert provider.asked == ["first", "first", "refresh-1"]
