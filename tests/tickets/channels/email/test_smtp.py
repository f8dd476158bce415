"""How a mailbox sends: over TLS, STARTTLS or plainly, with a password, to real servers."""

from smtplib import SMTPAuthenticationError

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from tests import certificates, smtp_server
from tests.make import account
from tickets.channels.email.smtp import connection_for
from tickets.models import Mailbox

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
