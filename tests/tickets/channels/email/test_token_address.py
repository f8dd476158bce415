"""What a token address answers is told in plain words and never repeated, and it is not beside us."""

import socket

import pytest

from tests import certificates, token_server
from tickets.channels import public_https
from tickets.channels.email import token_address
from tickets.channels.email.mail_errors import NoToken
from tickets.models import Mailbox


@pytest.fixture
def provider(certificate):
    """A token address that rotates."""
    with token_server.serving(certificate) as state:
        yield state


def ask(state, refresh_token="first", **more):
    return token_address.ask(Mailbox(**state.settings() | more), refresh_token)


def why_not(state, **more):
    with pytest.raises(NoToken) as refused:
        ask(state, **more)
    return str(refused.value)


def test_it_gives_a_token_for_a_while_and_the_next_refresh_token(provider):
    assert ask(provider) == token_address.Answer("access-1", 3600, "refresh-1")
    provider.rotates = False
    assert ask(provider, "refresh-1") == token_address.Answer("access-2", 3600, "")


@pytest.mark.parametrize("seconds", ["null", '"soon"', "0", "-1", "999999999"])
def test_how_long_a_token_lasts_is_an_hour_unless_it_says_so_well(provider, seconds):
    provider.answer = (200, b'{"access_token": "a", "expires_in": %s}' % seconds.encode())
    assert ask(provider).seconds == 3600


ANSWERS = [
    (400, b'{"error": "invalid_grant", "error_description": "SECRET"}', "The refresh token has expired"),
    (400, b'{"error": "interaction_required"}', "The refresh token has expired"),
    (401, b'{"error": "invalid_client"}', "does not know this client id with this client secret"),
    (400, b'{"error": "unauthorized_client"}', "does not allow this client"),
    (400, b'{"error": "SECRET"}', "gives no access token"),
    (400, b'{"error": ["SECRET"]}', "gives no access token"),
    (200, b"{}", "gives no access token"),
    (200, b'{"access_token": ["SECRET"]}', "gives no access token"),
    (400, b'{"access_token": "SECRET"}', "gives no access token"),
    (503, b'{"error": "SECRET"}', "cannot answer just now"),
    (429, b"{}", "cannot answer just now"),
    (200, b"[]", "does not answer as one"),
    (200, b"<html>SECRET", "does not answer as one"),
    (302, b"", "does not answer as one"),
]


@pytest.mark.parametrize(("status", "body", "sentence"), ANSWERS)
def test_what_is_wrong_is_said_and_what_it_said_is_not(provider, status, body, sentence):
    provider.answer = (status, body)
    told = why_not(provider)
    assert sentence in told
    assert "SECRET" not in told


def test_a_wrong_client_secret_is_named(provider):
    assert "client secret" in why_not(provider, oauth_client_secret="wrong")


@pytest.mark.parametrize("url", ["http://localhost/token", "", "https://", "localhost", "file:///etc/passwd"])
def test_only_https_is_spoken(provider, url):
    assert why_not(provider, oauth_token_url=url) == "A token address begins with https://."


def test_nobody_there_or_no_port_is_said(provider):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    for place in (f"localhost:{port}", "localhost:99999999", "localhost:x"):
        assert "does not answer as one" in why_not(provider, oauth_token_url=f"https://{place}/token")


def test_a_certificate_that_nobody_vouches_for_is_told_nothing(tmp_path):
    tls = certificates.server_context(certificates.make(tmp_path))
    with token_server.serving(tls) as state:
        assert "certificate" in why_not(state)
    assert state.asked == []


def test_one_that_drips_costs_the_time_limit(provider, monkeypatch):
    monkeypatch.setattr(public_https, "WHOLE", 0.3)
    provider.seconds_to_answer = 5
    assert "does not answer as one" in why_not(provider)


def test_one_beside_us_is_not_asked(provider, settings):
    settings.PRIVATE_MAIL_SERVERS = False
    assert why_not(provider) == "The token address is not on the public internet."
    assert provider.asked == []
