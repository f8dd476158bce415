"""A mailbox's servers are on the public internet: whoever sets one up learns nothing of what runs beside the desk."""

import socket

import pytest

from tickets.channels.email import imap, smtp
from tickets.channels.email.mail_errors import explain
from tickets.channels.email.public_hosts import NotPublic, demand_public
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
    """What names stand for in this test."""

    def to(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    return to


@pytest.mark.parametrize("address", OURS)
def test_what_is_beside_us_is_refused_by_whatever_name(address, resolves):
    resolves(address)
    with pytest.raises(NotPublic):
        demand_public("mail.example.com")


def test_one_private_address_among_public_ones_is_enough(resolves):
    resolves("9.9.9.9", "127.0.0.1")
    with pytest.raises(NotPublic):
        demand_public("mail.example.com")


def test_public_ones_are_fine_and_private_ones_if_a_setting_says_so(resolves, settings):
    resolves("9.9.9.9")
    demand_public("mail.example.com")
    resolves("127.0.0.1")
    settings.PRIVATE_MAIL_SERVERS = True
    demand_public("mail.example.com")


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
