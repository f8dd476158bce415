"""What a domain's records say of who may send for it, and the record that is missing."""

import pytest

from tickets.rules.sender_domain import dkim, dmarc, spf

GOOGLE = "include:_spf.google.com"

SPF = [
    (None, None, f"v=spf1 {GOOGLE} ~all"),  # it could not be looked up
    ([], False, f"v=spf1 {GOOGLE} ~all"),
    (["v=spf10 a"], False, f"v=spf1 {GOOGLE} ~all"),
    ([f"v=spf1 {GOOGLE} ~all"], True, ""),
    ([f"V=SPF1 +{GOOGLE.upper()} -all"], True, ""),
    (["v=spf1 mx -all"], False, f"v=spf1 {GOOGLE} mx -all"),
    ([f"v=spf1 {GOOGLE} ~all", "v=spf1 mx -all"], False, f"v=spf1 {GOOGLE} ~all"),  # of several none counts
]


@pytest.mark.parametrize(("texts", "ok", "record"), SPF)
def test_who_may_send(texts, ok, record):
    found = spf("example.org", texts, GOOGLE)
    assert (found.ok, found.record) == (ok, record)


DKIM = [(None, None), ([], False), (["v=DKIM1; k=rsa; p=MIIB"], True), (["v=DKIM1; p="], False)]  # empty is revoked


@pytest.mark.parametrize(("keys", "ok"), DKIM)
def test_who_signs(keys, ok):
    assert dkim("example.org", keys).ok is ok


DMARC = [
    (None, None, "could not be looked up"),
    ([], False, "no DMARC record"),
    (["v=DMARC1; p=none"], True, "only watches"),
    (["v = DMARC1 ; p = None"], True, "only watches"),
    (["v=DMARC1; p=reject"], True, "refused or set aside"),
    (["v=DMARC1; p=reject", "v=DMARC1; p=none"], False, "several"),
]


@pytest.mark.parametrize(("texts", "ok", "sentence"), DMARC)
def test_what_becomes_of_forged_mail(texts, ok, sentence):
    found = dmarc("example.org", texts, "help@example.org")
    assert found.ok is ok
    assert sentence in found.sentence
    assert ok or (found.host, found.record) == ("_dmarc.example.org", "v=DMARC1; p=none; rua=mailto:help@example.org")
