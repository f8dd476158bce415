"""What our own receiver found out of a sender: only its word, only on top, only about the sender's own domain."""

import pytest

from tests.yardstick import within_cpu
from tickets.channels.email.authentication import LONGEST, noted, proof
from tickets.rules.identity import Proof

MX = "mx.desk.example"
CASES = [
    # As Google, Fastmail, OpenDMARC and others write it.
    (f"{MX}; dkim=pass header.i=@example.org; dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=example.org", "passed"),
    (f"{MX};\n dmarc=pass policy.published-domain-policy=none header.from=example.org;\n spf=pass", "passed"),
    (f"{MX} 1; DMARC=Pass header.from=Example.ORG", "passed"),
    (f'{MX}; dmarc=pass header.from="example.org"', "passed"),
    (f"(by us) {MX}; dmarc (1) = pass (a (b) ; dmarc=fail) header.from=example.org", "passed"),
    (f"{MX}; dmarc=fail reason=\"x\" header.from=example.org", "failed"),
    (f"{MX}; dmarc=pass header.from=example.org;", "passed"),
    (f"{MX}; dmarc=pass header.from=mia@example.org.", "passed"),
    (f"{MX}; dmarc=pass action=none header.from=example.org", "passed"),
    # It did not look, or cannot say.
    (f"{MX}; none", "none"),
    (f"{MX}; dmarc=none header.from=example.org", "none"),
    (f"{MX}; dmarc=temperror header.from=example.org", "none"),
    (f"{MX}; spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org", "none"),
    # About another domain, or about none.
    (f"{MX}; dmarc=pass header.from=evil.example", "none"),
    (f"{MX}; dmarc=pass header.from=sub.example.org", "none"),
    (f"{MX}; dmarc=pass", "none"),
    (f"{MX}; dmarc=pass x.header.from=example.org", "none"),
    (f"{MX}; dmarc=pass header.from=evil.example header.from=example.org", "none"),
    (f"{MX}; dmarc=pass header.from=example.org header.from=evil.example", "none"),
    (f"{MX}; dmarc=pass header.from=exämple.org", "none"),
    (f'{MX}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.org"', "none"),
    (f"{MX}; spf=pass (x; dmarc=pass header.from=example.org)", "none"),
    (f"{MX}; spf=pass reason=dmarc=pass header.from=example.org", "none"),
    # Two verdicts that differ are none.
    (f"{MX}; dmarc=pass header.from=example.org; dmarc=fail header.from=example.org", "none"),
    # Another server's word, a server whose name begins like ours, no server at all, in a comment.
    ("mx.evil.example; dmarc=pass header.from=example.org", "none"),
    (f"{MX}.evil.example; dmarc=pass header.from=example.org", "none"),
    (f"evil {MX}; dmarc=pass header.from=example.org", "none"),
    ("dmarc=pass header.from=example.org", "none"),
    (f"mx.evil.example ({MX}; dmarc=pass header.from=example.org)", "none"),
    ("", "none"),
    ("(" * 8000, "none"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "said"), CASES)
def test_what_a_header_is_worth(header, said):
    assert proof(noted(header), MX, "mia@example.org") == Proof(said)


def test_nobodys_word_counts_where_no_server_is_trusted():
    assert proof(noted("; dmarc=pass header.from=example.org"), "", "mia@example.org") == Proof.NONE
    assert proof(noted(f"{MX}; dmarc=pass header.from=example.org"), "", "mia@example.org") == Proof.NONE


HUGE = {
    "properties": f"{MX}; dmarc=pass " + "header.from=example.org " * 9_000,
    "results": f"{MX}; " + "a=b; " * 40_000,
    "comments": f"{MX}; dmarc=pass " + "()" * 100_000,
    "nests": f"{MX}; dmarc=pass " + "(" * 200_000,
    "words": f"{MX}; dmarc=pass " + "a " * 100_000,
    "quotes": f'{MX}; dmarc=pass reason="' + "\\a" * 100_000,
    "letters outside ASCII": f"{MX}; dmarc=pass header.from=" + "é" * 200_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_a_header_that_is_written_to_be_slow_is_cut(name):
    with within_cpu(1):
        assert noted(HUGE[name]) == noted(HUGE[name][:LONGEST])
