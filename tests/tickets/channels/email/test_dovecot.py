"""Mail is fetched from Debian's own IMAP server, as a desk's would be: over TLS, with folders, flags and real UIDs."""

import getpass
import grp
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.make import account, mail
from tickets import tasks
from tickets.channels.email import imap
from tickets.models import Mailbox, Message, RawInbound
from tickets.models.inbound import InboundState

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:{folder}/mail
first_valid_uid = 0
auth_mechanisms = plain xoauth2
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={user} gid={own_group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def users():
    """Who owns mails, answers, and signs people in: ourselves, or where we are root the users that Debian has for it."""
    if os.getuid() == 0:
        return {
            "user": "nobody",
            "own_group": "nogroup",
            "internal": "dovecot",
            "group": "dovecot",
            "login": "dovenull",
        }
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    return {"user": user, "own_group": group, "internal": user, "group": group, "login": user}


@pytest.fixture
def folder():
    """A folder that dovecot's users may walk through, with a short name: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as path:
        os.chmod(path, 0o755)
        yield Path(path)


@pytest.fixture
def dovecot(folder, certificate, tmp_path):
    """A server with one mailbox; `put` delivers into it, `client` looks into it."""
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("dovecot (Debian: dovecot-imapd) is not here")
    port = free_port()
    said = {"folder": folder, "certificate": tmp_path / "certificate.pem", "port": port}
    configuration = folder / "dovecot.conf"
    if os.getuid() == 0:
        for name in ("mail", "home"):
            (folder / name).mkdir()
            shutil.chown(folder / name, "nobody", "nogroup")
    configuration.write_text(CONFIG.format(**said, **users()))
    process = subprocess.Popen([program, "-F", "-c", str(configuration)], stderr=subprocess.PIPE)

    def client():
        found = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=ssl.create_default_context())
        found.login("help", "geheim")
        return found

    def put(body, folder="INBOX"):
        with client() as found:
            assert found.append(folder, None, None, body)[0] == "OK"

    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert process.poll() is None, process.stderr.read().decode()
            time.sleep(0.1)
    yield SimpleNamespace(port=port, put=put, client=client)
    process.terminate()
    process.wait(timeout=10)
    process.stderr.close()


def mailbox(dovecot, slug="help", **more):
    row, _secret = account("email", slug, address=f"{slug}@example.org")
    said = {"imap_host": "127.0.0.1", "imap_port": dovecot.port, "imap_user": "help", "imap_password": "geheim"}
    return Mailbox.objects.create(account=row, polling=True, **said | more)


def poll(box):
    Mailbox.objects.filter(pk=box.pk).update(next_poll_at=None)
    tasks.poll_mailboxes()
    box.refresh_from_db()
    assert box.error == ""


def flags(dovecot, folder="INBOX"):
    with dovecot.client() as found:
        found.select(folder, readonly=True)
        return [line.decode() for line in found.fetch("1:*", "(FLAGS)")[1] if line]


def test_mail_is_fetched_as_it_is_and_left_untouched(dovecot):
    box = mailbox(dovecot)
    mails = [mail(f"Number {n}: Größe?") for n in range(5)]
    for body in mails:
        dovecot.put(body)
    poll(box)
    assert [bytes(raw.body) for raw in RawInbound.objects.order_by("id")] == mails
    dovecot.put(mail("later"))
    poll(box)
    poll(box)
    assert RawInbound.objects.count() == 6
    assert not any("Seen" in line for line in flags(dovecot))
    tasks.process_inbound()
    assert Message.objects.filter(direction="in").count() == 6


def test_mails_are_marked_and_moved(dovecot):
    with dovecot.client() as found:
        found.create("Gelesen")
    box = mailbox(dovecot, after_storing="seen")
    dovecot.put(mail("one"))
    poll(box)
    assert "Seen" in flags(dovecot)[0]
    Mailbox.objects.filter(pk=box.pk).update(after_storing="move", move_to="Gelesen")
    dovecot.put(mail("two"))
    poll(box)
    assert (len(flags(dovecot)), len(flags(dovecot, "Gelesen"))) == (1, 1)


def test_a_folder_that_was_made_again_doubles_nothing(dovecot):
    with dovecot.client() as found:
        found.create("Hilfe")
    box = mailbox(dovecot, imap_folder="Hilfe")
    dovecot.put(mail("one"), "Hilfe")
    poll(box)
    first = box.uid_validity
    with dovecot.client() as found:
        found.delete("Hilfe")
    time.sleep(1.1)  # dovecot numbers folders by the second
    with dovecot.client() as found:
        found.create("Hilfe")
    for text in ("one", "two"):
        dovecot.put(mail(text), "Hilfe")
    poll(box)
    assert box.uid_validity != first
    assert [bytes(raw.body) for raw in RawInbound.objects.order_by("id")] == [mail("one"), mail("two")]


def test_a_mail_of_30_mb_is_shown_by_its_headers(dovecot):
    box = mailbox(dovecot)
    dovecot.put(mail("x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 450_000, subject="Huge"))
    dovecot.put(mail("small"))
    poll(box)
    large, small = RawInbound.objects.order_by("id")
    assert (large.state, small.state) == (InboundState.UNREADABLE, InboundState.WAITING)
    assert b"Subject: Huge" in bytes(large.body)
    assert len(large.body) < 1000


WRONG = [
    ({"imap_folder": "Nirgends"}, "The server has no folder of this name."),
    ({"imap_security": "starttls"}, "The server does not answer: are its name, port and security right?"),
    ({"imap_security": "none"}, "The server does not answer: are its name, port and security right?"),
    ({"imap_password": "wrong"}, "The server does not know this password."),
    ({"sign_in": "oauth", "oauth_access_token": "wrong"}, "A token address begins with https://."),
]


def test_what_is_wrong_is_said_in_plain_words(dovecot, monkeypatch):
    monkeypatch.setattr(imap, "SECONDS", 3)
    for number, (said, sentence) in enumerate(WRONG):
        later = timezone.now() + timedelta(hours=1)
        box = mailbox(dovecot, f"box-{number}", **{"oauth_expires_at": later, **said})
        tasks.poll_mailboxes()
        box.refresh_from_db()
        assert (said, box.error) == (said, sentence)
