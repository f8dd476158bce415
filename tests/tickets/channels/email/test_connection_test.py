"""A mailbox's settings are tried against real servers: in plain words, in time, and nothing else comes out."""

import socket
import threading
import time
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rrset
import pytest
from django.test import Client
from dns.resolver import Resolver

from tests import imap_server, smtp_server
from tests.make import account, mail, person
from tickets.channels.email import connection_test, domain, imap, smtp
from tickets.models import Mailbox, RawInbound

pytestmark = pytest.mark.django_db
IMAP = {"imap_host": "127.0.0.1", "imap_security": "none", "imap_user": "help", "imap_password": "geheim"}
SMTP = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_user": "help", "smtp_password": "geheim"}


@pytest.fixture
def clara():
    """An administrator's browser that tries settings."""
    browser = Client()
    browser.force_login(
        person("clara", role="administrator", is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
    )

    def attempt(what, **said):
        answer = browser.post(f"/api/v1/channels/mailbox-trials/{what}", said, content_type="application/json")
        return answer.json() if answer.status_code == 200 else answer

    return attempt


def test_receiving_says_how_many_mails_lie_there_and_takes_none(clara):
    with imap_server.serving() as server:
        assert clara("receiving", **IMAP, imap_port=server.port)["sentence"] == "Connected. 0 mails in INBOX."
        server.inbox.put(mail())
        told = clara("receiving", **IMAP, imap_port=server.port)
    assert told == {"ok": True, "sentence": "Connected. 1 mail in INBOX.", "hints": []}
    assert not RawInbound.objects.exists()
    assert {"FETCH", "STORE", "SELECT"} & set(server.commands) == set()


def test_a_wrong_password_is_said_and_the_servers_words_are_not(clara):
    with imap_server.serving() as server:
        told = clara("receiving", **IMAP | {"imap_password": "wrong"}, imap_port=server.port)
    assert told == {"ok": False, "sentence": "The server does not know this password.", "hints": []}


def test_sending_asks_whether_the_sender_may_and_sends_nothing(clara):
    with smtp_server.serving(password="geheim") as server:
        told = clara("sending", **SMTP, smtp_port=server.port, address="help@example.org")
        wrong = clara("sending", **SMTP | {"smtp_password": "wrong"}, smtp_port=server.port)
    assert (told["ok"], told["sentence"]) == (True, "Connected. help@example.org may send.")
    assert (wrong["ok"], wrong["sentence"]) == (False, "The server does not know this password.")
    assert server.mails == []


@contextmanager
def answering(*lines, again=False):
    """Something that is no mail server: it says its lines to whoever comes, perhaps one letter a moment for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve():
        while not over.is_set():
            try:
                found, _address = listening.accept()
            except OSError:
                return
            with found:
                for line in lines:
                    found.sendall(line)
                try:
                    while again and not over.wait(0.1):
                        found.sendall(b"x")
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    over.set()
    listening.close()


@pytest.mark.parametrize("what", ["receiving", "sending"])
def test_what_is_no_mail_server_is_never_quoted(clara, what):
    with answering(b"SSH-2.0-secret-inside\r\n", b"HTTP/1.1 200 secret\r\n\r\n") as port:
        for security in ("none", "tls", "starttls"):
            said = {**IMAP, **SMTP, "imap_port": port, "smtp_port": port}
            told = clara(what, **said | {"imap_security": security, "smtp_security": security})
            assert not told["ok"]
            assert "secret" not in str(told)
            assert "SSH" not in str(told)


@pytest.mark.parametrize("what", ["receiving", "sending"])
@pytest.mark.parametrize("again", [False, True], ids=["silent", "dripping"])
def test_a_server_that_does_not_answer_costs_the_time_limit(clara, monkeypatch, what, again):
    monkeypatch.setattr(connection_test, "SECONDS", 1)
    monkeypatch.setattr(imap, "SECONDS", 3)
    monkeypatch.setattr(smtp, "SECONDS", 3)
    listening = answering(again=True) if again else quiet()
    with listening as port:
        started = time.monotonic()
        told = clara(what, **IMAP, **SMTP, imap_port=port, smtp_port=port)
        assert time.monotonic() - started < 2.5
    assert (told["ok"], told["sentence"]) == (
        False,
        "The server does not answer: are its name, port and security right?",
    )


@contextmanager
def quiet():
    """It accepts and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_stored_password_is_used_for_its_own_server_and_no_other(clara):
    row, _secret = account("email", "help")
    with imap_server.serving() as server, imap_server.serving() as evil:
        stored = Mailbox.objects.create(account=row, **IMAP, imap_port=server.port)
        empty = IMAP | {"imap_password": ""}
        assert clara("receiving", mailbox=stored.pk, **empty, imap_port=server.port)["ok"]
        assert not clara("receiving", mailbox=stored.pk, **empty, imap_port=evil.port)["ok"]
        assert clara("receiving", mailbox=99, **empty, imap_port=server.port).status_code == 400


@pytest.mark.parametrize("role", ["agent", "team_lead", "manager", "read_only"])
def test_only_who_sets_the_desk_up_may_try(role):
    browser = Client()
    browser.force_login(person("ben", role=role), backend="django.contrib.auth.backends.ModelBackend")
    with imap_server.serving() as server:
        said = {**IMAP, "imap_port": server.port}
        for client in (browser, Client()):
            answer = client.post("/api/v1/channels/mailbox-trials/receiving", said, content_type="application/json")
            assert answer.status_code == 403
    assert server.commands == []


def test_another_site_cannot_try_in_somebodys_name():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person("clara", role="administrator"), backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/api/v1/channels/mailbox-trials/receiving", IMAP, content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.parametrize("said", [{"imap_port": 0}, {"imap_port": 70000}, {"x": "y"}, {"oauth_token_url": "http://a"}])
def test_what_cannot_be_meant_is_refused(clara, said):
    assert clara("receiving", **said).status_code == 400


def test_nothing_filled_in_is_no_error(clara):
    assert clara("receiving")["sentence"] == "Give the server's name first."
    assert clara("sending")["ok"]
    assert clara("domain")["sentence"] == "Give the mailbox's address first."


# The sender's domain


@contextmanager
def name_server(records):
    """A name server of ours: a dictionary of names to TXT records."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                asked, address = listening.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(asked)
            answer = dns.message.make_response(query)
            name = query.question[0].name
            texts = records.get(name.to_text(omit_final_dot=True))
            if texts:
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *(f'"{text}"' for text in texts)))
            elif texts is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            listening.sendto(answer.to_wire(), address)

    threading.Thread(target=serve, daemon=True).start()
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], listening.getsockname()[1]
    yield resolver
    listening.close()


GOOD = {
    "example.org": ["other", "v=spf1 include:_spf.google.com ~all"],
    "google._domainkey.example.org": ["v=DKIM1; k=rsa; p=MIIB"],
    "_dmarc.example.org": ["v=DMARC1; p=reject"],
}
GMAIL = {"address": "help@example.org", "smtp_host": "smtp.gmail.com"}


@pytest.fixture
def at(clara, monkeypatch):
    """Looks a domain up in records of ours."""

    def look(records, **said):
        with name_server(records) as resolver:
            monkeypatch.setattr(domain, "_resolver", lambda: resolver)
            told = clara("domain", **{**GMAIL, **said})
        return told, {hint["name"]: hint for hint in told["hints"]}

    return look


def test_a_domain_that_is_set_up_is_well(at):
    told, hints = at(GOOD)
    assert (told["ok"], told["sentence"]) == (True, "All is well with example.org.")
    assert [hint["ok"] for hint in hints.values()] == [True, True, True]


def test_what_is_missing_is_given_to_set(at):
    told, hints = at({"example.org": []})
    assert not told["ok"]
    assert [hint["ok"] for hint in hints.values()] == [False, False, False]
    assert hints["SPF"]["record"] == "v=spf1 include:_spf.google.com ~all"
    assert hints["DKIM"]["host"] == "SELECTOR._domainkey.example.org"
    assert (hints["DMARC"]["host"], hints["DMARC"]["record"]) == (
        "_dmarc.example.org",
        "v=DMARC1; p=none; rua=mailto:help@example.org",
    )


def test_a_record_that_does_not_name_the_server_is_completed(at):
    _told, hints = at(GOOD | {"example.org": ["v=spf1 mx -all"]}, smtp_host="mail.example.net")
    assert hints["SPF"]["record"] == "v=spf1 a:mail.example.net mx -all"


@pytest.mark.parametrize("name", ["example.org", "_dmarc.example.org"])
def test_two_records_are_none(at, name):
    _told, hints = at(GOOD | {name: [GOOD[name][-1], f"{GOOD[name][-1]} "]})
    assert not hints["SPF" if name == "example.org" else "DMARC"]["ok"]


def test_a_domain_that_is_not_there_is_not_judged(at):
    _told, hints = at({})
    assert [hint["ok"] for hint in hints.values()] == [None, None, None]


def test_a_mail_hosts_own_domain_is_its_own_business(at):
    told, hints = at({}, address="help@gmail.com")
    assert (told["ok"], told["sentence"], hints) == (True, "This domain belongs to Gmail, who see to it.", {})


def test_a_revoked_key_is_none(at):
    _told, hints = at(GOOD | {"google._domainkey.example.org": ["v=DKIM1; p="]})
    assert hints["DKIM"]["ok"] is False


def test_without_a_name_server_it_says_so_and_gives_the_records(clara, monkeypatch):
    silent = Resolver(configure=False)
    silent.nameservers, silent.port = ["127.0.0.1"], 1
    monkeypatch.setattr(domain, "SECONDS", 0.3)
    for found in (None, silent):
        monkeypatch.setattr(domain, "_resolver", lambda found=found: found)
        told = clara("domain", **GMAIL)
        assert [hint["ok"] for hint in told["hints"]] == [None, None, None]
        assert "could not be looked up" in told["hints"][0]["sentence"]
        assert told["hints"][0]["record"] == "v=spf1 include:_spf.google.com ~all"
