"""Where well-known hosts have their mail, and what an SPF record has to name."""

import pytest

from tickets.rules.mail_servers import DOMAINS, spf_of


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_host_is_reached_by_tls_at_both_ends(domain):
    fields = DOMAINS[domain].as_fields()
    assert (fields["imap_port"], fields["imap_security"]) == ("993", "tls")
    assert (fields["smtp_port"], fields["smtp_security"]) in {("465", "tls"), ("587", "starttls")}


def test_who_takes_no_password_is_signed_in_to_by_a_token():
    assert DOMAINS["hotmail.com"].as_fields()["sign_in"] == "oauth"
    assert "sign_in" not in DOMAINS["gmail.com"].as_fields()  # it takes an app password as well
    assert "oauth_token_url" not in DOMAINS["web.de"].as_fields()


SENDERS = [
    ("smtp.gmail.com", "include:_spf.google.com"),
    ("SMTP.Gmail.com", "include:_spf.google.com"),
    ("smtp.web.de", "a:smtp.web.de"),  # it publishes no record to include
    ("Mail.Example.ORG", "a:mail.example.org"),
    ("", "mx"),
]


@pytest.mark.parametrize(("host", "named"), SENDERS)
def test_what_a_record_has_to_name(host, named):
    assert spf_of(host) == named
