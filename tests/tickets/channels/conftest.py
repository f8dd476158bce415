"""What tests of the channels share."""

import pytest

from tests import certificates


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A server's TLS, whose certificate this process trusts for the test."""
    path = certificates.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return certificates.server_context(path)
