"""Which domains say where somebody works."""

import pytest

from tickets.rules import mail_hosts


@pytest.mark.parametrize("typed", ["acme.example", " @Acme.Example ", "mia@ACME.example"])
def test_a_domain_is_read_from_whatever_one_types(typed):
    assert mail_hosts.domain(typed) == "acme.example"


@pytest.mark.parametrize("typed", ["", "acme", "a b.example", "<acme.example>", "-acme.example"])
def test_what_is_no_domain_is_none(typed):
    assert mail_hosts.domain(typed) is None


@pytest.mark.parametrize("host", ["gmail.com", "gmx.de", "proton.me", "qq.com", "orange.fr", "t-online.de"])
def test_where_everybody_can_have_an_address_nobody_is_at_work(host):
    assert mail_hosts.is_public(host)
    assert not mail_hosts.is_public(f"mail.{host}.example")
