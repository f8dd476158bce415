"""A mailbox's servers are on the public internet: whoever sets one up learns nothing of what runs beside the desk."""

import socket

import pytest

from tests import imap_server, smtp_server, token_server
from tickets.channels.email import imap, public_hosts, smtp, token_address
from tickets.channels.email.mail_errors import NoToken, explain
from tickets.channels.email.public_hosts import NotPublic, connect
from tickets.models import Mailbox

OURS = [
    "127.0.0.1",
    "10.0.0.5",
    "192.168.1.1",
    "169.254.169.254",
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:127.0.0.1",
    "0.0.0.0",
]
AT = None


@pytest.fixture(autouse=True)
def _strict(settings):
    settings.PRIVATE_MAIL_SERVERS = False


@pytest.fixture
def resolves(monkeypatch):
    """What names stand for in this test: each look-up has the next answer, and the last one stays. Connections are told, not
    made, but for those to 127.0.0.1."""
    connected = []

    def to(*answers):
        left = list(answers)

        def look_up(*_, **__):
            addresses = left.pop(0) if len(left) > 1 else left[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

        def create(address, *_, **__):
            connected.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        monkeypatch.setattr(socket, "create_connection", create)
        return connected

    return to


@pytest.mark.parametrize("address", OURS)
def test_what_is_beside_us_is_refused_by_whatever_name(address, resolves):
    connected = resolves([address])
    with pytest.raises(NotPublic):
        connect("mail.example.com", 993, 1)
    assert connected == []


@pytest.mark.parametrize("name", ["127.1", "2130706433", "0x7f000001", "localhost", ""])
def test_other_ways_to_write_this_machine_are_refused(name):
    with pytest.raises((NotPublic, socket.gaierror)):
        connect(name, 993, 1)


def test_one_private_address_among_public_ones_is_enough(resolves):
    connected = resolves(["9.9.9.9", "127.0.0.1"])
    with pytest.raises(NotPublic):
        connect("mail.example.com", 993, 1)
    assert connected == []


def test_public_ones_are_tried_in_turn_and_private_ones_if_a_setting_says_so(resolves, settings):
    connected = resolves(["9.9.9.9", "149.112.112.112", "9.9.9.9"])
    with pytest.raises(ConnectionRefusedError):
        connect("mail.example.com", 993, 1)
    assert connected == [("9.9.9.9", 993), ("149.112.112.112", 993)]
    resolves(["127.0.0.1"])
    settings.PRIVATE_MAIL_SERVERS = True
    with pytest.raises(ConnectionRefusedError):
        connect("mail.example.com", 993, 1)


def test_a_name_that_stands_for_another_address_a_moment_later_gets_nothing(resolves):
    box = Mailbox(imap_host="rebound.example", smtp_host="rebound.example", oauth_token_url="https://rebound.example/")
    for attempt in (
        lambda: imap.count(box, at=AT),
        lambda: smtp.check_login(box, "", at=AT),
        lambda: token_address.ask(box, "first"),
    ):
        connected = resolves(["9.9.9.9"], ["127.0.0.1"])
        with pytest.raises((ConnectionRefusedError, NoToken)):
            attempt()
    assert [address for address, _port in connected] == ["9.9.9.9"] * 3


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_certificate_has_to_vouch_for_the_name_though_an_address_is_connected(certificate, monkeypatch, security):
    """The certificate of our servers names localhost: by another name for the same address it is refused."""
    monkeypatch.setattr(public_hosts, "_addresses", lambda _host, port: [("127.0.0.1", port)])
    over = {"tls": certificate} if security == "tls" else {"starttls": certificate}
    with (
        imap_server.serving(**over) as receiving,
        smtp_server.serving(**over) as sending,
        token_server.serving(certificate) as provider,
    ):
        for name, fine in (("localhost", True), ("other.example", False)):
            box = Mailbox(
                imap_host=name, imap_port=receiving.port, imap_security=security, imap_user="help",
                imap_password="geheim", smtp_host=name, smtp_port=sending.port, smtp_security=security,
                oauth_token_url=f"https://{name}:{provider.port}/", oauth_client_id="desk", oauth_client_secret="hush",
            )  # fmt: skip
            for protocol, attempt in (
                ("IMAP", lambda box=box: imap.count(box, at=AT)),
                ("SMTP", lambda box=box: smtp.check_login(box, "", at=AT)),
                ("OAuth", lambda box=box: token_address.ask(box, provider.good)),
            ):
                told = "fine"
                try:
                    attempt()
                except OSError as error:
                    told = explain(error, protocol)
                assert (told == "fine") is fine, told
                assert fine or "certificate" in told


@pytest.mark.parametrize("port", [1, 25, 22])
def test_nothing_is_connected_and_every_port_is_told_the_same(monkeypatch, port):
    def connected(*_):
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", connected)
    told = set()
    box = Mailbox(imap_host="127.0.0.1", imap_port=port, smtp_host="localhost", smtp_port=port)
    for protocol, attempt in (
        ("IMAP", lambda: imap.count(box, at=AT)),
        ("SMTP", lambda: smtp.check_login(box, "", at=AT)),
    ):
        with pytest.raises(NotPublic) as refused:
            attempt()
        told.add(explain(refused.value, protocol))
    assert told == {"This server is not on the public internet."}


def test_a_shut_port_and_a_silent_one_are_told_apart_by_nobody():
    for protocol in ("IMAP", "SMTP"):
        assert explain(ConnectionRefusedError(), protocol) == explain(TimeoutError(), protocol)
        assert explain(ConnectionResetError(), protocol) == explain(TimeoutError(), protocol)
