"""How a mailbox sends: over TLS, STARTTLS or plainly, with a password or an OAuth token, to real servers."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from smtplib import SMTPAuthenticationError
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from tests import certificates, imap_server, smtp_server
from tests.make import account
from tickets import tasks
from tickets.channels.email.oauth import NoToken
from tickets.channels.email.smtp import connection_for
from tickets.models import Mailbox, RawInbound

pytestmark = pytest.mark.django_db


def mailbox(server, **more):
    row, _secret = account("email", "help", address="help@example.org")
    said = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none", **more}
    Mailbox.objects.create(account=row, **said)
    return row


def send(row):
    return EmailMessage(
        "Hello", "Words.", "help@example.org", ["mia@example.com"], connection=connection_for(row, at=timezone.now())
    ).send()


def test_without_a_server_of_its_own_a_mailbox_sends_by_the_desks():
    row, _secret = account("email", "help")
    assert connection_for(row, at=timezone.now()) is None
    Mailbox.objects.create(account=row)
    assert connection_for(row, at=timezone.now()) is None
    assert connection_for(None, at=timezone.now()) is None


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_it_sends_by_its_own_server(certificate, security):
    given = {security: certificate} if security != "none" else {}
    with smtp_server.serving(password="geheim", **given) as server:
        row = mailbox(server, smtp_security=security, smtp_user="help", smtp_password="geheim")
        assert send(row) == 1
    assert server.recipients == [["mia@example.com"]]
    assert b"Words." in server.mails[0]
    assert server.signed_in == ["help"]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    tls = certificates.server_context(certificates.make(tmp_path))
    with smtp_server.serving(tls=tls) as server, pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        send(mailbox(server, smtp_security="tls"))
    assert server.mails == []


def test_a_wrong_password_is_an_error():
    with smtp_server.serving(password="geheim") as server, pytest.raises(SMTPAuthenticationError):
        send(mailbox(server, smtp_user="help", smtp_password="wrong"))


def test_the_password_is_sealed():
    with smtp_server.serving() as server:
        row = mailbox(server, smtp_password="geheim")
    stored = Mailbox.objects.extra(select={"raw": "smtp_password"}).values_list("raw", flat=True).get(pk=row.pk)
    assert "geheim" not in stored
    assert row.mailbox.smtp_password == "geheim"


@pytest.fixture
def token_address():
    """Where tokens are had: it keeps what it was asked, and answers what it is told to."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        answer = b'{"access_token": "fresh", "expires_in": 3600, "refresh_token": "next"}'

        def do_POST(self):
            asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(Handler.answer)

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/token", asked=asked, handler=Handler)
    server.shutdown()
    thread.join()
    server.server_close()


def oauth(address):
    said = {"sign_in": "oauth", "oauth_token_url": address.url, "oauth_client_id": "desk"}
    return said | {"oauth_client_secret": "hush", "oauth_refresh_token": "first"}


def test_it_signs_in_by_a_token_that_it_has_and_keeps_while_it_is_good(token_address):
    with smtp_server.serving(token="fresh") as server:
        row = mailbox(server, smtp_user="help@example.org", **oauth(token_address))
        assert [send(row), send(row)] == [1, 1]
    assert server.signed_in == ["user=help@example.org\x01auth=Bearer fresh\x01\x01"] * 2
    assert [asked["refresh_token"] for asked in token_address.asked] == [["first"]]
    kept = Mailbox.objects.get(pk=row.pk)
    assert (kept.oauth_access_token, kept.oauth_refresh_token) == ("fresh", "next")


def test_a_token_that_ends_soon_is_replaced(token_address):
    with smtp_server.serving(token="fresh") as server:
        row = mailbox(server, smtp_user="help", **oauth(token_address))
        soon = timezone.now() + timedelta(minutes=1)
        Mailbox.objects.filter(pk=row.pk).update(oauth_access_token="old", oauth_expires_at=soon)
        send(row)
    assert len(token_address.asked) == 1


def test_a_token_that_the_server_refuses_is_an_error(token_address):
    with smtp_server.serving(token="other") as server, pytest.raises(SMTPAuthenticationError):
        send(mailbox(server, smtp_user="help", **oauth(token_address)))


@pytest.mark.parametrize("answer", [b"{}", b"[]", b"<html>", b'{"error": "invalid_grant"}'])
def test_an_address_that_gives_no_token_is_an_error_that_repeats_nothing_of_it(token_address, answer):
    token_address.handler.answer = answer
    with smtp_server.serving(token="fresh") as server, pytest.raises(NoToken, match="token address") as error:
        send(mailbox(server, smtp_user="help", **oauth(token_address)))
    assert "invalid_grant" not in str(error.value)


@pytest.mark.parametrize(("token", "error"), [("fresh", ""), ("other", "The server does not know this password.")])
def test_mail_is_fetched_by_a_token(token_address, token, error):
    with imap_server.serving(token=token) as server:
        server.inbox.put(b"Subject: Help\r\n\r\nWords.")
        said = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_security": "none", "imap_user": "help"}
        row, _secret = account("email", "help")
        Mailbox.objects.create(account=row, polling=True, **said, **oauth(token_address))
        tasks.poll_mailboxes()
    assert (Mailbox.objects.get().error, RawInbound.objects.count()) == (error, 0 if error else 1)
